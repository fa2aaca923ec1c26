#include <gtest/gtest.h>

#include "facts/text.h"
#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom {
namespace {

Facts facts_of(std::string_view body) {
  auto loaded = load_facts("antivenom-facts 1\n" + std::string(body));
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message());
  return loaded ? std::move(*loaded) : Facts{};
}

// 0 fetches, 1 decodes it, 2 writes it, 3 reads the environment, 4 runs 2 and looks at 3.
constexpr std::string_view kDropper = R"(
file path="setup.py" role="setup" python=true lines=9
file path="tests/t.py" role="test" python=true lines=9
event callee="requests.get" effects=net-fetch place=0:0:1-1 trigger=install
  arg text="http://example.invalid" known=exact tag="raw-ip"
event callee="base64.b64decode" effects=decode place=0:0:2-2 trigger=install
  arg origins=0
event callee="open" effects=write-file place=0:0:3-3 trigger=install
  arg text="x" known=exact
  arg origins=1
event callee="os.getenv" effects=read-env place=1:0:4-4 trigger=runtime reach=unshipped
event callee="subprocess.Popen" effects=run-process place=0:0:5-5 trigger=install has_receiver=true
  arg type="object"
  arg text="first" origins=2
  arg keyword="shell" text="True" known=exact origins=3
  arg text="second"
)";

using Ids = std::vector<EventId>;

TEST(Query, indexes_answer_in_order) {
  const Facts facts = facts_of(kDropper);
  const Query query(facts);
  EXPECT_EQ(query.with_effect({Effect::run_process, Effect::net_fetch}), (Ids{0, 4}));
  EXPECT_EQ(query.with_effect({}), Ids{});
  EXPECT_EQ(query.calls("open"), Ids{2});
  EXPECT_EQ(query.calls(".Popen"), Ids{4});
  EXPECT_EQ(query.calls("Popen"), Ids{});
  EXPECT_EQ(query.with_tag("raw-ip"), Ids{0});
  EXPECT_TRUE(query.has_any_tag(0, {"x", "raw-ip"}));
}

TEST(Query, upstream_is_nearest_first_and_chains_follow_it) {
  const Facts facts = facts_of(kDropper);
  const Query query(facts);
  EXPECT_EQ(query.upstream(4), (Ids{2, 3, 1, 0}));
  EXPECT_EQ(query.upstream(0), Ids{});
  EXPECT_TRUE(query.flows(0, 4));
  EXPECT_FALSE(query.flows(4, 0));
  EXPECT_EQ(query.chain(0, 4), (Ids{0, 1, 2, 4}));
  EXPECT_EQ(query.chain(3, 4), (Ids{3, 4}));
  EXPECT_EQ(query.chain(0, 3), Ids{});
  EXPECT_EQ(query.sources(4, {Effect::net_fetch, Effect::read_env}), (Ids{3, 0}));
  EXPECT_EQ(query.tagged_upstream(4, "raw-ip"), Ids{0});
  EXPECT_EQ(query.downstream(0), (Ids{1, 2, 4}));
  EXPECT_EQ(query.downstream(4), Ids{});
}

TEST(Query, arguments_by_keyword_or_position_leave_the_receiver_out) {
  const Facts facts = facts_of(kDropper);
  const Query query(facts);
  EXPECT_EQ(query.argument(4, "args", 0)->text, "first");
  EXPECT_EQ(query.argument(4, "", 1)->text, "second");
  EXPECT_EQ(query.argument(4, "shell", 7)->text, "True");
  EXPECT_EQ(query.argument(4, "cwd", 9), nullptr);
}

TEST(Query, ancestry_ends_at_the_shipped_file) {
  const Facts facts = facts_of("layer\nlayer parent=1\n");
  EXPECT_EQ(Query(facts).ancestry(2), (std::vector<LayerId>{2, 1, 0}));
  EXPECT_EQ(Query(facts).ancestry(9), std::vector<LayerId>{});
}

TEST(Query, what_a_layer_does_is_what_the_layers_in_it_do) {
  const Facts facts = facts_of(
      "layer\nlayer parent=1\nlayer\n"
      "event callee=\"open\" effects=write-file place=0:0:1-1\n"
      "event callee=\"os.system\" effects=run-shell place=0:1:1-1\n"
      "event callee=\"requests.get\" effects=net-fetch place=0:2:1-1\n");
  const Query query(facts);
  EXPECT_EQ(query.all_effects(), (EffectSet{Effect::write_file, Effect::run_shell, Effect::net_fetch}));
  EXPECT_EQ(query.effects_of_layer(0), query.all_effects());
  EXPECT_EQ(query.effects_of_layer(1), (EffectSet{Effect::run_shell, Effect::net_fetch}));
  EXPECT_EQ(query.effects_of_layer(2), EffectSet{Effect::net_fetch});
  EXPECT_EQ(query.effects_of_layer(3), EffectSet{});
  EXPECT_EQ(query.effects_of_layer(9), EffectSet{});
}

TEST(Query, a_dense_web_of_events_stays_bounded) {
  Facts facts;
  for (EventId id = 0; id < 3000; ++id) {
    Event event{"f"};
    event.args.emplace_back();
    for (EventId from = id > 64 ? id - 64 : 0; from < id; ++from) event.args[0].origins.push_back(from);
    facts.events.push_back(std::move(event));
  }
  const Query query(facts);
  size_t total = 0;
  for (EventId id = 0; id < facts.events.size(); ++id) total += query.upstream(id).size();
  EXPECT_LE(total, 3000u * 512u);
  EXPECT_FALSE(query.upstream(2999).empty());
}

