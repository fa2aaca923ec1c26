// Loaded before the C library (LD_PRELOAD), so that a program meets faults that a test machine does not have.
//
// AV_FAULTS lists them, separated by commas. PART is a piece of the path of the files that are meant.
//   read=PART@BYTES     what lies behind BYTES in the file cannot be read: EIO
//   list=PART@ENTRIES   a folder cannot be listed beyond so many entries: EIO
//   write=PART@BYTES    the disk takes so many bytes for these files, all together, and no more: ENOSPC
//   sync=PART@CALLS     after so many calls fsync() fails: EIO
//   memory=N@COUNT      COUNT allocations, from the N-th since main() on, fail
//   memory-size=BYTES   allocations of so many bytes and more fail
//   clock=N@SECONDS     from the N-th look on, the wall clock is off by SECONDS (may be negative)
//   library=PART        a shared library with PART in its name is not there when the program asks for it
//   count               says on standard error how many allocations and looks at the clock there were
//
// It opens no file and calls nothing that the product's own isolation forbids. glibc only.
#include <dirent.h>
#include <dlfcn.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

// One fault of each kind, read from the environment before main(). Plain text: nothing here may allocate.
struct Fault {
  char part[256] = "";
  int64_t limit = -1;  // -1: there is none

  bool is_set() const { return limit >= 0; }
};
Fault g_read, g_list, g_write, g_sync, g_memory, g_clock;
int64_t g_memory_size = -1, g_memory_count = 0, g_clock_shift = 0;
bool g_count = false;
char g_library[512] = "";

std::atomic<bool> g_armed{false};
std::atomic<int64_t> g_allocations{0}, g_looks{0}, g_written{0}, g_syncs{0}, g_entries{0};

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}
#define AV_NEXT(name) (next<decltype(name)>(#name))

// The allocator that the program would use: the C library's, or one that it brings along.
struct Allocator {
  decltype(&::malloc) allocate = AV_NEXT(malloc);
  decltype(&::calloc) allocate_zeros = AV_NEXT(calloc);
  decltype(&::realloc) resize = AV_NEXT(realloc);
  decltype(&::aligned_alloc) allocate_aligned = AV_NEXT(aligned_alloc);
};
const Allocator& allocator() {
  static const Allocator found;  // dlsym() allocates only where it fails
  return found;
}

bool is_meant(const Fault& fault, int descriptor) {
  if (!g_armed || !fault.is_set()) return false;
  char link[64], path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const int saved = errno;
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  errno = saved;
  if (length <= 0) return false;
  path[length] = '\0';
  return std::strstr(path, fault.part) != nullptr;
}

// How much of `size` bytes at `offset` can be read; -1 and errno where nothing can.
ssize_t readable(int descriptor, off_t offset, size_t size) {
  if (!is_meant(g_read, descriptor) || offset < 0) return static_cast<ssize_t>(size);
  if (offset + static_cast<int64_t>(size) <= g_read.limit) return static_cast<ssize_t>(size);
  if (offset < g_read.limit) return g_read.limit - offset;
  errno = EIO;
  return -1;
}

// The same for what is written, with errno also where it is only a part.
ssize_t writable(int descriptor, size_t size) {
  if (!is_meant(g_write, descriptor)) return static_cast<ssize_t>(size);
  const int64_t before = g_written.fetch_add(static_cast<int64_t>(size));
  if (before + static_cast<int64_t>(size) <= g_write.limit) return static_cast<ssize_t>(size);
  errno = ENOSPC;
  return before < g_write.limit ? g_write.limit - before : -1;
}

bool may_allocate(size_t size) {
  if (!g_armed) return true;
  const int64_t number = ++g_allocations;
  const bool is_turn = g_memory.is_set() && number >= g_memory.limit && number < g_memory.limit + g_memory_count;
  const bool is_large = g_memory_size >= 0 && static_cast<int64_t>(size) >= g_memory_size;
  if (!is_turn && !is_large) return true;
  errno = ENOMEM;
  return false;
}

