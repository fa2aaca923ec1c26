#include "interpret/hosts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace antivenom::interpret {
namespace {

// Common suffixes that end nothing but names of hosts.
constexpr std::string_view kSuffixes[] = {
    "academy", "aero",     "agency",  "app",        "arpa",   "art",       "asia",  "best",     "bid",     "biz",
    "blog",    "business", "buzz",    "cam",        "casa",   "cfd",       "cheap", "city",     "click",   "cloud",
    "club",    "codes",    "com",     "cool",       "coop",   "credit",    "cyou",  "dev",      "digital", "domains",
    "edu",     "expert",   "finance", "fun",        "games",  "gdn",       "gov",   "guru",     "hosting", "icu",
    "ink",     "jobs",     "land",    "life",       "live",   "loan",      "lol",   "ltd",      "market",  "mil",
    "mobi",    "money",    "monster", "museum",     "net",    "news",      "ninja", "observer", "onion",   "online",
    "ooo",     "org",      "party",   "press",      "pub",    "quest",     "rest",  "review",   "rocks",   "sbs",
    "school",  "science",  "shop",    "site",       "social", "solutions", "space", "store",    "studio",  "surf",
    "systems", "team",     "tech",    "technology", "tips",   "tokyo",     "top",   "trade",    "travel",  "uno",
    "vip",     "website",  "wiki",    "world",      "wtf",    "xin",       "xxx",   "xyz",      "zone"};
// Suffixes of countries, in pairs of letters.
constexpr std::string_view kCountries =
    "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybzcacccdcfcgchcickclcmcncocrcucvcwcxcyczdedj"
    "dkdmdodzeceeegereseteufifjfkfmfofrgagdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojpke"
    "kgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzom"
    "papepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsiskslsmsnsosrstsusvsxsysztctdtftgthtjtktltmtntotrtttvtwtz"
    "uaugukusuyuzvavcvevgvivnvuwfwsyeytzazmzw";
// Public suffixes that are endings of files, attributes or words as well.
constexpr std::string_view kAmbiguous[] = {
    "app",      "as",    "at",       "bar",   "be",       "by",   "cat",  "cc",       "center",  "data",
    "date",     "do",    "download", "email", "exchange", "fail", "fit",  "group",    "help",    "host",
    "id",       "in",    "info",     "int",   "is",       "it",   "la",   "link",     "md",      "me",
    "media",    "ml",    "mm",       "mo",    "ms",       "mt",   "my",   "name",     "network", "no",
    "one",      "os",    "page",     "pl",    "plus",     "pm",   "post", "pr",       "pro",     "ps",
    "pt",       "py",    "re",       "rs",    "run",      "sc",   "se",   "services", "sh",      "so",
    "software", "st",    "stream",   "su",    "support",  "td",   "tel",  "tf",       "th",      "to",
    "today",    "tools", "tr",       "ts",    "tt",       "us",   "vi",   "win",      "work",    "zip"};

constexpr std::string_view kReserved[] = {"localhost",    "example",     "invalid",     "test",        "local",
                                          "localdomain",  "internal",    "lan",         "home",        "corp",
                                          "intranet",     "example.com", "example.net", "example.org", "home.arpa",
                                          "in-addr.arpa", "ip6.arpa"};
constexpr std::string_view kReferences[] = {"w3.org",
                                            "w3id.org",
                                            "xmlsoap.org",
                                            "openxmlformats.org",
                                            "schemas.microsoft.com",
                                            "purl.org",
                                            "ietf.org",
                                            "rfc-editor.org",
                                            "json-schema.org",
                                            "schemastore.org",
                                            "schema.org",
                                            "xml.org",
                                            "oasis-open.org",
                                            "iana.org",
                                            "unicode.org",
                                            "iso.org",
                                            "ecma-international.org",
                                            "whatwg.org",
                                            "python.org",
                                            "pypi.org",
                                            "pythonhosted.org",
                                            "pypa.io",
                                            "readthedocs.io",
                                            "readthedocs.org",
                                            "rtfd.io",
                                            "opensource.org",
                                            "apache.org",
                                            "gnu.org",
                                            "creativecommons.org",
                                            "spdx.org",
                                            "fsf.org",
                                            "choosealicense.com",
                                            "mozilla.org",
                                            "wikipedia.org",
                                            "stackoverflow.com",
                                            "semver.org",
                                            "keepachangelog.com",
                                            "doi.org",
                                            "arxiv.org",
                                            "swagger.io",
                                            "openapis.org",
                                            "docs.microsoft.com",
                                            "learn.microsoft.com",
                                            "msdn.microsoft.com",
                                            "support.microsoft.com",
                                            "man7.org",
                                            "kernel.org",
                                            "shields.io",
                                            "travis-ci.org",
                                            "travis-ci.com",
                                            "codecov.io",
                                            "coveralls.io",
                                            "anaconda.org",
                                            "conda.io"};
constexpr std::string_view kShared[] = {
    "github.com",      "github.io",      "githubusercontent.com", "gitlab.com",     "gitlab.io",      "bitbucket.org",
    "sourceforge.net", "google.com",     "googleapis.com",        "microsoft.com",  "live.com",       "office.com",
    "amazonaws.com",   "cloudfront.net", "facebook.com",          "twitter.com",    "x.com",          "youtube.com",
    "linkedin.com",    "medium.com",     "discord.com",           "discord.gg",     "discordapp.com", "slack.com",
    "telegram.org",    "t.me",           "dropbox.com",           "huggingface.co", "gmail.com",      "yahoo.com"};

template <size_t N>
bool below_any(std::string_view host, const std::string_view (&domains)[N]) {
  return std::any_of(std::begin(domains), std::end(domains), [&](std::string_view d) { return is_below(host, d); });
}

template <size_t N>
bool one_of(std::string_view text, const std::string_view (&texts)[N]) {
  return std::find(std::begin(texts), std::end(texts), text) != std::end(texts);
}

bool parse_ipv4(std::string_view host, std::array<uint8_t, 4>& out) {
  return host.size() <= 15 && inet_pton(AF_INET, std::string(host).c_str(), out.data()) == 1;
}

bool parse_ipv6(std::string_view host, std::array<uint8_t, 16>& out) {
  host = host.substr(0, host.find('%'));
  return host.size() <= 45 && inet_pton(AF_INET6, std::string(host).c_str(), out.data()) == 1;
}

bool reserved_ipv4(const std::array<uint8_t, 4>& a) {
  const uint32_t ip = uint32_t{a[0]} << 24 | uint32_t{a[1]} << 16 | uint32_t{a[2]} << 8 | a[3];
  struct Range {
    uint32_t base;
    unsigned bits;
  };
  static constexpr Range kRanges[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},
                                      {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24},
                                      {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24},
                                      {0xE0000000, 4},  {0xF0000000, 4}};
  return std::any_of(std::begin(kRanges), std::end(kRanges),
                     [&](Range r) { return (ip ^ r.base) >> (32 - r.bits) == 0; });
}

