#include "classify/embedding.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "base/late_library.h"
#include "skip_gram/skip_gram.h"

namespace antivenom::classify {
namespace {

constexpr double kTrainedCalls = 1e6;  // more does not group the development corpus better
constexpr double kSif = 1e-2;          // `a` of the paper: calls much rarer than this all count alike

// A file in memory that a library may open by its name.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("sequences", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  Result<std::string> write(std::string_view text) {
    if (descriptor_ < 0) return fail(std::strerror(errno), "memory for training");
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return fail(std::strerror(errno), "memory for training");
      text.remove_prefix(static_cast<size_t>(written));
    }
    return "/proc/self/fd/" + std::to_string(descriptor_);
  }

 private:
  int descriptor_;
};

size_t shown(const Sequence& sequence) { return static_cast<size_t>(std::lround(sequence.weight)); }

std::string training_text(const Sequences& sequences) {
  std::string text;
  for (const Sequence& sequence : sequences.distinct) {
    if (sequence.calls.empty()) continue;
    std::string line;
    for (const uint32_t call : sequence.calls) line += sequences.calls[call] + " ";
    line.back() = '\n';
    for (size_t i = 0; i < shown(sequence); ++i) text += line;
  }
  return text;
}

using Train = decltype(antivenom_train_skip_gram);

const Result<Train*>& skip_gram_training() {
  static const Result<Train*> loaded = []() -> Result<Train*> {
    const auto library = LateLibrary::open_own(skip_gram::kLibrary);
    if (!library) return tl::unexpected(library.error());
    Train* train = nullptr;
    if (auto found = library->find(skip_gram::kTrain, train); !found) return tl::unexpected(found.error());
    return train;
  }();
  return loaded;
}

skip_gram::Options options_of(const EmbeddingOptions& options, const Sequences& sequences) {
  skip_gram::Options made;
  made.dimension = static_cast<int>(options.dimension);
  made.window = static_cast<int>(options.window);
  made.negatives = static_cast<int>(options.negatives);
  made.epochs = static_cast<int>(chosen_epochs(sequences, options));
  made.seed = static_cast<int>(options.seed);
  made.rate = options.rate;
  made.subsample = options.subsample;
  return made;
}

}  // namespace

uint32_t chosen_epochs(const Sequences& sequences, const EmbeddingOptions& options) {
  if (options.epochs != 0) return options.epochs;
  double calls = 1;
  for (const Sequence& sequence : sequences.distinct) {
    calls += static_cast<double>(sequence.calls.size() * shown(sequence));
  }
  return static_cast<uint32_t>(std::clamp(kTrainedCalls / calls, 3.0, 400.0));
}

Result<Vectors> train_calls(const Sequences& sequences, const EmbeddingOptions& options) {
  Vectors vectors(sequences.calls.size(), options.dimension);
  const std::string text = training_text(sequences);
  if (text.empty()) return vectors;
  const auto& train = skip_gram_training();
  if (!train) return tl::unexpected(train.error());
  MemoryFile file;
  const auto path = file.write(text);
  if (!path) return tl::unexpected(path.error());
  std::vector<const char*> words;
  for (const std::string& call : sequences.calls) words.push_back(call.c_str());
  char reason[256] = "";
  if (!(*train)(path->c_str(), options_of(options, sequences), words.data(), words.size(), vectors.values.data(),
                reason, sizeof reason)) {
    return fail(reason, "training the call vectors");
  }
  return vectors;
}

Pooling make_pooling(const Sequences& sequences, Mean mean) {
  Pooling pooling;
  pooling.mean = mean;
  pooling.call_weights.assign(sequences.calls.size(), 1.0);
  if (mean == Mean::plain) return pooling;
  std::vector<double> counts(sequences.calls.size(), 0.0);
  double total = 0;
  for (const Sequence& sequence : sequences.distinct) {
    for (const uint32_t call : sequence.calls) counts[call] += sequence.weight;
    total += sequence.weight * static_cast<double>(sequence.calls.size());
  }
  for (size_t i = 0; i < counts.size(); ++i) pooling.call_weights[i] = kSif / (kSif + counts[i] / std::max(total, 1.0));
  return pooling;
}

std::vector<float> embed(const std::vector<uint32_t>& sequence, const Vectors& calls, const Pooling& pooling) {
  std::vector<double> sum(calls.columns, 0.0);
  for (const uint32_t call : sequence) {
    if (call >= calls.rows) continue;
    const std::span<const float> row = calls.row(call);
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += pooling.call_weights[call] * static_cast<double>(row[i]);
  }
  // The direction of the mean; how long a sequence is says nothing.
  double length = 0;
  for (const double value : sum) length += value * value;
  length = std::sqrt(length);
  for (double& value : sum) value = length < 1e-12 ? 0 : value / length;
  return {sum.begin(), sum.end()};
}

Vectors embed_all(const Sequences& sequences, const Vectors& calls, const Pooling& pooling) {
  Vectors vectors(sequences.distinct.size(), calls.columns);
  for (size_t i = 0; i < sequences.distinct.size(); ++i) {
    const std::vector<float> one = embed(sequences.distinct[i].calls, calls, pooling);
    std::copy(one.begin(), one.end(), vectors.row(i).begin());
  }
  return vectors;
}

}  // namespace antivenom::classify
