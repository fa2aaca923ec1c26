// Both sides of a test on an unknown: run each on the same variables, undo its writes, then join what they left.
#pragma once

#include "interpret/interpreter.h"

namespace antivenom::interpret {

// Runs `body`, notes the final values of all variables and attributes it wrote, and puts the old ones back. What it
// raised becomes Outcome::flow. Containers it changed stay changed: they then hold what either side may have put in.
template <class Body>
Interpreter::Outcome Interpreter::speculate(Body&& body) {
  const size_t first = journal_.size();
  ++speculations_;
  Outcome outcome;
  outcome.flow = body();
  --speculations_;
  if (raised_) {
    raised_ = false;
    outcome.flow = Flow::kRaise;
  }
  // Undone newest first: a variable's last-written value is seen first and is the one to keep.
  constexpr size_t kMaxFinals = 512;  // a branch that writes more is summarised well enough by these
  outcome.after.reserve(std::min(journal_.size() - first, kMaxFinals + 1));
  WriteFinder finals(outcome.after);
  for (; journal_.size() > first; journal_.pop_back()) {
    const Write& write = journal_.back();
    if (outcome.after.size() <= kMaxFinals && finals.find(write) == nullptr) {
      const Value* now = write.names->find(write.name);
      outcome.after.push_back({write.names, write.name, now != nullptr ? *now : Value()});
      finals.add_last();
    }
    write.names->set(write.name, write.before);
  }
  return outcome;
}

// Runs both sides of an unknown test and joins them. A side that certainly leaves (return, raise, break) leaves the
// other's state behind, under the negated condition for the rest of the function.
template <class Then, class Else>
Flow Interpreter::branch(NodeId test, Value value, Then&& then, Else&& otherwise) {
  ++tests_on_unknowns_;
  ++uncertain_;
  const size_t depth = conditions_.size();
  conditions_.push(condition(test, value, false));
  Outcome a = speculate(then);
  conditions_.leave_to(depth);
  conditions_.push(condition(test, value, true));
  Outcome b = stopped_ ? Outcome{} : speculate(otherwise);
  conditions_.leave_to(depth);
  --uncertain_;
  if (stopped_) return Flow::kStop;
  const Flow flow_a = a.flow, flow_b = b.flow;
  const Value exception = exception_;
  if (flow_a != Flow::kNormal) keep_lasting_writes(a);
  if (flow_b != Flow::kNormal) keep_lasting_writes(b);
  if (flow_a == Flow::kNormal && flow_b == Flow::kNormal) {
    merge(a, b);
    return Flow::kNormal;
  }
  if (flow_a != Flow::kNormal && flow_b != Flow::kNormal) {
    merge(a, b);
    // Go on where most of the program is: after the loop rather than out of the function, returned rather than raised.
    for (Flow preferred : {Flow::kBreak, Flow::kContinue, Flow::kReturn}) {
      if (flow_a == preferred || flow_b == preferred) return preferred;
    }
    raised_ = true;
    exception_ = exception;
    return Flow::kRaise;
  }
  const bool a_stays = flow_a == Flow::kNormal;
  merge(a_stays ? b : a, Outcome{});
  for (const Write& write : (a_stays ? a : b).after) store(write.names, write.name, write.before);
  conditions_.push(condition(test, value, !a_stays));
  return Flow::kNormal;
}

}  // namespace antivenom::interpret
