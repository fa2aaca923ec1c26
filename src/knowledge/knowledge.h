// What is known about the world outside a package: APIs and their effects, and texts that mean something (paths,
// services, programs). Content lives in knowledge/**.tsv and is compiled into constant tables; nothing is read or
// built at start-up.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "facts/facts.h"

namespace antivenom::knowledge {

// A text of the tables, as a place in the bytes of all of them: the tables hold no pointers, which the dynamic linker
// would have to write at each start. Good for as long as the program runs.
class StaticText {
 public:
  constexpr StaticText(uint32_t at, uint32_t size) : at_(at), size_(size) {}

  std::string_view view() const;
  operator std::string_view() const { return view(); }
  bool empty() const { return size_ == 0; }
  friend bool operator==(StaticText a, std::string_view b) { return a.view() == b; }

 private:
  uint32_t at_, size_;
};

// One row of knowledge/api/*.tsv.
struct Api {
  StaticText name;       // qualified: "subprocess.Popen", "socket.socket.connect"; builtins bare: "open", "exec"
  StaticText canonical;  // the name events carry; differs from `name` for aliases ("posix.system" -> "os.system")
  EffectSet effects;
  StaticText returns;   // qualified type of the result ("socket.socket"), "" if unknown or plain data; "value":
                        // the name is no function but a value that is read ("os.environ")
  StaticText attack;    // comma-separated ATT&CK technique ids, may be empty
  StaticText platform;  // windows|linux|macos, "" for any
};

// The row of a qualified name; nullptr if there is none. O(1), any thread.
const Api* find_api(std::string_view qualified_name);

// What a text mentions: the tags of every row of knowledge/text/*.tsv found in it, sorted and unique. Matching is
// case-insensitive; the views are constants. Looks at the first 64 KiB.
std::vector<std::string_view> tags_of(std::string_view text);

// A tool that makes code hard or impossible to read.
enum class PackerKind : uint8_t {
  encoder,  // the code is there, packed
  renamer,  // the code is there, without its names
  sealed,   // the code is not there as Python: machine code, or encrypted for a native library
};
struct Packer {
  std::string_view name;
  PackerKind kind;
  size_t at = 0;  // byte offset of the mark
};

// The tools of knowledge/packers.tsv that left their marks in a source, or in a native library. Each once, sorted by
// name; looks at the first 4 MiB.
std::vector<Packer> packers_of(std::string_view bytes, bool native);

// Import name -> distribution name is not modelled; this tells whether a top-level module belongs to the standard
// library of any Python from 2.7 to 3.13.
bool is_standard_module(std::string_view top_level);

// True if there are rows for what such a top-level module holds, as for those that everybody knows. O(log rows), any
// thread.
bool is_known_module(std::string_view top_level);

}  // namespace antivenom::knowledge
