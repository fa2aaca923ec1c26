#include "classify/decisions.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "classify/sample.h"

namespace antivenom::classify {
namespace {

using Kind = AnalystDecision::Kind;

constexpr std::array kKinds = {Kind::rename, Kind::category, Kind::confirm, Kind::merge, Kind::split};

// Looks for clusters by the keys of their sequences, and changes them.
class Table {
 public:
  Table(std::span<const std::string> keys, const Vectors& rows, std::span<const int32_t> groups)
      : rows_(rows), groups_(groups.begin(), groups.end()) {
    for (size_t i = 0; i < keys.size(); ++i) index_.emplace(keys[i], i);
    for (const int32_t group : groups_) count_ = std::max(count_, group + 1);
    marks_.resize(static_cast<size_t>(count_));
  }

  // The group of a part; kNone with the reason.
  int32_t find(const std::vector<std::string>& part, std::string& reason) const {
    std::map<int32_t, size_t> votes;
    size_t here = 0;
    for (const std::string& key : part) {
      const auto it = index_.find(key);
      if (it == index_.end() || groups_[it->second] < 0) continue;
      ++here;
      ++votes[groups_[it->second]];
    }
    if (here == 0) {
      reason = "none of its packages is here";
      return kNone;
    }
    const auto most =
        std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most->second * 2 >= here) return most->first;
    reason = "its packages are spread over " + std::to_string(votes.size()) + " clusters, none with half of them";
    return kNone;
  }

  void merge(int32_t into, int32_t from) {
    for (int32_t& group : groups_) group = group == from ? into : group;
    marks(into).merged = true;
  }

  // Each part becomes a group; other members of `group` go to the part whose mean they are nearest to.
  void split(int32_t group, const std::vector<std::vector<std::string>>& parts) {
    std::vector<int32_t> own(groups_.size(), kNone);
    Vectors means(parts.size(), rows_.columns);
    for (size_t p = 0; p < parts.size(); ++p) {
      for (const std::string& key : parts[p]) {
        const auto it = index_.find(key);
        if (it == index_.end() || groups_[it->second] != group) continue;
        own[it->second] = static_cast<int32_t>(p);
        for (size_t c = 0; c < rows_.columns; ++c) means.row(p)[c] += rows_.row(it->second)[c];
      }
    }
    normalise_rows(means);
    for (size_t i = 0; i < groups_.size(); ++i) {
      if (groups_[i] != group) continue;
      int32_t part = own[i];
      if (part == kNone) {
        part = 0;
        for (size_t p = 1; p < parts.size(); ++p) {
          if (dot(rows_.row(i), means.row(p)) > dot(rows_.row(i), means.row(static_cast<size_t>(part)))) {
            part = static_cast<int32_t>(p);
          }
        }
      }
      groups_[i] = part == 0 ? group : count_ + part - 1;
    }
    count_ += static_cast<int32_t>(parts.size()) - 1;
    marks_.resize(static_cast<size_t>(count_));
    marks(group).split = true;
    for (size_t p = 1; p < parts.size(); ++p) marks(count_ - static_cast<int32_t>(p)).split = true;
  }

  Marks& marks(int32_t group) { return marks_[static_cast<size_t>(group)]; }

  // Numbers without gaps.
  void hand_over(Decided& out) {
    std::map<int32_t, int32_t> numbers;
    for (const int32_t group : groups_) {
      if (group >= 0) numbers.emplace(group, 0);
    }
    int32_t next = 0;
    for (auto& [group, number] : numbers) {
      number = next++;
      out.marks.push_back(marks(group));
    }
    for (const int32_t group : groups_) out.groups.push_back(group < 0 ? kNone : numbers.at(group));
  }

 private:
  const Vectors& rows_;
  std::vector<int32_t> groups_;
  std::unordered_map<std::string, size_t> index_;
  std::vector<Marks> marks_;
  int32_t count_ = 0;
};

std::string text_of(const AnalystDecision& decision) {
  std::string out(to_string(decision.kind));
  for (const auto& part : decision.parts) out += part.empty() ? " -" : " " + part.front();
  if (!decision.value.empty()) out += ": " + decision.value;
  return out;
}

void note_author(Marks& marks, const AnalystDecision& decision) {
  marks.by = decision.by;
  if (!decision.note.empty()) marks.note = decision.note;
}

// Empty if it was carried out, else why not.
std::string carry_out(const AnalystDecision& decision, Table& table) {
  std::string reason;
  std::vector<int32_t> found;
  for (const auto& part : decision.parts) {
    found.push_back(table.find(part, reason));
    if (found.back() == kNone) return reason;
  }
  if (found.empty()) return "it names no cluster";
  switch (decision.kind) {
    case Kind::rename:
      table.marks(found[0]).label = decision.value;
      break;
    case Kind::category:
      table.marks(found[0]).category = category_index(decision.value);
      break;
    case Kind::confirm:
      table.marks(found[0]).confirmed = true;
      break;
    case Kind::merge:
      for (size_t i = 1; i < found.size(); ++i) {
        if (found[i] != found[0]) table.merge(found[0], found[i]);
      }
      break;
    case Kind::split:
      // Parts that are apart already stay so.
      for (const int32_t group : std::set<int32_t>(found.begin(), found.end())) {
        std::vector<std::vector<std::string>> together;
        for (size_t p = 0; p < found.size(); ++p) {
          if (found[p] == group) together.push_back(decision.parts[p]);
        }
        if (together.size() > 1) table.split(group, together);
      }
      break;
  }
  note_author(table.marks(found[0]), decision);
  return {};
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::rename:
      return "rename";
    case Kind::category:
      return "category";
    case Kind::confirm:
      return "confirm";
    case Kind::merge:
      return "merge";
    case Kind::split:
      return "split";
  }
  return "confirm";
}

Result<Kind> decision_kind(std::string_view text) {
  for (const Kind kind : kKinds) {
    if (text == to_string(kind)) return kind;
  }
  return fail("is no decision", std::string(text));
}

std::string parts_text(const AnalystDecision& decision) {
  std::string text;
  for (const auto& part : decision.parts) {
    for (size_t i = 0; i < std::min(part.size(), kAnchors); ++i) text += (i == 0 ? "" : " ") + part[i];
    text += '\n';
  }
  return text;
}

std::vector<std::vector<std::string>> parts_from(std::string_view text) {
  std::vector<std::vector<std::string>> parts;
  std::string key;
  std::vector<std::string> part;
  for (const char c : text) {
    if (c == ' ' || c == '\n') {
      if (!key.empty()) part.push_back(std::move(key));
      key.clear();
    } else {
      key += c;
    }
    if (c != '\n') continue;
    parts.push_back(std::move(part));
    part.clear();
  }
  return parts;
}

Decided apply(std::span<const AnalystDecision> decisions, std::span<const std::string> keys, const Vectors& rows,
              std::span<const int32_t> groups) {
  Decided out;
  Table table(keys, rows, groups);
  std::vector<const AnalystDecision*> ordered;
  for (const AnalystDecision& decision : decisions) ordered.push_back(&decision);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) { return a->at < b->at; });
  for (const AnalystDecision* decision : ordered) {
    std::string reason = carry_out(*decision, table);
    const bool applied = reason.empty();
    out.decisions.push_back(
        {text_of(*decision), decision->by, decision->note, decision->at, applied, std::move(reason)});
  }
  table.hand_over(out);
  return out;
}

}  // namespace antivenom::classify
