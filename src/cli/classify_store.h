// What `classify` keeps between runs, and what `scan` looks up of it.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "classify/classify.h"
#include "classify/model.h"
#include "report/report.h"
#include "store/store.h"

namespace antivenom::cli {

Result<std::vector<classify::AnalystDecision>> read_decisions(store::Store& store);
Result<void> keep_decision(store::Store& store, const classify::AnalystDecision& decision);

// The model of the last run; an error in words if there is none.
Result<classify::Model> read_model(store::Store& store);

// Keeps the model, and, of packages that are in the store, families.
Result<void> keep_run(store::Store& store, const classify::Classified& classified,
                      const std::vector<classify::Sample>& samples);

// Families of a store, held in memory: a newcomer is placed without asking the database.
class FamilyIndex {
 public:
  static Result<FamilyIndex> read(store::Store& store);

  // The family that the artifact is known to be in, else the most alike one, if one is alike enough.
  std::optional<InFamily> place(const std::string& sha256, const classify::Signature& signature) const;

 private:
  struct Compared {
    size_t family;
    classify::Signature signature;
  };
  std::vector<store::FamilyMember> families_;                           // one of each
  std::unordered_map<std::string, std::pair<size_t, uint64_t>> known_;  // sha256 -> family, position
  std::vector<Compared> compared_;
  std::unordered_multimap<uint64_t, size_t> bands_;
};

}  // namespace antivenom::cli
