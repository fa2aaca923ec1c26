// Runs a package's Python abstractly, in a world where nothing is real, and writes down what it would have done.
// Nothing of the package is executed, imported or written: every call that would touch the world becomes an event.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "artifact/artifact.h"
#include "facts/facts.h"

namespace antivenom::interpret {

// Bounds of one package. Steps and bytes, never seconds: the same bytes give the same facts on any machine.
// One step is one syntax node evaluated or one byte-sized unit of work inside a modelled function (64 bytes each).
struct Budget {
  uint64_t base_steps = 30'000'000;  // for every package ...
  uint64_t steps_per_byte = 4;       // ... plus this for each byte of Python shipped
  uint64_t max_steps = 400'000'000;
  uint64_t entry_steps =
      15'000'000;  // one entry point: a module body, a setup command, an uncalled function gets 1/100
  // What an entry point takes without anything new, before what comes to nothing is passed over; an uncalled function
  // gets a sixth.
  uint64_t idle_steps = 30'000;
  uint64_t loop_iterations = 300'000;  // one loop whose condition is known
  uint32_t call_depth = 48;
  uint32_t eval_depth = 1'200;  // nested evaluations of syntax, calls included
  uint32_t layers = 256;
  uint32_t layer_depth = 120;
  uint64_t value_bytes = 32u << 20;  // one str, bytes or list
  uint64_t heap_bytes = 80u << 20;   // all values of a package: bytes of texts, 5/2 of those of other objects
  uint32_t events = 20'000;
  // The one exception, for callers who must not wait: the analysis ends here whatever it has, and says so.
  std::optional<std::chrono::steady_clock::time_point> deadline;
};

// Facts of an artifact: runs its entry points (install, import, run time), then every function nobody called.
// Parse time is added to *parse_ms if given. Total: any package ends within its budget; what ran out is in
// Facts::effort and a note.
Facts interpret(const Artifact& artifact, const Budget& budget, double* parse_ms = nullptr);

}  // namespace antivenom::interpret
