// The process locks itself in before it reads a target: whatever a hostile file might do to the scanner, the scanner
// can then do nothing to the machine. Linux only: Landlock (since 5.13) for files, seccomp for system calls.
#pragma once

#include <span>
#include <string>

namespace antivenom::sandbox {

// What holds from now on.
struct Isolation {
  bool files = false;   // nothing is written; nothing is read but what was named and the system's libraries
  bool calls = false;   // no network, no other program, no look into other processes
  std::string missing;  // plain words why one of them does not hold; empty: both do

  bool complete() const { return files && calls; }
};

// Locks in the calling thread and all threads it starts from now on, for good. Call it before the first other thread.
// `readable`: files and folders that may still be read, with all below them; what is not there is left out. Open files
// (standard input and output) stay as they are. Never fails: what the kernel does not offer is told.
Isolation lock_in(std::span<const std::string> readable);

}  // namespace antivenom::sandbox
