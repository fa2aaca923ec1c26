#include <algorithm>

#include "collect/verify/verify.h"

namespace antivenom::collect {
namespace {

struct Votes {
  std::string syntax, scan, virus_total;  // outcomes; empty: not checked
  std::vector<std::string> reasons;
};

Votes votes_of(const std::vector<store::Check>& checks) {
  Votes votes;
  for (const store::Check& check : checks) {
    if (check.check == "syntax") votes.syntax = check.outcome;
    if (check.check == "scan") votes.scan = check.outcome;
    if (check.check == "virustotal") votes.virus_total = check.outcome;
    votes.reasons.insert(votes.reasons.end(), check.reasons.begin(), check.reasons.end());
  }
  return votes;
}

}  // namespace

// Confirmed: our scan says malicious, or VirusTotal does and the code can do harm. Refuted, which takes a version off
// the list of malicious ones: nothing in it can do harm and nobody says so. All else a person should look at.
Judgement outcome_of(const std::vector<store::Check>& checks, const std::string& label) {
  if (label == "malicious") return {"confirmed", {"a person labelled it malicious"}};
  if (label == "benign") return {"refuted", {"a person labelled it benign"}};
  if (label == "doubtful") return {"doubtful", {"a person labelled it doubtful"}};
  Votes votes = votes_of(checks);
  const bool accused = votes.virus_total == "confirmed";
  if (votes.scan == "confirmed") return {"confirmed", std::move(votes.reasons)};
  if (accused && votes.syntax == "confirmed") return {"confirmed", std::move(votes.reasons)};
  const bool harmless = votes.syntax == "refuted" && votes.scan == "refuted";
  if (harmless && !accused && votes.virus_total != "doubtful") return {"refuted", std::move(votes.reasons)};
  if (votes.virus_total.empty()) votes.reasons.push_back("VirusTotal was not asked");
  return {"doubtful", std::move(votes.reasons)};
}

}  // namespace antivenom::collect
