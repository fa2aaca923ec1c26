#include "cli/classify_store.h"

#include <algorithm>
#include <set>

#include "classify/families.h"
#include "cli/collect.h"

namespace antivenom::cli {
namespace {

using namespace classify;

constexpr const char* kModel = "classification";
constexpr double kSameAgain = 0.9;  // a member this like one that is compared already need not be compared, too
constexpr size_t kCompared = 64;    // members of a family that newcomers are compared with

store::Family family_record(const classify::Family& family, const Classification& result,
                            const std::vector<classify::Sample>& samples) {
  store::Family out{family.key, family.name, family.pattern, family.first_seen, family.last_seen, {}};
  std::vector<const Signature*> compared;
  std::set<std::string> known;  // one artifact may stand in several targets
  for (const classify::Family::Member& member : family.members) {
    const Signature& signature = samples[member.package].signature;
    if (!known.insert(result.packages[member.package].sha256).second) continue;
    const bool again = std::any_of(compared.begin(), compared.end(), [&](const Signature* other) {
      return fingerprint::likeness(*other, signature) >= kSameAgain;
    });
    const bool chosen = !again && compared.size() < kCompared;
    if (chosen) compared.push_back(&signature);
    out.members.push_back({result.packages[member.package].sha256, chosen});
  }
  return out;
}

}  // namespace

Result<std::vector<AnalystDecision>> read_decisions(store::Store& store) {
  const auto kept = store.cluster_decisions();
  if (!kept) return tl::unexpected(kept.error());
  std::vector<AnalystDecision> out;
  for (const store::ClusterDecision& one : *kept) {
    const auto kind = decision_kind(one.kind);
    if (!kind) return tl::unexpected(kind.error());
    out.push_back({*kind, parts_from(one.parts), one.value, one.by, one.note, one.at});
  }
  return out;
}

Result<void> keep_decision(store::Store& store, const AnalystDecision& decision) {
  const auto put = store.put(store::ClusterDecision{std::string(to_string(decision.kind)), parts_text(decision),
                                                    decision.value, decision.by, decision.note, decision.at});
  if (!put) return tl::unexpected(put.error());
  return {};
}

Result<Model> read_model(store::Store& store) {
  const auto kept = store.model(kModel);
  if (!kept) return tl::unexpected(kept.error());
  if (!*kept) return fail("nothing was classified yet (antivenom classify --db URL does)");
  return model_from((*kept)->content);
}

Result<void> keep_run(store::Store& store, const Classified& classified, const std::vector<classify::Sample>& samples) {
  auto batch = store.begin();
  if (!batch) return tl::unexpected(batch.error());
  if (auto put = store.put(store::Model{kModel, to_text(make_model(classified)), now()}); !put) {
    return tl::unexpected(put.error());
  }
  const Classification& result = classified.result;
  std::vector<store::Family> families;
  for (const classify::Family& family : result.families) {
    store::Family record = family_record(family, result, samples);
    std::vector<store::Family::Member> there;
    for (store::Family::Member& member : record.members) {
      const auto kept = store.fingerprint(member.sha256);
      if (!kept) return tl::unexpected(kept.error());
      if (*kept) there.push_back(std::move(member));
    }
    record.members = std::move(there);
    if (!record.members.empty()) families.push_back(std::move(record));
  }
  if (auto replaced = store.replace_families(families); !replaced) return replaced;
  return batch->commit();
}

Result<FamilyIndex> FamilyIndex::read(store::Store& store) {
  FamilyIndex index;
  std::unordered_map<std::string, size_t> numbers;
  auto walked = store.each_family_member([&](const store::FamilyMember& member) {
    const auto [it, added] = numbers.emplace(member.key, index.families_.size());
    if (added) index.families_.push_back(member);
    index.known_.emplace(member.sha256, std::pair(it->second, member.position));
    Signature signature = fingerprint::signature_from(member.signature);
    if (signature.empty()) return true;
    for (const uint64_t band : fingerprint::bands_of(signature)) index.bands_.emplace(band, index.compared_.size());
    index.compared_.push_back({it->second, std::move(signature)});
    return true;
  });
  if (!walked) return tl::unexpected(walked.error());
  return index;
}

std::optional<InFamily> FamilyIndex::place(const std::string& sha256, const Signature& signature) const {
  const auto told = [&](size_t family, uint64_t member, double likeness) {
    const store::FamilyMember& one = families_[family];
    return InFamily{one.key, one.name, member, store::to_date(one.first_seen), likeness};
  };
  if (const auto it = known_.find(sha256); it != known_.end()) return told(it->second.first, it->second.second, 1);
  if (signature.empty()) return std::nullopt;
  std::set<size_t> near;
  for (const uint64_t band : fingerprint::bands_of(signature)) {
    const auto [begin, end] = bands_.equal_range(band);
    for (auto it = begin; it != end; ++it) near.insert(it->second);
  }
  std::optional<size_t> family;
  double best = 0;
  for (const size_t number : near) {
    const double likeness = fingerprint::likeness(compared_[number].signature, signature);
    if (likeness < kLikeness || likeness <= best) continue;
    best = likeness;
    family = compared_[number].family;
  }
  if (!family) return std::nullopt;
  return told(*family, families_[*family].members + 1, best);
}

}  // namespace antivenom::cli