int64_t clock_shift() {
  if (!g_armed) return 0;
  const int64_t look = ++g_looks;
  return g_clock.is_set() && look >= g_clock.limit ? g_clock_shift : 0;
}

void read_fault(const char* text, Fault& fault) {
  const char* at = std::strchr(text, '@');
  if (at == nullptr) return;
  std::snprintf(fault.part, sizeof fault.part, "%.*s", static_cast<int>(at - text), text);
  fault.limit = std::atoll(at + 1);
}

// "N@VALUE"
void read_numbers(const char* text, Fault& fault, int64_t& second) {
  fault.limit = std::atoll(text);
  const char* at = std::strchr(text, '@');
  second = at != nullptr ? std::atoll(at + 1) : 0;
}

void read_entry(const char* entry) {
  const auto value = [&](const char* key) -> const char* {
    const size_t length = std::strlen(key);
    return std::strncmp(entry, key, length) == 0 ? entry + length : nullptr;
  };
  if (const char* text = value("read=")) read_fault(text, g_read);
  if (const char* text = value("list=")) read_fault(text, g_list);
  if (const char* text = value("write=")) read_fault(text, g_write);
  if (const char* text = value("sync=")) read_fault(text, g_sync);
  if (const char* text = value("memory=")) read_numbers(text, g_memory, g_memory_count);
  if (const char* text = value("memory-size=")) g_memory_size = std::atoll(text);
  if (const char* text = value("clock=")) read_numbers(text, g_clock, g_clock_shift);
  if (const char* text = value("library=")) std::snprintf(g_library, sizeof g_library, "%s", text);
  g_count = g_count || std::strcmp(entry, "count") == 0;
}

__attribute__((constructor)) void read_faults() {
  const char* text = std::getenv("AV_FAULTS");
  while (text != nullptr && *text != '\0') {
    const char* end = std::strchr(text, ',');
    const size_t length = end != nullptr ? static_cast<size_t>(end - text) : std::strlen(text);
    char entry[512];
    std::snprintf(entry, sizeof entry, "%.*s", static_cast<int>(length), text);
    read_entry(entry);
    text += length + (end != nullptr ? 1 : 0);
  }
}

__attribute__((destructor)) void tell_counts() {
  g_armed = false;
  if (g_count)
    std::fprintf(stderr, "faults: %lld allocations, %lld looks at the clock\n",
                 static_cast<long long>(g_allocations.load()), static_cast<long long>(g_looks.load()));
}

int (*g_main)(int, char**, char**) = nullptr;

// What initialises the program's own tables is not counted: its failure is the loader's to tell.
int armed_main(int count, char** arguments, char** environment) {
  g_armed = true;
  return g_main(count, arguments, environment);
}

}  // namespace

