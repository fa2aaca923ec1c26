#include "facts/text.h"

#include <gtest/gtest.h>

namespace antivenom {
namespace {

Facts every_field() {
  Facts facts;
  facts.package = {"demo-1.tar.gz",       "demo", "1.0", "sdist", "A \"demo\"", "Ann", "ann@example.com",
                   "https://example.com", "ab12"};
  facts.package.bytes = 1ull << 40;
  facts.package.requirements = {"requests>=2", ""};
  facts.package.console_scripts = {"demo = demo:main"};
  facts.package.has_metadata = true;
  facts.package.description_bytes = 7;
  facts.package.files = 3;
  facts.package.python_files = 2;
  facts.package.native_files = 1;
  facts.package.max_depth = 4;
  facts.package.python_lines = 99;
  facts.files = {{"setup.py", "setup", "", true, true, 10, 12, 100, 80, 5},
                 {"demo/__init__.py", "package-init", "demo"}};
  Layer layer{0, {0, 0, 2, 3}, {"base64", "exec"}, "python", 20, std::string("a\0\x01\r\n\t\\\"\xff", 9), false};
  facts.layers.push_back(layer);
  facts.conditions.push_back({"sys.platform == 'win32'", true, {"platform"}, {"windows"}, {0}});
  Event read{"os.getenv"};
  read.effects = {Effect::read_env};
  facts.events.push_back(read);
  Event send{"requests.post"};
  send.effects = {Effect::net_send, Effect::net_fetch, Effect::setup};
  send.place = {1, 1, 4, 6};
  send.trigger = Trigger::install;
  send.reach = Reach::unshipped;
  send.silenced = send.indirect = send.hidden_column = send.has_receiver = true;
  send.args.push_back({"data", "{os.getenv}", "str", Known::partial, true, 12, {0}, {"secret"}, {"xor"}});
  send.args.push_back({"", "x y=z", "", Known::exact});
  send.tags = {"secret", "with space"};
  send.conditions = {0};
  send.path = {{"setup.py", {}}, {"Install.run", {0, 0, 9, 9}}};
  facts.events.push_back(send);
  facts.notes.push_back({"layer-unknown", {1, 1, 2, 2}, "exec of a value", {0, 1}});
  facts.indicators.push_back({"url", "http://example.invalid/\n", {0, 0, 3, 3}, true});
  facts.dependencies.push_back(
      {"evil", ">=1", "install command", {1, 1, 4, 6}, {1}, true, Standing::judged_malicious, "was scanned"});
  facts.effort = {1, 2, 3, 4, {"steps of setup.py"}};
  return facts;
}

TEST(FactsText, dump_is_readable) {
  EXPECT_EQ(dump_facts(every_field()), R"(antivenom-facts 1
package path="demo-1.tar.gz" name="demo" version="1.0" kind="sdist" summary="A \"demo\"" author="Ann" author_email="ann@example.com" home_page="https://example.com" sha256="ab12" bytes=1099511627776 requirement="requests>=2" requirement="" console_script="demo = demo:main" has_metadata=true description_bytes=7 files=3 python_files=2 native_files=1 max_depth=4 python_lines=99
file path="setup.py" role="setup" python=true reached=true lines=10 linked_lines=12 bytes=100 longest_line=80 broken_bytes=5
file path="demo/__init__.py" role="package-init" module="demo"
shipped
layer at=0:0:2-3 how="base64" how="exec" language="python" bytes=20 complete=false text="a\x00\x01\r\n\t\\\")"
                                       "\xff"
                                       R"("
condition text="sys.platform == 'win32'" negated=true about="platform" platform="windows" origins=0
event callee="os.getenv" effects=read-env trigger=runtime reach=entry
event callee="requests.post" effects=net-fetch,net-send,setup place=1:1:4-6 trigger=install reach=unshipped silenced=true indirect=true hidden_column=true has_receiver=true tag="secret" tag="with space" conditions=0
  arg keyword="data" text="{os.getenv}" type="str" known=partial truncated=true length=12 origins=0 tag="secret" how="xor"
  arg text="x y=z" known=exact
  frame function="setup.py"
  frame function="Install.run" call=0:0:9-9
note id="layer-unknown" place=1:1:2-2 detail="exec of a value" origins=0,1
indicator type="url" value="http://example.invalid/\n" place=0:0:3-3 benign_looking=true
dependency name="evil" versions=">=1" from="install command" place=1:1:4-6 origins=1 by_address=true standing=judged-malicious reason="was scanned"
effort steps=1 layers=2 files_interpreted=3 functions=4 exhausted="steps of setup.py"
)");
}

TEST(FactsText, loading_a_dump_gives_every_field_back) {
  const std::string once = dump_facts(every_field());
  const Result<Facts> loaded = load_facts(once);
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(dump_facts(*loaded), once);
  const Facts expected = every_field();
  EXPECT_EQ(loaded->layers.at(1).text, expected.layers.at(1).text);
  EXPECT_EQ(loaded->events.at(1).args.at(0).text, "{os.getenv}");
  EXPECT_EQ(loaded->events.at(1).effects, expected.events.at(1).effects);
  EXPECT_EQ(loaded->events.at(1).place, expected.events.at(1).place);
  EXPECT_EQ(loaded->package.requirements, expected.package.requirements);
  EXPECT_EQ(loaded->effort.exhausted, expected.effort.exhausted);
}

TEST(FactsText, empty_facts_survive) {
  const Result<Facts> loaded = load_facts(dump_facts(Facts{}));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->layers.size(), 1u);
  EXPECT_EQ(dump_facts(*loaded), dump_facts(Facts{}));
}

TEST(FactsText, errors_name_the_line) {
  const auto error = [](std::string_view body) {
    const auto loaded = load_facts("antivenom-facts 1\n# comment\n" + std::string(body));
    return loaded ? std::string("none") : loaded.error().message();
  };
  EXPECT_EQ(error("evnt callee=\"x\""), "line 3: unknown kind of fact 'evnt'");
  EXPECT_EQ(error("event callee=x"), "line 3: 'callee' must be a quoted string");
  EXPECT_EQ(error("event callee=\"x"), "line 3: a string does not end");
  EXPECT_EQ(error("event callee=\"\\q\""), "line 3: unknown escape in a string");
  EXPECT_EQ(error("event callee=\"\\x4\""), "line 3: \\x needs two hex digits");
  EXPECT_EQ(error("event callee=\"a\"b"), "line 3: expected a space after a string");
  EXPECT_EQ(error("event nonsense"), "line 3: expected key=value");
  EXPECT_EQ(error("event colour=\"red\""), "line 3: unknown or repeated key 'colour'");
  EXPECT_EQ(error("event effects=fly"), "line 3: 'effects' names an unknown effect");
  EXPECT_EQ(error("event trigger=later"), "line 3: 'trigger' has an unknown value");
  EXPECT_EQ(error("event place=1:2"), "line 3: 'place' must be file:layer:line-end_line");
  EXPECT_EQ(error("event place=0:0:1-"), "line 3: 'place' must be file:layer:line-end_line");
  EXPECT_EQ(error("file lines=-1"), "line 3: 'lines' is not a number");
  EXPECT_EQ(error("file lines=99999999999"), "line 3: 'lines' is not a number");
  EXPECT_EQ(error("arg text=\"x\""), "line 3: 'arg' before any event");
  EXPECT_EQ(error("event callee=\"x\" conditions=,"), "line 3: 'conditions' must be numbers joined by commas");
  const std::string dangling = "refers to a fact that is not there, or to a line range that is none";
  EXPECT_EQ(error("\nevent callee=\"x\"\n  arg origins=0"), "line 4: " + dangling);
  EXPECT_EQ(error("event place=0:1:1-1"), "line 3: " + dangling);
  EXPECT_EQ(error("event place=7:0:1-1"), "line 3: " + dangling);
  EXPECT_EQ(error("layer parent=1"), "line 3: " + dangling);
  EXPECT_EQ(error("dependency origins=0"), "line 3: " + dangling);
  EXPECT_EQ(error("note place=0:0:0-0"), "line 3: " + dangling);
  EXPECT_EQ(load_facts("").error().message(), "line 1: expected 'antivenom-facts 1'");
}

TEST(FactsText, cut_or_changed_input_never_crashes) {
  const std::string whole = dump_facts(every_field());
  for (size_t size = 0; size < whole.size(); ++size) (void)load_facts(std::string_view(whole).substr(0, size));
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x15);
    (void)load_facts(changed);
  }
}

TEST(FactsEffects, text_forms_are_found_again) {
  for (unsigned i = 0; i < static_cast<unsigned>(Effect::count); ++i) {
    EXPECT_EQ(effect_from(to_string(static_cast<Effect>(i))), static_cast<Effect>(i));
  }
  EXPECT_EQ(effect_from("fly"), Effect::count);
}

}  // namespace
}  // namespace antivenom
