#include "skip_gram/skip_gram.h"

#include <fasttext/fasttext.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace {

fasttext::Args arguments_of(const char* path, const antivenom::skip_gram::Options& options) {
  fasttext::Args args;
  args.input = path;
  args.model = fasttext::model_name::sg;
  args.loss = fasttext::loss_name::ns;
  args.dim = options.dimension;
  args.ws = options.window;
  args.neg = options.negatives;
  args.epoch = options.epochs;
  args.seed = options.seed;
  args.lr = options.rate;
  args.t = options.subsample;
  args.minCount = 1;
  args.minn = 0;  // whole calls: a name's letters say nothing of what it does
  args.maxn = 0;
  args.bucket = 0;
  args.wordNgrams = 1;
  args.thread = 1;  // more would make every run another
  args.verbose = 0;
  args.label = "\x01";  // no call begins with it: every word is a call
  return args;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) bool antivenom_train_skip_gram(
    const char* path, const antivenom::skip_gram::Options& options, const char* const* words, size_t count, float* rows,
    char* reason, size_t reason_size) noexcept {
  try {
    fasttext::FastText model;
    model.train(arguments_of(path, options));
    fasttext::Vector vector(options.dimension);
    for (size_t i = 0; i < count; ++i, rows += options.dimension) {
      if (model.getWordId(words[i]) < 0) continue;
      model.getWordVector(vector, words[i]);
      std::copy_n(vector.data(), options.dimension, rows);
    }
    return true;
  } catch (const std::exception& error) {
    std::snprintf(reason, reason_size, "%s", error.what());
    return false;
  }
}