extern "C" {

int __libc_start_main(int (*program)(int, char**, char**), int count, char** arguments, void (*begin)(), void (*end)(),
                      void (*loader_end)(), void* stack_end) {
  g_main = program;
  const auto start = next<int(int (*)(int, char**, char**), int, char**, void (*)(), void (*)(), void (*)(), void*)>(
      "__libc_start_main");
  return start(armed_main, count, arguments, begin, end, loader_end, stack_end);
}

// ---- files

ssize_t read(int descriptor, void* buffer, size_t size) {
  const ssize_t room =
      g_read.is_set() ? readable(descriptor, ::lseek(descriptor, 0, SEEK_CUR), size) : static_cast<ssize_t>(size);
  return room < 0 ? -1 : AV_NEXT(read)(descriptor, buffer, static_cast<size_t>(room));
}
ssize_t pread(int descriptor, void* buffer, size_t size, off_t offset) {
  const ssize_t room = readable(descriptor, offset, size);
  return room < 0 ? -1 : AV_NEXT(pread)(descriptor, buffer, static_cast<size_t>(room), offset);
}
ssize_t pread64(int descriptor, void* buffer, size_t size, off64_t offset) {
  return pread(descriptor, buffer, size, offset);
}

ssize_t write(int descriptor, const void* buffer, size_t size) {
  const ssize_t room = writable(descriptor, size);
  return room < 0 ? -1 : AV_NEXT(write)(descriptor, buffer, static_cast<size_t>(room));
}
ssize_t writev(int descriptor, const iovec* parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  const ssize_t room = writable(descriptor, size);
  return room < static_cast<ssize_t>(size) ? -1 : AV_NEXT(writev)(descriptor, parts, count);
}
ssize_t pwrite(int descriptor, const void* buffer, size_t size, off_t offset) {
  const ssize_t room = writable(descriptor, size);
  return room < 0 ? -1 : AV_NEXT(pwrite)(descriptor, buffer, static_cast<size_t>(room), offset);
}
ssize_t pwrite64(int descriptor, const void* buffer, size_t size, off64_t offset) {
  return pwrite(descriptor, buffer, size, offset);
}

// What the C library writes for a FILE does not pass by write().
size_t fwrite(const void* buffer, size_t size, size_t count, FILE* file) {
  const ssize_t room = writable(::fileno(file), size * count);
  return room < static_cast<ssize_t>(size * count) ? 0 : AV_NEXT(fwrite)(buffer, size, count, file);
}

int fsync(int descriptor) {
  if (is_meant(g_sync, descriptor) && g_syncs++ >= g_sync.limit) return errno = EIO, -1;
  return AV_NEXT(fsync)(descriptor);
}
int fdatasync(int descriptor) {
  if (is_meant(g_sync, descriptor) && g_syncs++ >= g_sync.limit) return errno = EIO, -1;
  return AV_NEXT(fdatasync)(descriptor);
}

dirent* readdir(DIR* folder) {
  if (is_meant(g_list, ::dirfd(folder)) && g_entries++ >= g_list.limit) return errno = EIO, nullptr;
  return AV_NEXT(readdir)(folder);
}
dirent64* readdir64(DIR* folder) { return reinterpret_cast<dirent64*>(readdir(folder)); }

// ---- libraries

// Asks for one that does not exist, so that the reason is the dynamic linker's own.
void* dlopen(const char* name, int flags) {
  const bool is_missing = g_armed && g_library[0] != '\0' && name != nullptr && std::strstr(name, g_library) != nullptr;
  return AV_NEXT(dlopen)(is_missing ? "a-library-that-is-missing" : name, flags);
}

// ---- memory

void* malloc(size_t size) { return may_allocate(size) ? allocator().allocate(size) : nullptr; }
void* calloc(size_t count, size_t size) {
  return may_allocate(count * size) ? allocator().allocate_zeros(count, size) : nullptr;
}
void* realloc(void* memory, size_t size) { return may_allocate(size) ? allocator().resize(memory, size) : nullptr; }
void* aligned_alloc(size_t alignment, size_t size) {
  return may_allocate(size) ? allocator().allocate_aligned(alignment, size) : nullptr;
}
void* memalign(size_t alignment, size_t size) { return aligned_alloc(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  void* memory = aligned_alloc(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *out = memory;
  return 0;
}

}  // extern "C"

// An allocator that a program brings along has operators of its own, which do not pass by malloc().
void* operator new(size_t size) {
  if (void* memory = ::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](size_t size) { return ::operator new(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return ::malloc(size); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return ::malloc(size); }

extern "C" {

// ---- the wall clock

int clock_gettime(clockid_t clock, timespec* out) {
  const int result = AV_NEXT(clock_gettime)(clock, out);
  if (result == 0 && clock == CLOCK_REALTIME) out->tv_sec += clock_shift();
  return result;
}
int gettimeofday(timeval* out, void* zone) {
  const int result = AV_NEXT(gettimeofday)(out, zone);
  if (result == 0) out->tv_sec += clock_shift();
  return result;
}
time_t time(time_t* out) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"
