#include "classify/model.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdio>
#include <map>
#include <unordered_map>

#include "classify/kmeans.h"

namespace antivenom::classify {
namespace {

constexpr std::string_view kFirstLine = "antivenom-classification\t1";
constexpr size_t kMostColumns = 1024;

std::string hex(std::span<const float> values) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(values.size() * 8);
  for (const float value : values) {
    const auto bits = std::bit_cast<uint32_t>(value);
    for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[bits >> shift & 15];
  }
  return text;
}

bool from_hex(std::string_view text, std::span<float> values) {
  if (text.size() != values.size() * 8) return false;
  for (size_t i = 0; i < values.size(); ++i) {
    uint32_t bits = 0;
    const char* begin = text.data() + i * 8;
    const auto [end, error] = std::from_chars(begin, begin + 8, bits, 16);
    values[i] = std::bit_cast<float>(bits);
    if (error != std::errc() || end != begin + 8 || !(values[i] > -1e9f && values[i] < 1e9f)) return false;
  }
  return true;
}

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

// A field of a line: what ends a field or a line becomes a blank.
std::string field(std::string text) {
  for (char& c : text) c = c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
  return text;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> out;
  for (;;) {
    const size_t tab = line.find('\t');
    out.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return out;
    line.remove_prefix(tab + 1);
  }
}

template <class Number>
bool read(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// Reads line by line; false for a line that makes no sense.
class Reader {
 public:
  explicit Reader(Model& model) : model_(model), learned_(model.learned) {}

  bool line(std::string_view text) {
    const auto f = fields_of(text);
    if (f[0] == "settings" && f.size() == 4) return settings(f);
    if (f[0] == "call" && f.size() == 4) return call(f);
    if (f[0] == "cluster" && f.size() == 4) return cluster(f);
    if (f[0] == "sequence" && f.size() == 5) return sequence(f);
    return false;
  }

 private:
  bool settings(const std::vector<std::string_view>& f) {
    learned_.order = f[1] == "lexical" ? Order::lexical : Order::execution;
    learned_.pooling.mean = f[2] == "plain" ? Mean::plain : Mean::sif;
    size_t columns = 0;
    if (!read(f[3], columns) || columns == 0 || columns > kMostColumns) return false;
    learned_.call_vectors.columns = learned_.rows.columns = columns;
    return true;
  }
  bool call(const std::vector<std::string_view>& f) {
    double weight = 0;
    if (!read(f[2], weight)) return false;
    learned_.calls.emplace_back(f[1]);
    learned_.pooling.call_weights.push_back(weight);
    return row(learned_.call_vectors, f[3]);
  }
  bool cluster(const std::vector<std::string_view>& f) {
    ModelCluster one{std::string(f[1]), std::string(f[2]), kNone};
    if (!read(f[3], one.category) || one.category < kNone || one.category >= static_cast<int32_t>(kCategories))
      return false;
    model_.clusters.push_back(std::move(one));
    return true;
  }
  bool sequence(const std::vector<std::string_view>& f) {
    int32_t cluster = kNone;
    double weight = 0;
    if (!read(f[2], cluster) || !read(f[3], weight)) return false;
    if (cluster < kNone || cluster >= static_cast<int32_t>(model_.clusters.size())) return false;
    learned_.keys.emplace_back(f[1]);
    learned_.clusters.push_back(cluster);
    learned_.weights.push_back(weight);
    return row(learned_.rows, f[4]);
  }
  bool row(Vectors& vectors, std::string_view text) {
    if (vectors.columns == 0) return false;
    vectors.values.resize((vectors.rows + 1) * vectors.columns);
    return from_hex(text, vectors.row(vectors.rows++));
  }

  Model& model_;
  Learned& learned_;
};

std::vector<size_t> members_of(const Learned& learned, int32_t cluster) {
  std::vector<size_t> members;
  for (size_t i = 0; i < learned.clusters.size(); ++i) {
    if (learned.clusters[i] == cluster) members.push_back(i);
  }
  std::stable_sort(members.begin(), members.end(),
                   [&](size_t a, size_t b) { return learned.weights[a] > learned.weights[b]; });
  return members;
}

}  // namespace

Model make_model(const Classified& classified) {
  Model model;
  model.learned = classified.learned;
  for (const Cluster& cluster : classified.result.clusters) {
    model.clusters.push_back({cluster.key, cluster.label, cluster.category});
  }
  return model;
}

std::string to_text(const Model& model) {
  const Learned& learned = model.learned;
  std::string text(kFirstLine);
  text += "\nsettings\t" + std::string(learned.order == Order::lexical ? "lexical" : "execution") + "\t" +
          (learned.pooling.mean == Mean::plain ? "plain" : "sif") + "\t" + std::to_string(learned.rows.columns) + "\n";
  for (size_t i = 0; i < learned.calls.size(); ++i) {
    text += "call\t" + field(learned.calls[i]) + "\t" + number(learned.pooling.call_weights[i]) + "\t" +
            hex(learned.call_vectors.row(i)) + "\n";
  }
  for (const ModelCluster& cluster : model.clusters) {
    text +=
        "cluster\t" + field(cluster.key) + "\t" + field(cluster.label) + "\t" + std::to_string(cluster.category) + "\n";
  }
  for (size_t i = 0; i < learned.keys.size(); ++i) {
    text += "sequence\t" + learned.keys[i] + "\t" + std::to_string(learned.clusters[i]) + "\t" +
            number(learned.weights[i]) + "\t" + hex(learned.rows.row(i)) + "\n";
  }
  return text;
}

Result<Model> model_from(std::string_view text) {
  Model model;
  Reader reader(model);
  size_t line_number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool good = line_number++ == 0 ? line == kFirstLine : reader.line(line);
    if (!good) return fail("is no model of a classification, or damaged", "line " + std::to_string(line_number));
  }
  if (line_number == 0) return fail("is empty");
  return model;
}

