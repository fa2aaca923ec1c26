// Included before the scanners of the grammars, which ask calloc() and trust that there is memory: see base/c_memory.h.
#include <stdlib.h>

extern void* (*ts_current_calloc)(size_t count, size_t size);
#define calloc ts_current_calloc
