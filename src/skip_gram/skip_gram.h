// fastText's skip-gram with negative sampling behind one function of C. Only `classify` needs it: it is a library of
// its own, opened late and with a C++ library of its own, so that the program can have its C++ library compiled in.
#pragma once

#include <cstddef>

namespace antivenom::skip_gram {

struct Options {
  int dimension, window, negatives, epochs, seed;
  double rate;       // learning rate at the start
  double subsample;  // frequent words are skipped more often
};

inline constexpr const char* kLibrary = "libantivenom_skip_gram.so";  // lies beside the program
inline constexpr const char* kTrain = "antivenom_train_skip_gram";

}  // namespace antivenom::skip_gram

// Learns a vector for each word of the file `path`, a sequence a line, words divided by blanks. On one thread: the same
// input and seed give the same vectors. `rows` has `options.dimension` floats for each of `count` words, which end with
// '\0'; those of words that the file does not have are left as they are. False with a text in `reason`, cut to
// `reason_size` bytes, where it could not be done.
extern "C" bool antivenom_train_skip_gram(const char* path, const antivenom::skip_gram::Options& options,
                                          const char* const* words, size_t count, float* rows, char* reason,
                                          size_t reason_size) noexcept;
