#include "classify/families.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <unordered_map>

#include "base/lower_case.h"
#include "classify/components.h"
#include "classify/sequences.h"

namespace antivenom::classify {
namespace {

constexpr size_t kCompared = 16;  // groups within one bucket that a newcomer is compared with
constexpr size_t kExamples = 20;  // names shown of a family
constexpr size_t kShortest = 3;   // characters that a pattern must fix

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '_' || c == '.' ? '-' : lower_case(c);
  }
  return out;
}

// The word that more than half of the names have, the longest of the most frequent.
std::string common_word(const std::vector<std::string>& names) {
  std::map<std::string, size_t> words;
  for (const std::string& name : names) {
    std::vector<std::string> own(1);
    for (const char c : name) {
      if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
        own.back() += c;
      } else if (!own.back().empty()) {
        own.emplace_back();
      }
    }
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    for (const std::string& word : own) words[word] += word.size() >= kShortest ? 1 : 0;
  }
  std::string best;
  size_t most = names.size() / 2;
  for (const auto& [word, count] : words) {
    if (count < most || (count == most && (best.empty() || word.size() <= best.size()))) continue;
    best = word;
    most = count;
  }
  return best;
}

void finish(Family& family, std::span<const Sample> samples, std::vector<Package>& packages, int32_t index) {
  const auto seen = [&](const Family::Member& m) { return samples[m.package].first_seen; };
  std::stable_sort(family.members.begin(), family.members.end(), [&](const auto& a, const auto& b) {
    return (seen(a) == 0 ? INT64_MAX : seen(a)) < (seen(b) == 0 ? INT64_MAX : seen(b));
  });
  const Signature& first = samples[family.members.front().package].signature;
  family.key = family_key(first);
  std::vector<std::string> names;
  std::map<int64_t, size_t> months;
  std::map<int32_t, size_t> clusters;
  for (Family::Member& member : family.members) {
    const Sample& sample = samples[member.package];
    member.likeness = fingerprint::likeness(first, sample.signature);
    packages[member.package].family = index;
    ++clusters[packages[member.package].cluster];
    if (!sample.name.empty()) names.push_back(sample.name);
    if (sample.first_seen == 0) continue;
    ++months[month_of(sample.first_seen)];
    if (family.first_seen == 0) family.first_seen = sample.first_seen;
    family.last_seen = std::max(family.last_seen, sample.first_seen);
  }
  for (const auto& [month, count] : months) family.timeline.push_back({month, count});
  for (const auto& [cluster, count] : clusters) {
    if (family.cluster == kNone || count > clusters[family.cluster]) family.cluster = cluster;
  }
  family.known = family.members.size();
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  family.pattern = name_pattern(names);
  family.name = !family.pattern.empty()                                ? family.pattern
                : samples[family.members.front().package].name.empty() ? family.key
                                                                       : samples[family.members.front().package].name;
  if (names.size() > kExamples) names.resize(kExamples);
  family.names = std::move(names);
}

}  // namespace

std::vector<int32_t> group_alike(std::span<const Signature> signatures, double likeness) {
  Components<size_t> groups(signatures.size());
  std::unordered_map<uint64_t, std::vector<size_t>> buckets;  // a band's number -> one of each group that is in it
  for (size_t i = 0; i < signatures.size(); ++i) {
    if (signatures[i].empty()) continue;
    for (const uint64_t band : fingerprint::bands_of(signatures[i])) {
      std::vector<size_t>& bucket = buckets[band];
      bool known = false;
      for (const size_t other : bucket) {
        if (groups.find(other) != groups.find(i) &&
            fingerprint::likeness(signatures[other], signatures[i]) >= likeness) {
          groups.join(other, i);
        }
        known |= groups.find(other) == groups.find(i);
      }
      // One member of a group is enough to be found by: a bucket of a campaign of thousands stays short.
      if (!known && bucket.size() < kCompared) bucket.push_back(i);
    }
  }
  std::vector<int32_t> out(signatures.size(), kNone);
  std::unordered_map<size_t, int32_t> numbers;
  for (size_t i = 0; i < signatures.size(); ++i) {
    if (signatures[i].empty()) continue;
    out[i] = numbers.try_emplace(groups.find(i), static_cast<int32_t>(numbers.size())).first->second;
  }
  return out;
}

std::vector<Family> make_families(std::span<const Sample> samples, std::span<const int32_t> groups,
                                  std::vector<Package>& packages) {
  std::map<int32_t, Family> by_group;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (groups[i] != kNone) by_group[groups[i]].members.push_back({static_cast<uint32_t>(i), 1});
  }
  std::vector<Family> families;
  for (auto& [group, family] : by_group) {
    if (family.members.size() > 1) families.push_back(std::move(family));
  }
  std::stable_sort(families.begin(), families.end(),
                   [](const Family& a, const Family& b) { return a.members.size() > b.members.size(); });
  for (size_t i = 0; i < families.size(); ++i) finish(families[i], samples, packages, static_cast<int32_t>(i));
  return families;
}

std::string name_pattern(std::span<const std::string> names) {
  std::vector<std::string> all;
  for (const std::string& name : names) all.push_back(lower(name));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.empty()) return {};
  if (all.size() == 1) return all.front();
  std::string prefix = all.front(), suffix = all.front();
  for (const std::string& name : all) {
    prefix.resize(static_cast<size_t>(std::mismatch(prefix.begin(), prefix.end(), name.begin(), name.end()).first -
                                      prefix.begin()));
    const auto same = static_cast<size_t>(
        std::mismatch(suffix.rbegin(), suffix.rend(), name.rbegin(), name.rend()).first - suffix.rbegin());
    suffix.erase(0, suffix.size() - same);
  }
  size_t shortest = SIZE_MAX;
  for (const std::string& name : all) shortest = std::min(shortest, name.size());
  if (prefix.size() + suffix.size() > shortest) suffix.erase(0, prefix.size() + suffix.size() - shortest);
  if (prefix.size() + suffix.size() >= kShortest) return prefix + "*" + suffix;
  const std::string word = common_word(all);
  return word.empty() ? std::string() : "*" + word + "*";
}

int64_t month_of(int64_t milliseconds) {
  using namespace std::chrono;
  const auto day = floor<days>(sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(milliseconds)));
  const year_month_day date(day);
  return duration_cast<std::chrono::milliseconds>(sys_days(date.year() / date.month() / 1).time_since_epoch()).count();
}

std::string family_key(const Signature& first) { return sequence_key({fingerprint::to_text(first)}); }

}  // namespace antivenom::classify
