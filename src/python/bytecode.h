// Bytecode back to source: what a code object does, as Python text and as our tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/interner.h"
#include "python/marshal.h"
#include "python/tree.h"

namespace antivenom::python {

struct DecompileLimits {
  uint64_t max_instructions = 1'500'000;  // of all code objects together
  uint64_t max_bytes = 24u << 20;         // of the text
  uint32_t max_code_depth = 16;           // functions inside functions
  uint32_t max_block_depth = 48;          // statements inside statements, over all code objects
};

// Bytes of a code object that nobody could read, megabytes in packed code: what stands for them in a listing, and where
// they are in the marshal data, which must outlive this.
using ConstantsAside = std::unordered_map<std::string, std::string_view>;

// A listing of code object `code_index` and those inside it that reads as Python and means the same: the same calls in
// the same order on the same values. Where control flow cannot be put into statements, what may run stands under
// `if _either:`, a name that nothing defines. Values that live only on the machine's stack are called `_stack_1`, ...
// Total and bounded for any input. Empty for versions whose instructions are not known (has_opcodes). *work, if given,
// is the number of instructions that were read: code objects that share others may have far more than they have bytes.
// Where `aside` is given, long bytes of packed code and the like are put there, and the text has
// b'<4096 bytes 0123456789abcdef>', their size and their hash: put_back() then belongs to parsing it.
std::string decompile_text(const MarshalData& data, uint32_t code_index, const DecompileLimits& limits = {},
                           uint64_t* work = nullptr, ConstantsAside* aside = nullptr);

// Gives the constants of a listing's tree their bytes. Returns how many bytes that were.
uint64_t put_back(const ConstantsAside& aside, Tree& tree);

// The same as a tree; the listing is its text. Names are interned in `names`, which must outlive the tree.
Tree decompile(const MarshalData& data, uint32_t code_index, Interner& names, const DecompileLimits& limits = {});

}  // namespace antivenom::python
