// match statements: which case runs, and what its names are bound to.
#include <algorithm>

#include "interpret/branches.h"

namespace antivenom::interpret {

using python::NodeId;
using python::NodeKind;

Flow Interpreter::exec_match(NodeId node) {
  Value subject = eval(tree().kid(node, 0));
  if (!subject.valid()) return Flow::kRaise;
  const uint32_t count = tree().node(node).child_count;
  for (uint32_t i = 1; i < count; ++i) {
    const NodeId match_case = tree().kid(node, i);
    const NodeId guard = tree().kid(match_case, 1);
    std::optional<bool> matches = match_pattern(tree().kid(match_case, 0), subject);
    if (stopped_ || raised_) return Flow::kRaise;
    if (matches == false) continue;
    if (matches == true && guard != NodeId::none) {
      Value test = eval(guard);
      if (!test.valid()) return Flow::kRaise;
      matches = truth_of(test);
      if (matches == false) continue;
    }
    if (matches == true) return exec_block(tree().kid(match_case, 2));
    // Unknown: this case may run, and so may a later one.
    ++uncertain_;
    ++tests_on_unknowns_;
    const size_t depth = conditions_.size();
    conditions_.push(case_condition(tree().kid(node, 0), match_case, subject));
    Outcome taken = speculate([&] { return exec_block(tree().kid(match_case, 2)); });
    conditions_.leave_to(depth);
    --uncertain_;
    if (stopped_) return Flow::kStop;
    merge(taken, Outcome{});
  }
  return Flow::kNormal;
}

// "match sys.platform: case 'win32'", read as a test.
ConditionId Interpreter::case_condition(NodeId subject, NodeId match_case, Value value) {
  const uint64_t key = top().unit->key(match_case);
  if (const ConditionId* known = condition_ids_.find(key)) return *known;
  auto source = [&](NodeId node) {
    const python::Node& n = tree().node(node);
    constexpr size_t kMaxText = 90;
    return std::string(std::string_view(tree().text).substr(n.begin, std::min<size_t>(n.end - n.begin, kMaxText)));
  };
  Condition c;
  c.text = source(subject) + " == " + source(tree().kid(match_case, 0));
  about_test(match_case, value, c);
  about_text(c.text, c);
  return condition_ids_[key] = add_condition(std::move(c));
}

// nullopt: not known whether it matches. Captures are stored on the way, as Python may do too.
std::optional<bool> Interpreter::match_pattern(NodeId pattern, Value subject) {
  if (!spend(1)) return std::nullopt;
  if (depth_ >= budget_.eval_depth) return std::nullopt;
  ++depth_;
  std::optional<bool> matches;
  switch (tree().node(pattern).kind) {
    case NodeKind::kPatternValue: {
      const Value v = eval(tree().kid(pattern, 0));
      // None, True and False match by identity.
      if (v.is_none() || v.is(Kind::kBool)) {
        if (!subject.is_unknown()) matches = v.same(subject);
      } else if (v.valid()) {
        matches = equal(v, subject);
      }
      break;
    }
    case NodeKind::kPatternCapture:
      if (name_text(pattern) != "_") store_name(tree().name(pattern), subject);
      matches = true;
      break;
    case NodeKind::kPatternStar:
      if (name_text(pattern) != "_") store_name(tree().name(pattern), subject);
      matches = true;
      break;
    case NodeKind::kPatternAs:
      matches = match_pattern(tree().kid(pattern, 0), subject);
      if (matches != false) store_name(tree().name(pattern), subject);
      break;
    case NodeKind::kPatternOr: {
      bool sure = true;
      for (NodeId option : tree().kids(pattern)) {
        matches = match_pattern(option, subject);
        if (matches == true) break;
        sure = sure && matches.has_value();
      }
      if (matches != true) matches = sure ? std::optional<bool>(false) : std::nullopt;
      break;
    }
    case NodeKind::kPatternSequence:
      matches = match_sequence(pattern, subject);
      break;
    case NodeKind::kPatternMapping:
      matches = match_mapping(pattern, subject);
      break;
    case NodeKind::kPatternClass:
      matches = match_class(pattern, subject);
      break;
    default:
      break;
  }
  --depth_;
  return matches;
}

namespace {

// Both have to hold.
std::optional<bool> and_also(std::optional<bool> a, std::optional<bool> b) {
  if (a == false || b == false) return false;
  return a && b ? std::optional<bool>(true) : std::nullopt;
}

}  // namespace

std::optional<bool> Interpreter::match_sequence(NodeId pattern, Value subject) {
  const auto parts = tree().kids(pattern);
  const auto star =
      std::find_if(parts.begin(), parts.end(), [&](NodeId p) { return tree().node(p).kind == NodeKind::kPatternStar; });
  const bool sequence = subject.is(Kind::kList) || subject.is(Kind::kTuple) || subject.is(Kind::kRange);
  const bool plain_instance = subject.is(Kind::kInstance) && !subject.as<Instance>()->cls->has_unknown_base;
  if (plain_instance || (!sequence && !subject.is_unknown() && !subject.is(Kind::kInstance))) return false;
  const auto items = sequence ? items_of(subject) : std::nullopt;
  if (!items) {
    for (NodeId part : parts) match_pattern(part, unknown(origins_of(subject)));
    return std::nullopt;
  }
  const size_t plain = parts.size() - (star != parts.end() ? 1 : 0);
  if (items->size() < plain || (star == parts.end() && items->size() != plain)) return false;
  std::optional<bool> all = true;
  size_t next = 0;
  for (size_t i = 0; i < parts.size() && all != false; ++i) {
    if (star != parts.end() && parts[i] == *star) {
      const auto first = items->begin() + static_cast<ptrdiff_t>(next);
      next += items->size() - plain;
      match_pattern(parts[i], heap_ref_.list({first, items->begin() + static_cast<ptrdiff_t>(next)}));
    } else {
      all = and_also(all, match_pattern(parts[i], (*items)[next++]));
    }
  }
  return all;
}

std::optional<bool> Interpreter::match_mapping(NodeId pattern, Value subject) {
  const auto parts = tree().kids(pattern);
  const Dict* dict = subject.is(Kind::kDict) ? subject.as<Dict>() : nullptr;
  const bool plain_instance = subject.is(Kind::kInstance) && !subject.as<Instance>()->cls->has_unknown_base;
  if (plain_instance || (dict == nullptr && !subject.is_unknown() && !subject.is(Kind::kInstance))) return false;
  const bool open = dict == nullptr || dict->open_ended || !dict->unknown_keys.empty();
  std::optional<bool> all = open ? std::nullopt : std::optional<bool>(true);
  std::vector<Value> keys;
  for (size_t i = 0; i + 1 < parts.size() && all != false; i += 2) {
    if (parts[i] == NodeId::none) {
      auto* rest = heap_ref_.make<Dict>(Kind::kDict);
      rest->open_ended = open;
      for (size_t e = 0; dict != nullptr && e < dict->entries.size(); ++e) {
        const Dict::Entry entry = dict->entries[e];
        const bool taken = std::any_of(keys.begin(), keys.end(),
                                       [&](Value key) { return entry.key.valid() && equal(key, entry.key) == true; });
        if (entry.key.valid() && !taken) dict_set(rest, entry.key, entry.value);
      }
      if (parts[i + 1] != NodeId::none) match_pattern(parts[i + 1], Value(rest));
      continue;
    }
    const Value key = eval(parts[i]);
    if (!key.valid()) return std::nullopt;
    keys.push_back(key);
    const Value* found = dict == nullptr || key.is_unknown() ? nullptr : dict_find(dict, key);
    if (found == nullptr && !open && !key.is_unknown()) return false;
    all = and_also(all, match_pattern(parts[i + 1], found != nullptr ? *found : unknown(origins_of(subject))));
  }
  return all;
}

std::optional<bool> Interpreter::match_class(NodeId pattern, Value subject) {
  const auto parts = tree().kids(pattern);
  const Value type = eval(parts[0]);
  if (!type.valid()) return std::nullopt;
  std::optional<bool> all = is_instance(subject, type);
  const bool builtin = type.is_unknown() && is_type_name(heap_ref_.text(type.as<Unknown>()->name));
  const Value* names = type.is(Kind::kClass) ? find_in_class(type.as<Class>(), sym("__match_args__")) : nullptr;
  for (size_t i = 1; i < parts.size() && all != false; ++i) {
    const bool keyword = tree().node(parts[i]).kind == NodeKind::kKeyword;
    const NodeId inner = keyword ? tree().kid(parts[i], 0) : parts[i];
    if (inner == NodeId::none) continue;
    Value part;
    if (keyword) {
      part = get_attribute(subject, tree().name(parts[i]), false);
    } else if (builtin) {
      part = subject;  // str(s) binds the subject itself
    } else if (names != nullptr && names->is(Kind::kTuple) && i - 1 < names->as<Sequence>()->items.size()) {
      const Value name = names->as<Sequence>()->items[i - 1];
      if (name.is(Kind::kStr)) part = get_attribute(subject, sym(name.as<Text>()->text()), false);
    }
    if (raised_ || stopped_) return std::nullopt;
    all = and_also(all, match_pattern(inner, part.valid() ? part : unknown(origins_of(subject))));
  }
  return all;
}

}  // namespace antivenom::interpret