Assignment assign(const Model& model, const std::vector<Call>& calls) {
  const Learned& learned = model.learned;
  std::unordered_map<std::string_view, uint32_t> ids;
  for (uint32_t i = 0; i < learned.calls.size(); ++i) ids.emplace(learned.calls[i], i);
  Assignment out;
  std::vector<uint32_t> sequence;
  for (const std::string& call : normalised_sequence(calls, learned.order)) {
    const auto it = ids.find(call);
    ++out.calls;
    if (it == ids.end()) {
      ++out.unknown_calls;
    } else {
      sequence.push_back(it->second);
    }
  }
  const std::vector<float> vector = embed(sequence, learned.call_vectors, learned.pooling);
  std::vector<std::pair<double, size_t>> near;
  for (size_t i = 0; i < learned.rows.rows; ++i) {
    if (learned.clusters[i] != kNone) near.emplace_back(-dot(vector, learned.rows.row(i)), i);
  }
  const size_t voters = std::min(kVoters, near.size());
  std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(voters), near.end());
  std::map<int32_t, double> votes;
  double most = 0;
  for (size_t v = 0; v < voters && -near[v].first >= kLeastLikeness; ++v) {
    const int32_t cluster = learned.clusters[near[v].second];
    const double vote = votes[cluster] -= near[v].first;
    if (vote <= most) continue;
    most = vote;
    out.cluster = cluster;
  }
  for (size_t v = 0; v < voters; ++v) {
    if (learned.clusters[near[v].second] == out.cluster) out.likeness = std::max(out.likeness, -near[v].first);
  }
  return out;
}

std::vector<std::string> anchors_of(const Model& model, int32_t cluster) {
  std::vector<std::string> keys;
  for (const size_t member : members_of(model.learned, cluster)) {
    if (keys.size() < kAnchors) keys.push_back(model.learned.keys[member]);
  }
  return keys;
}

std::vector<std::vector<std::string>> parts_of(const Model& model, int32_t cluster, uint32_t parts, uint32_t seed) {
  const Learned& learned = model.learned;
  const std::vector<size_t> members = members_of(learned, cluster);
  Vectors rows(members.size(), learned.rows.columns);
  std::vector<double> weights;
  for (size_t i = 0; i < members.size(); ++i) {
    const std::span<const float> row = learned.rows.row(members[i]);
    std::copy(row.begin(), row.end(), rows.row(i).begin());
    weights.push_back(learned.weights[members[i]]);
  }
  KMeansOptions options;
  options.clusters = parts;
  options.seed = seed;
  const KMeansResult found = k_means(rows, weights, options);
  std::vector<std::vector<std::string>> out(found.centres.rows);
  for (size_t i = 0; i < members.size(); ++i) {
    std::vector<std::string>& part = out[static_cast<size_t>(found.groups[i])];
    if (part.size() < kAnchors) part.push_back(learned.keys[members[i]]);
  }
  return out;
}

}  // namespace antivenom::classify