// A few hundred events that all feed one another, and thousands that are given them.
TEST(Query, sources_far_up_a_dense_web_are_found_and_what_is_not_there_is_not_searched_for) {
  constexpr EventId kWeb = 400, kEvents = 20'000, kOrigins = 48;
  Facts facts;
  for (EventId id = 0; id < kEvents; ++id) {
    Event event{"f"};
    if (id == 0) event.effects = {Effect::net_fetch};
    if (id == 1) event.effects = {Effect::read_env};
    event.args.emplace_back();
    const EventId before = std::min(id, kWeb);
    for (EventId from = before > kOrigins ? before - kOrigins : 0; from < before; ++from)
      event.args[0].origins.push_back(from);
    facts.events.push_back(std::move(event));
  }
  const Query query(facts);
  EXPECT_EQ(query.upstream_effects(kEvents - 1), (EffectSet{Effect::net_fetch, Effect::read_env}));
  EXPECT_EQ(query.upstream_effects(1), EffectSet{Effect::net_fetch});
  EXPECT_EQ(query.upstream_effects(0), EffectSet{});
  for (EventId id = kWeb; id < kEvents; ++id)
    ASSERT_EQ(rules::nearest_into(query, id, {Effect::read_image}), std::nullopt);
  EXPECT_EQ(rules::nearest_into(query, kWeb / 8, {Effect::read_env}), 1u);
  EXPECT_EQ(rules::nearest_into(query, 40, {Effect::read_env}, {Effect::net_fetch}), 1u);
}

constexpr Rule kDownloadRun{.summary = "download a program and run it",
                            .run = [](const Query& query, Reporter& reporter) {
                              report_flows(query, reporter,
                                           {.source = {.effects = {Effect::net_fetch}},
                                            .sink = {.effects = {Effect::run_process}},
                                            .confidence = 0.9,
                                            .why_source = "downloads",
                                            .why_sink = "runs it"});
                            }};

std::string text_of(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& finding : findings) {
    out += std::string(finding.rule_id) + " " + std::string(to_string(finding.weight)) + " " +
           std::string(to_string(finding.trigger)) + " " + std::string(to_string(finding.reach)) + " " +
           std::to_string(finding.confidence).substr(0, 4) + ":";
    for (const Evidence& e : finding.evidence) out += " [" + std::to_string(e.place.line) + " " + e.why + "]";
    out += "\n";
  }
  return out;
}

TEST(RunRules, a_flow_is_told_as_a_chain) {
  const Facts facts = facts_of(kDropper);
  const RuleEntry rules[] = {{"execution/download-and-run", &kDownloadRun}};
  EXPECT_EQ(text_of(run_rules(facts, rules)),
            "execution/download-and-run notable install entry 0.90: [1 downloads] [2 passes it on through "
            "base64.b64decode] [3 passes it on through open] [5 runs it]\n");
}

constexpr Rule kEnvRun{.run = [](const Query& query, Reporter& reporter) {
  for (EventId id : query.calls(".Popen")) {
    reporter.found(0.4).event(3, "reads").event(id, "weak");
    reporter.found(7.0).event(id, "strong").weight(Weight::hostile);
    reporter.found(0.5);  // no evidence, no finding
  }
  reporter.found(0.3).note(query.facts().notes[0], "a note").layer(9, "no such layer");
}};

TEST(RunRules, findings_about_one_act_are_merged_and_notes_take_the_trigger_of_their_file) {
  const Facts facts = facts_of(std::string(kDropper) + "note id=\"bidi-text\" place=1:0:8-8\n");
  const RuleEntry rules[] = {{"a/b", &kEnvRun}};
  EXPECT_EQ(text_of(run_rules(facts, rules)),
            "a/b hostile install entry 1.00: [5 strong]\n"
            "a/b notable runtime unshipped 0.30: [8 a note]\n");
}

constexpr Rule kEveryCall{
    .run = [](const Query& query, Reporter& reporter) { report_events(query, reporter, {}, 0.5, "a call"); }};

TEST(RunRules, at_most_sixteen_findings_of_a_rule_and_the_most_telling_ones) {
  std::string body;
  for (int i = 1; i <= 40; ++i) {
    body += "event callee=\"f\" reach=" + std::string(i > 30 ? "entry" : "uncalled") +
            " place=0:0:" + std::to_string(i) + "-" + std::to_string(i) + "\n";
  }
  const Facts facts = facts_of(body);
  const RuleEntry rules[] = {{"a/b", &kEveryCall}};
  const auto findings = run_rules(facts, rules);
  ASSERT_EQ(findings.size(), 16u);
  EXPECT_EQ(findings.front().evidence[0].place.line, 1u);
  EXPECT_EQ(findings.back().evidence[0].place.line, 40u);
}

TEST(Flow, selections_and_sequences) {
  const Facts facts = facts_of(kDropper);
  const Query query(facts);
  EXPECT_EQ(events(query, {.tags = {"raw-ip"}}), Ids{0});
  EXPECT_EQ(events(query, {.callees = {"open", ".Popen"}, .without = {Effect::write_file}}), Ids{4});
  EXPECT_EQ(events(query, {.effects = {Effect::net_fetch}, .without_tags = {"raw-ip"}}), Ids{});
  std::vector<Finding> found;
  const RuleEntry rule{"a/b", &kEveryCall};
  Reporter reporter(query, rule, found);
  EXPECT_EQ(report_sequences(query, reporter,
                             {.first = {.effects = {Effect::write_file}}, .then = {.effects = {Effect::run_process}}}),
            Ids{4});
  EXPECT_EQ(report_sequences(query, reporter,
                             {.first = {.effects = {Effect::read_env}}, .then = {.effects = {Effect::run_process}}}),
            Ids{});
}

}  // namespace
}  // namespace antivenom
