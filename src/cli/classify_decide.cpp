#include "cli/classify_decide.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/escape.h"
#include "cli/classify_store.h"
#include "cli/collect.h"
#include "cli/commands.h"

namespace antivenom::cli {
namespace {

using classify::AnalystDecision;
using Kind = AnalystDecision::Kind;
using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kWords = {"rename", "category", "confirm", "merge", "split", "decisions"};

struct DecideArguments {
  CollectOptions collect;
  std::string word, by, note;
  std::vector<std::string> values;
  uint32_t into = 2, seed = 1;
};

void add_options(CLI::App& app, DecideArguments& a) {
  add_collect_options(app, a.collect);
  app.add_option("WHAT", a.values,
                 "clusters by the number or key that the last run gave them, then the label or category")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--by", a.by, "who says so (default: $USER)")->type_name("NAME");
  app.add_option("--note", a.note, "why")->type_name("TEXT");
  app.add_option("--into", a.into, "split: into how many")->check(CLI::Range(2u, 20u))->capture_default_str();
  app.add_option("--seed", a.seed, "split: another one, another proposal");
  app.footer(
      "examples:\n"
      "  antivenom classify rename 3 \"token grabbers\" --note \"looked at 20 of them\"\n"
      "  antivenom classify category 3 information-stealing\n"
      "  antivenom classify confirm 3\n"
      "  antivenom classify merge 3 7\n"
      "  antivenom classify split 2 --into 3\n"
      "  antivenom classify decisions                          all of them\n"
      "\nDecisions are kept in the dataset with the sequences of the clusters they are about, so they find them again "
      "in\n"
      "every later run. exit codes: 0 kept, 2 wrong use or there is no such cluster");
}

// The cluster that is meant: its number, or the start of its key.
Result<int32_t> cluster_of(const classify::Model& model, const std::string& text) {
  const auto count = static_cast<int32_t>(model.clusters.size());
  int32_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= 0 && number < count) return number;
  for (int32_t i = 0; i < count && text.size() >= 4; ++i) {
    if (model.clusters[static_cast<size_t>(i)].key.starts_with(text)) return i;
  }
  return fail("there is no such cluster in the last run, which found " + std::to_string(count), text);
}

Result<AnalystDecision> decision_of(const DecideArguments& a, const classify::Model& model) {
  const auto kind = classify::decision_kind(a.word);
  if (!kind) return tl::unexpected(kind.error());
  AnalystDecision decision{*kind, {}, {}, a.by, a.note, now()};
  std::vector<std::string> clusters = a.values;
  if (*kind == Kind::rename || *kind == Kind::category) {
    if (clusters.size() != 2)
      return fail("needs a cluster and a " + std::string(*kind == Kind::rename ? "label" : "category"));
    decision.value = clusters.back();
    clusters.pop_back();
    if (*kind == Kind::category && classify::category_index(decision.value) == classify::kNone) {
      return fail("is none of the five categories", decision.value);
    }
  }
  if (*kind == Kind::merge ? clusters.size() < 2 : clusters.size() != 1) {
    return fail(*kind == Kind::merge ? "needs two clusters or more" : "needs one cluster");
  }
  for (const std::string& text : clusters) {
    const auto cluster = cluster_of(model, text);
    if (!cluster) return tl::unexpected(cluster.error());
    if (*kind == Kind::split) {
      decision.parts = classify::parts_of(model, *cluster, a.into, a.seed);
      if (decision.parts.size() < 2) return fail("holds nothing that could be parted", text);
    } else {
      decision.parts.push_back(classify::anchors_of(model, *cluster));
    }
  }
  return decision;
}

int list_decisions(store::Store& store, const DecideArguments& a) {
  const auto decisions = read_decisions(store);
  if (!decisions) return complain(decisions.error().message());
  Json all = Json::array();
  for (const AnalystDecision& d : *decisions) {
    if (a.collect.shared.format == "json") {
      all.push_back({{"kind", to_string(d.kind)},
                     {"value", d.value},
                     {"parts", d.parts},
                     {"by", d.by},
                     {"note", d.note},
                     {"at", store::to_text(d.at)}});
      continue;
    }
    std::string where;
    for (const auto& part : d.parts) {
      where += " " + (part.empty() ? "-" : part.front()) + " (" + std::to_string(part.size()) + " sequences)";
    }
    std::printf("%-8s%s%s  by %s, %s%s%s\n", to_string(d.kind).data(), where.c_str(),
                d.value.empty() ? "" : (": " + visible(d.value, 90)).c_str(), visible(d.by).c_str(),
                store::to_date(d.at).c_str(), d.note.empty() ? "" : ": ", visible(d.note).c_str());
  }
  if (a.collect.shared.format == "json") {
    std::printf("%s\n", Json({{"decisions", all}}).dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
  }
  return kExitFine;
}

}  // namespace

bool is_cluster_decision(const std::string& word) {
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

int decide_command(const std::vector<std::string>& command_line) {
  DecideArguments a;
  a.word = command_line.front();
  CLI::App app("An analyst's word on the clusters of the last run.", "antivenom classify " + a.word);
  add_options(app, a);
  if (const auto done = parse(app, {command_line.begin() + 1, command_line.end()}, "classify")) return *done;
  if (a.by.empty()) {
    const char* user = std::getenv("USER");
    a.by = user != nullptr ? user : "";
  }
  auto store = open_store(a.collect, false);
  if (!store) return complain(store.error().message());
  if (a.word == "decisions") return list_decisions(*store, a);
  if (a.by.empty()) return complain("classify " + a.word + " needs --by NAME");
  const auto model = read_model(*store);
  if (!model) return complain(model.error().message());
  const auto decision = decision_of(a, *model);
  if (!decision) return complain("classify " + a.word + ": " + decision.error().message());
  if (const auto kept = keep_decision(*store, *decision); !kept) return complain(kept.error().message());
  if (!a.collect.shared.quiet && a.collect.shared.format == "text") {
    std::printf("kept; the next `antivenom classify` shows it\n");
  }
  return kExitFine;
}

}  // namespace antivenom::cli
