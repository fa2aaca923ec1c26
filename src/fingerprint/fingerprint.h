// A package's code -> what near duplicates share, whatever names and texts were changed.
#pragma once

#include <cstdint>
#include <vector>

#include "artifact/artifact.h"
#include "fingerprint/minhash.h"
#include "python/tree.h"

namespace antivenom::fingerprint {

// Runs of kShingle nodes of the tree in the order of the text, each as a number; sorted, each once. The package's own
// names and the values of literals do not count; names of attributes, imports and keywords, and those of the built-in
// functions that matter, do: an author changes the former at will, the latter not. Adds to `shingles`.
void add_shingles(const python::Tree& tree, const Interner& names, std::vector<uint64_t>& shingles);

inline constexpr size_t kShingle = 7;
inline constexpr size_t kMaxSourceBytes = 4u << 20;  // of one package, the files that run first before others
inline constexpr size_t kFewestShingles = 12;        // with less code everything is like everything

// Of all Python that an installed package has or that runs at install; tests and examples do not count. Empty if there
// is too little code. Bounded by kMaxSourceBytes; any thread.
Signature signature_of(const Artifact& artifact);

}  // namespace antivenom::fingerprint