bool reserved_ipv6(const std::array<uint8_t, 16>& a) {
  if (std::all_of(a.begin(), a.end() - 1, [](uint8_t b) { return b == 0; })) return a[15] <= 1;  // :: and ::1
  if (std::all_of(a.begin(), a.begin() + 10, [](uint8_t b) { return b == 0; }) && a[10] == 0xFF && a[11] == 0xFF)
    return reserved_ipv4({a[12], a[13], a[14], a[15]});
  const bool documentation = a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0D && a[3] == 0xB8;
  const bool link_local = a[0] == 0xFE && (a[1] & 0xC0) == 0x80;
  return documentation || link_local || (a[0] & 0xFE) == 0xFC || a[0] == 0xFF;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c & 0x80) != 0;
  });
}

}  // namespace

std::string plain_host(std::string_view spelled) {
  std::string out;
  for (size_t i = 0; i < spelled.size();) {
    const char c = spelled[i];
    if (c == '[' || c == '(' || c == '{') {
      const std::string_view rest = spelled.substr(i + 1);
      if (rest.size() >= 2 && rest[0] == '.') {
        out += '.';
        i += 3;
        continue;
      }
      if (rest.starts_with("dot")) {
        out += '.';
        i += 5;
        continue;
      }
    }
    if (c != '[' && c != ']') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    ++i;
  }
  return out;
}

HostKind host_kind(std::string_view host) {
  std::array<uint8_t, 4> v4;
  std::array<uint8_t, 16> v6;
  if (parse_ipv4(host, v4)) return HostKind::ipv4;
  if (host.find(':') != std::string_view::npos) return parse_ipv6(host, v6) ? HostKind::ipv6 : HostKind::none;
  if (host.size() > 253) return HostKind::none;
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty()) return HostKind::none;
  while (true) {
    const size_t dot = host.find('.');
    if (!is_label(host.substr(0, dot))) return HostKind::none;
    if (dot == std::string_view::npos) return HostKind::name;
    host.remove_prefix(dot + 1);
  }
}

bool has_public_suffix(std::string_view host, bool strict) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view suffix = host.substr(dot + 1);
  // "_CACHE.db", "my_module.run": no registry takes an underscore.
  const size_t owner = host.rfind('.', dot - 1) + 1;
  if (host.substr(owner, dot - owner).find('_') != std::string_view::npos) return false;
  if (one_of(suffix, kAmbiguous)) return !strict;
  if (suffix.starts_with("xn--") || one_of(suffix, kSuffixes)) return true;
  if (suffix.size() != 2) return false;
  for (size_t i = 0; i < kCountries.size(); i += 2)
    if (kCountries.substr(i, 2) == suffix) return true;
  return false;
}

bool is_reserved_host(std::string_view host) {
  std::array<uint8_t, 4> v4;
  std::array<uint8_t, 16> v6;
  if (parse_ipv4(host, v4)) return reserved_ipv4(v4);
  if (host.find(':') != std::string_view::npos) return parse_ipv6(host, v6) && reserved_ipv6(v6);
  if (host.ends_with('.')) host.remove_suffix(1);
  // Digits alone are an address written as one number.
  const bool number = !host.empty() && host.find_first_not_of("0123456789xabcdef") == std::string_view::npos &&
                      host[0] >= '0' && host[0] <= '9';
  if (host.find('.') == std::string_view::npos && !number) return true;
  if (below_any(host, kReserved)) return true;
  // "www.example.xyz", "your-domain.com": a place to fill in.
  return host.find("example.") != std::string_view::npos || host.find("yourdomain") != std::string_view::npos ||
         host.find("your-domain") != std::string_view::npos;
}

bool is_reference_host(std::string_view host) { return below_any(host, kReferences); }

bool is_shared_host(std::string_view host) { return below_any(host, kShared); }

bool is_below(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

}  // namespace antivenom::interpret
