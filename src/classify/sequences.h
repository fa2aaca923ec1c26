// Packages' calls -> normalised sequences, each distinct one once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "classify/classification.h"
#include "classify/sample.h"

namespace antivenom::classify {

// `execution`: as the interpreter met them, over all layers. `lexical`: as they stand in the files, by path, layer and
// line, which is what a study of the text alone sees.
enum class Order : uint8_t { execution, lexical };

inline constexpr size_t kMaxCalls = 2048;  // kept of one package, after normalising

// The name under which a call is compared; empty if it says nothing (a method of an object nobody knows).
std::string normalised_call(std::string_view name);

// Normalised calls of one package, with what repeats at once (up to eight calls) kept once. `cut`: there were more.
std::vector<std::string> normalised_sequence(const std::vector<Call>& calls, Order order, bool* cut = nullptr);

struct Sequences {
  std::vector<std::string> calls;   // vocabulary, in the order of first use
  std::vector<Sequence> distinct;   // in the order of first use; one may be empty
  std::vector<uint32_t> of_sample;  // for each sample its index into `distinct`
};

Sequences collapse(std::span<const Sample> samples, Order order);

// Adds samples that only the embedding is to see: their sequences have `packages` 0 and count once.
void add_background(Sequences& sequences, std::span<const Sample> samples, Order order);

// What names a sequence's content, the same in every run: 16 hex digits.
std::string sequence_key(const std::vector<std::string>& calls);

}  // namespace antivenom::classify
