#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/query.h"
#include "rules/rule.h"

namespace antivenom {

// Collects what one rule finds. Trigger, reach and order are taken from the evidence: the trigger of the last event
// (the act itself), the reach of the least reachable one.
class Reporter {
 public:
  Reporter(const Query& query, const RuleEntry& rule, std::vector<Finding>& out)
      : query_(query), rule_(rule), out_(out) {}

  // Starts a finding; chain evidence(), then end of statement stores it.
  class Draft {
   public:
    Draft(Reporter& reporter, double confidence);
    ~Draft() noexcept(false);  // reports; not where an exception passes by
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    Draft& event(EventId id, std::string why);
    Draft& chain(const std::vector<EventId>& ids, std::string why_first, std::string why_last);
    Draft& note(const Note& note, std::string why);
    // By the call that asks for it, or where the metadata names it: that is installed along with the package.
    Draft& dependency(const Dependency& dependency, std::string why);
    Draft& layer(LayerId id, std::string why);
    Draft& weight(Weight weight);

   private:
    Reporter& reporter_;
    Finding finding_;
    bool at_install_ = false;
  };

  // confidence 0-1: how sure it is that this is what happens.
  Draft found(double confidence) { return Draft(*this, confidence); }

 private:
  const Query& query_;
  const RuleEntry& rule_;
  std::vector<Finding>& out_;
};

}  // namespace antivenom
