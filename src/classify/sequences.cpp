#include "classify/sequences.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace antivenom::classify {
namespace {

constexpr size_t kMaxName = 120;    // bytes of a call's name
constexpr size_t kLongestLoop = 8;  // calls of a loop's body that are kept once

// Other names of the same thing: what Python 2 called it, or the module behind the module. Longest match at a dot.
constexpr std::array<std::pair<std::string_view, std::string_view>, 30> kOtherNames = {{
    {"__builtin__", ""},
    {"__builtins__", ""},
    {"builtins", ""},
    {"ConfigParser", "configparser"},
    {"Queue", "queue"},
    {"StringIO", "io"},
    {"_winreg", "winreg"},
    {"cPickle", "pickle"},
    {"commands.getoutput", "subprocess.getoutput"},
    {"commands.getstatusoutput", "subprocess.getstatusoutput"},
    {"cookielib", "http.cookiejar"},
    {"cStringIO", "io"},
    {"execfile", "exec"},
    {"httplib", "http.client"},
    {"io.open", "open"},
    {"nt", "os"},
    {"ntpath", "os.path"},
    {"posix", "os"},
    {"posixpath", "os.path"},
    {"raw_input", "input"},
    {"thread", "_thread"},
    {"urllib.quote", "urllib.parse.quote"},
    {"urllib.unquote", "urllib.parse.unquote"},
    {"urllib.urlencode", "urllib.parse.urlencode"},
    {"urllib.urlopen", "urllib.request.urlopen"},
    {"urllib.urlretrieve", "urllib.request.urlretrieve"},
    {"urllib2.HTTPError", "urllib.error.HTTPError"},
    {"urllib2.URLError", "urllib.error.URLError"},
    {"urllib2", "urllib.request"},
    {"xmlrpclib", "xmlrpc.client"},
}};

std::string renamed(std::string_view name) {
  for (const auto& [other, ours] : kOtherNames) {
    if (!name.starts_with(other)) continue;
    const std::string_view rest = name.substr(other.size());
    if (!rest.empty() && rest[0] != '.') continue;
    if (ours.empty()) return std::string(rest.empty() ? rest : rest.substr(1));
    return std::string(ours) + std::string(rest);
  }
  return std::string(name);
}

// True if the last `length` calls are those before them once more.
bool repeats(const std::vector<std::string>& calls, size_t length) {
  const auto end = calls.end();
  const auto step = static_cast<std::ptrdiff_t>(length);
  return calls.size() >= 2 * length && std::equal(end - step, end, end - 2 * step);
}

std::vector<const Call*> ordered(const std::vector<Call>& calls, Order order) {
  std::vector<const Call*> out;
  out.reserve(calls.size());
  for (const Call& call : calls) out.push_back(&call);
  if (order == Order::lexical) {
    std::stable_sort(out.begin(), out.end(), [](const Call* a, const Call* b) {
      return std::tie(a->file, a->layer, a->line) < std::tie(b->file, b->layer, b->line);
    });
  }
  return out;
}

// Finds or adds texts and sequences.
class Collector {
 public:
  explicit Collector(Sequences& out) : out_(out) {
    for (size_t i = 0; i < out.calls.size(); ++i) ids_.emplace(out.calls[i], static_cast<uint32_t>(i));
    for (size_t i = 0; i < out.distinct.size(); ++i) known_.emplace(out.distinct[i].calls, static_cast<uint32_t>(i));
  }

  uint32_t add(const Sample& sample, Order order) {
    bool cut = false;
    const std::vector<std::string> calls = normalised_sequence(sample.calls, order, &cut);
    std::vector<uint32_t> ids;
    for (const std::string& call : calls) {
      const auto [it, added] = ids_.emplace(call, static_cast<uint32_t>(out_.calls.size()));
      if (added) out_.calls.push_back(call);
      ids.push_back(it->second);
    }
    const auto [it, added] = known_.emplace(ids, static_cast<uint32_t>(out_.distinct.size()));
    if (added) {
      Sequence sequence;
      sequence.calls = std::move(ids);
      sequence.key = sequence_key(calls);
      sequence.cut = cut;
      out_.distinct.push_back(std::move(sequence));
    }
    return it->second;
  }

 private:
  Sequences& out_;
  std::unordered_map<std::string, uint32_t> ids_;
  std::map<std::vector<uint32_t>, uint32_t> known_;
};

}  // namespace

std::string normalised_call(std::string_view name) {
  if (name.empty() || name[0] == '.') return {};
  std::string out = renamed(name).substr(0, kMaxName);
  // What separates words, or means something to the library that learns them, becomes part of a name.
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7F || c == '<' || c == '>') c = '_';
  }
  return out;
}

std::vector<std::string> normalised_sequence(const std::vector<Call>& calls, Order order, bool* cut) {
  std::vector<std::string> out;
  for (const Call* call : ordered(calls, order)) {
    if (out.size() >= kMaxCalls) {
      if (cut != nullptr) *cut = true;
      break;
    }
    std::string name = normalised_call(call->name);
    if (name.empty()) continue;
    out.push_back(std::move(name));
    for (size_t length = 1; length <= kLongestLoop; ++length) {
      if (!repeats(out, length)) continue;
      out.resize(out.size() - length);
      break;
    }
  }
  return out;
}

std::string sequence_key(const std::vector<std::string>& calls) {
  uint64_t hash = 0xCBF29CE484222325ull;  // FNV-1a
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001B3ull; };
  for (const std::string& call : calls) {
    for (const char c : call) add(static_cast<unsigned char>(c));
    add('\n');
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

Sequences collapse(std::span<const Sample> samples, Order order) {
  Sequences out;
  Collector collector(out);
  for (const Sample& sample : samples) {
    const uint32_t index = collector.add(sample, order);
    ++out.distinct[index].packages;
    out.of_sample.push_back(index);
  }
  // A campaign of thousands counts more than one package, but must not drown everything else.
  for (Sequence& sequence : out.distinct) sequence.weight = 1 + std::log(static_cast<double>(sequence.packages));
  return out;
}

void add_background(Sequences& sequences, std::span<const Sample> samples, Order order) {
  Collector collector(sequences);
  for (const Sample& sample : samples) collector.add(sample, order);
}

}  // namespace antivenom::classify
