#include "interpret/text_scan.h"

#include <algorithm>
#include <array>

#include "base/lower_case.h"
#include "interpret/hosts.h"
#include "interpret/wallets.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kMaxFound = 4'000;   // of one kind in one text
constexpr size_t kMaxUrl = 2'048;     // what browsers and servers take
constexpr size_t kMaxLocalPart = 64;  // RFC 5321
constexpr size_t kMaxHost = 320;      // 253 and de-fanged dots

// Longest first, so that the longest that fits is taken.
constexpr std::string_view kSchemes[] = {
    "mongodb+srv", "stratum+tcp", "stratum+ssl", "postgresql", "git+https", "git+http", "git+ssh", "mongodb", "socks5h",
    "socks4",      "socks5",      "hxxps",       "https",      "redis",     "mysql",    "ldaps",   "hxxp",    "http",
    "ftps",        "sftp",        "ldap",        "amqp",       "mqtt",      "rtsp",     "ftp",     "wss",     "smb",
    "ssh",         "tcp",         "udp",         "git",        "tls",       "ws"};

constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// A table, since this is asked for most bytes of a text.
constexpr std::array<bool, 256> kAlnum = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 128; ++c)
    table[static_cast<size_t>(c)] = is_alpha(static_cast<char>(c)) || is_digit(static_cast<char>(c));
  return table;
}();
bool is_alnum(char c) { return kAlnum[static_cast<unsigned char>(c)]; }

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

char at(std::string_view text, size_t pos) { return pos < text.size() ? text[pos] : '\0'; }

bool ends_with_nocase(std::string_view text, std::string_view tail) {
  if (text.size() < tail.size()) return false;
  text.remove_prefix(text.size() - tail.size());
  return std::equal(text.begin(), text.end(), tail.begin(), [](char a, char b) { return lower_case(a) == b; });
}

// Length of a de-fanged dot at `pos`: "[.]", "(.)", "{.}", "[dot]", "(dot)".
size_t defanged_dot(std::string_view text, size_t pos) {
  const char open = at(text, pos);
  const char close = open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : '\0';
  if (close == '\0') return 0;
  if (at(text, pos + 1) == '.' && at(text, pos + 2) == close) return 3;
  return text.substr(pos + 1).starts_with("dot") && at(text, pos + 4) == close ? 5 : 0;
}

// Quotes, dashes and full stops of other scripts end a word; letters of other scripts do not.
bool is_foreign_punctuation(std::string_view text, size_t pos) {
  const auto a = static_cast<unsigned char>(text[pos]);
  const auto b = static_cast<unsigned char>(at(text, pos + 1));
  return (a == 0xE2 && (b == 0x80 || b == 0x81)) || (a == 0xE3 && b == 0x80) ||
         (a == 0xEF && (b == 0xBC || b == 0xBD)) || (a == 0xC2 && b >= 0x80 && b < 0xC0);
}

bool is_hole(std::string_view text, size_t pos) {
  const char c = text[pos];
  const char next = at(text, pos + 1);
  if (c == '{' || c == '<') return true;
  if (c == '$') return next == '(' || next == '{';
  return c == '%' && (next == 's' || next == '(' || ((next == 'd' || next == 'r') && !is_hex(at(text, pos + 2))));
}

size_t host_end(std::string_view text, size_t pos) {
  const size_t limit = std::min(text.size(), pos + kMaxHost);
  while (pos < limit) {
    if (const size_t dot = defanged_dot(text, pos)) {
      pos += dot;
      continue;
    }
    const char c = text[pos];
    if (!is_alnum(c) && c != '.' && c != '-' && c != '_' && (c & 0x80) == 0) break;
    if ((c & 0x80) != 0 && is_foreign_punctuation(text, pos)) break;
    ++pos;
  }
  return std::min(pos, text.size());
}

// The end of "user:password@" at `pos`, or `pos`.
size_t skip_user(std::string_view text, size_t pos) {
  const size_t limit = std::min(text.size(), pos + 256);
  for (size_t i = pos; i < limit; ++i) {
    const char c = text[i];
    if (c == '@') return i + 1;
    if (!is_alnum(c) && !is_one_of(c, "._~%!$&*+,;=:-")) break;
  }
  return pos;
}

// Where path, query and fragment end; `hole` tells that a hole ended them.
size_t path_end(std::string_view text, size_t pos, bool& hole) {
  const size_t limit = std::min(text.size(), pos + kMaxUrl);
  bool query = false;
  int depth = 0;
  for (; pos < limit; ++pos) {
    const char c = text[pos];
    if (static_cast<unsigned char>(c) <= ' ' || is_one_of(c, "\"'`>\\^|}\x7F")) break;
    if (is_hole(text, pos)) {
      hole = c != '<';
      break;
    }
    if ((c & 0x80) != 0 && is_foreign_punctuation(text, pos)) break;
    if (c == '?') query = true;
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) break;
    if ((c == ';' || c == '&') && !query) break;
    if (c == '&' && at(text, pos + 1) == '&') break;
    if (c == ',' && (text.substr(pos + 1).starts_with("http") || at(text, pos + 1) == ' ')) break;
  }
  return pos;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Found> run() {
    find_urls();
    urls_ = found_.size();
    find_ipv4();
    find_ipv6();
    find_emails();
    find_defanged_hosts();
    find_wallets();
    find_registry_keys();
    return std::move(found_);
  }

 private:
  struct Cursor {
    size_t next = 0;
  };

  // True if a URL covers `pos`; positions must not decrease between calls with the same cursor.
  bool in_url(size_t pos, Cursor& cursor) const {
    while (cursor.next < urls_ && found_[cursor.next].end <= pos) ++cursor.next;
    return cursor.next < urls_ && found_[cursor.next].begin <= pos;
  }

  void add(FoundKind kind, size_t begin, size_t end, std::string host = {}) {
    found_.push_back({kind, static_cast<uint32_t>(begin), static_cast<uint32_t>(end), std::move(host)});
  }

  // `pos`: of the colon, or of the bracket of "[:]//" and "[://]".
  size_t scheme_begin(size_t pos) const {
    size_t begin = pos;
    while (begin > 0 && pos - begin < 12 && (is_alnum(text_[begin - 1]) || text_[begin - 1] == '+')) --begin;
    const std::string_view run = text_.substr(begin, pos - begin);
    for (std::string_view scheme : kSchemes) {
      if (!ends_with_nocase(run, scheme)) continue;
      // "xhttp://" is http behind other text, but "aws://" is no WebSocket.
      if (run.size() > scheme.size() && !scheme.starts_with('h')) continue;
      return pos - scheme.size();
    }
    return pos;
  }

  void find_urls() {
    size_t from = 0;
    for (size_t slashes = text_.find("//"); slashes != std::string_view::npos && found_.size() < kMaxFound;
         slashes = text_.find("//", std::max(slashes + 1, from))) {
      if (slashes == 0) continue;
      size_t colon = slashes - 1;
      size_t host = slashes + 2;
      if (text_[colon] == ']' && colon >= 2 && text_.substr(colon - 2, 3) == "[:]")
        colon -= 2;
      else if (text_[colon] == ':' && colon >= 1 && text_[colon - 1] == '[' && at(text_, host) == ']')
        --colon, ++host;
      else if (text_[colon] != ':')
        continue;
      const size_t begin = scheme_begin(colon);
      if (begin == colon || begin < from) continue;
      from = std::max(from, add_url(begin, host));
    }
  }

  // Returns the end of the URL, 0 if it is none.
  size_t add_url(size_t begin, size_t pos) {
    pos = skip_user(text_, pos);
    const bool bracketed = at(text_, pos) == '[' && (is_hex(at(text_, pos + 1)) || at(text_, pos + 1) == ':');
    size_t end;
    if (bracketed) {
      const size_t close = text_.substr(pos, 64).find(']');
      if (close == std::string_view::npos) return 0;
      end = pos + close + 1;
    } else {
      end = host_end(text_, pos);
      if (end < text_.size() && is_hole(text_, end) && end > pos && is_one_of(text_[end - 1], ".-_")) return 0;
      while (end > pos && is_one_of(text_[end - 1], ".-_")) --end;
    }
    Found url{FoundKind::url, static_cast<uint32_t>(begin), 0, plain_host(text_.substr(pos, end - pos))};
    if (host_kind(url.host) == HostKind::none) return 0;
    if (end < text_.size() && is_hole(text_, end)) {
      // The hole may be a path or the rest of the name: only a name that looks whole counts.
      if (!has_public_suffix(url.host, false)) return 0;
      url.open = text_[end] != '<';
    } else {
      if (at(text_, end) == ':' && is_digit(at(text_, end + 1)))
        while (is_digit(at(text_, ++end))) {
        }
      const char c = at(text_, end);
      if (c == '/' || c == '?' || c == '#') end = path_end(text_, end, url.open);
      if (at(text_, end) == ':' && end + 1 < text_.size() && is_hole(text_, end + 1)) url.open = true;
    }
    while (is_one_of(text_[end - 1], ".,;:!?*'\"")) --end;
    url.end = static_cast<uint32_t>(end);
    found_.push_back(std::move(url));
    return end;
  }

  // Looks at what stands before dots: packed code is long and full of digits.
  void find_ipv4() {
    Cursor cursor;
    const size_t first = found_.size();
    const bool words = text_.find("dot") != std::string_view::npos;
    size_t from = 0;  // behind the last address
    for (size_t dot = next_dot(0, words); dot < text_.size() && found_.size() - first < kMaxFound;
         dot = next_dot(dot + 1, words)) {
      const size_t number_end = dot > 0 && is_one_of(text_[dot - 1], "[({") ? dot - 1 : dot;
      size_t begin = number_end;
      while (begin > 0 && is_digit(text_[begin - 1])) --begin;
      size_t end = begin;
      if (begin == number_end || begin < from || !ipv4_end(begin, end)) continue;
      from = end;
      const bool inside = begin > 0 && (is_alnum(text_[begin - 1]) || is_one_of(text_[begin - 1], "._-"));
      if (!inside && !in_url(begin, cursor)) add_ipv4(begin, end);
    }
  }

  // Where the next "." begins, or with `words` the next "dot"; the size of the text if there is none.
  size_t next_dot(size_t from, bool words) const {
    if (!words) return std::min(text_.find('.', from), text_.size());
    while (from < text_.size() && text_[from] != '.' && !text_.substr(from).starts_with("dot")) ++from;
    return from;
  }

  void find_ipv6() {
    if (text_.size() <= 45 && text_.size() >= 6 && std::count(text_.begin(), text_.end(), ':') >= 3 &&
        host_kind(text_) == HostKind::ipv6)
      add(FoundKind::ip, 0, text_.size(), plain_host(text_));
  }

  // Four numbers up to 255 without leading zeros from `pos`.
  bool ipv4_end(size_t pos, size_t& end) const {
    for (int part = 0; part < 4; ++part) {
      if (part > 0) {
        if (at(text_, pos) == '.')
          ++pos;
        else if (const size_t dot = defanged_dot(text_, pos))
          pos += dot;
        else
          return false;
      }
      const size_t begin = pos;
      unsigned value = 0;
      while (pos - begin < 4 && is_digit(at(text_, pos)))
        value = value * 10 + static_cast<unsigned>(text_[pos++] - '0');
      if (pos == begin || pos - begin > 3 || value > 255 || (pos - begin > 1 && text_[begin] == '0')) return false;
    }
    end = pos;
    return true;
  }

  void add_ipv4(size_t begin, size_t end) {
    const char next = at(text_, end);
    const char after = at(text_, end + 1);
    if (is_alpha(next) || next == '_' || (next == '.' && is_alnum(after)) || (next == '-' && is_alpha(after))) return;
    if (next == '/' && is_digit(after) && text_.substr(end, 3) != "/32") return;  // a network, not a host
    const std::string_view before = text_.substr(begin > 24 ? begin - 24 : 0, std::min<size_t>(begin, 24));
    if (before.ends_with('/') && before.size() >= 2 && is_alnum(before[before.size() - 2])) return;  // "Chrome/1.2.3.4"
    if (before.size() >= 2 && before.ends_with('=') && is_one_of(before[before.size() - 2], "=<>~!")) return;
    add(FoundKind::ip, begin, end, plain_host(text_.substr(begin, end - begin)));
    Found& ip = found_.back();
    const bool port = next == ':' && is_digit(after);
    if (!port) ip.like_version = names_version(before) || small_numbers(ip.host);
  }

  static bool names_version(std::string_view before) {
    std::string words(before);
    for (char& c : words) c = lower_case(c);
    for (std::string_view word : {"version", "release", "ver.", "ver ", "build", "oid"})
      if (words.find(word) != std::string::npos) return true;
    return false;
  }

  // "1.10.2.0": hosts with four such small numbers are rarer than versions.
  static bool small_numbers(const std::string& ip) {
    size_t longest = 0, run = 0;
    for (char c : ip) longest = std::max(longest, run = c == '.' ? 0 : run + 1);
    return longest <= 2 && ip.size() <= 9;
  }

  void find_emails() {
    Cursor cursor;
    const size_t first = found_.size();
    for (size_t pos = text_.find('@'); pos != std::string_view::npos && found_.size() - first < kMaxFound;
         pos = text_.find('@', pos + 1)) {
      size_t begin = pos;
      while (begin > 0 && pos - begin <= kMaxLocalPart &&
             (is_alnum(text_[begin - 1]) || is_one_of(text_[begin - 1], "._%+-")))
        --begin;
      while (begin < pos && is_one_of(text_[begin], ".%+-")) ++begin;
      size_t end = host_end(text_, pos + 1);
      while (end > pos + 1 && is_one_of(text_[end - 1], ".-_")) --end;
      if (begin == pos || pos - begin > kMaxLocalPart || end == pos + 1 || in_url(pos, cursor)) continue;
      std::string host = plain_host(text_.substr(pos + 1, end - pos - 1));
      if (host_kind(host) != HostKind::name || !has_public_suffix(host, true)) continue;
      add(FoundKind::email, begin, end, std::move(host));
    }
  }

  // "evil[.]example": nobody de-fangs what is harmless.
  void find_defanged_hosts() {
    Cursor cursor;
    size_t from = 0;
    const size_t first = found_.size();
    for (size_t pos = text_.find("[.]"); pos != std::string_view::npos && found_.size() - first < kMaxFound;
         pos = text_.find("[.]", pos + 3)) {
      if (pos < from) continue;
      size_t begin = pos;
      while (begin > from && pos - begin < 128 && (is_alnum(text_[begin - 1]) || is_one_of(text_[begin - 1], ".-_")))
        --begin;
      size_t end = host_end(text_, pos);
      while (end > pos && is_one_of(text_[end - 1], ".-_")) --end;
      from = end;
      std::string host = plain_host(text_.substr(begin, end - begin));
      if (in_url(pos, cursor) || host_kind(host) != HostKind::name || !has_public_suffix(host, true)) continue;
      add(FoundKind::host, begin, end, std::move(host));
    }
  }

  void find_wallets() {
    const size_t first = found_.size();
    size_t end = 0;
    for (size_t begin = long_word(0, end); begin < text_.size() && found_.size() - first < kMaxFound;
         begin = long_word(end, end)) {
      // A piece of a base64 text or of a path is no address.
      if ((begin > 0 && is_one_of(text_[begin - 1], "+/_-.")) || is_one_of(at(text_, end), "+/_-=")) continue;
      const std::string_view token = text_.substr(begin, end - begin);
      const std::string_view currency = currency_of(token);
      if (currency.empty() || (currency == "SOL" && !near_solana(begin, end))) continue;
      add(FoundKind::wallet, begin, end);
    }
  }

  // The first run of kMinWallet or more letters and digits from `pos`, where none may have begun before; sets `end`.
  // Where there is none, nearly always, it looks at one byte in kMinWallet.
  size_t long_word(size_t pos, size_t& end) const {
    while (pos + kMinWallet <= text_.size()) {
      const size_t last = pos + kMinWallet;  // a run from `pos` on would have all bytes before it
      size_t begin = last;
      while (begin > pos && is_alnum(text_[begin - 1])) --begin;
      if (begin > pos) {
        pos = begin;
        continue;
      }
      end = last;
      while (end < text_.size() && is_alnum(text_[end])) ++end;
      return begin;
    }
    return text_.size();
  }

  bool near_solana(size_t begin, size_t end) const {
    const size_t from = begin > 48 ? begin - 48 : 0;
    std::string around(text_.substr(from, begin - from));
    around += ' ';
    around += text_.substr(end, 48);
    for (char& c : around) c = lower_case(c);
    for (std::string_view word : {"solana", "phantom", "sol:", "sol\"", "sol'", "sol ", "sol="})
      if (around.find(word) != std::string::npos) return true;
    return false;
  }

  void find_registry_keys() {
    size_t from = 0;
    const size_t first = found_.size();
    for (size_t pos = text_.find("HK"); pos != std::string_view::npos && found_.size() - first < kMaxFound;
         pos = text_.find("HK", std::max(from, pos + 2))) {
      const std::string_view rest = text_.substr(pos, 512);
      const size_t hive = hive_length(rest);
      if (hive == 0 || (pos > 0 && is_alnum(text_[pos - 1])) || at(rest, hive) != '\\') continue;
      size_t end = hive;
      for (; end < rest.size(); ++end) {
        const char c = rest[end];
        if (static_cast<unsigned char>(c) < ' ' || is_one_of(c, "\"'`{}<>|&;,)")) break;
        // Blanks are part of names ("Windows NT"), but not before an option.
        if (c == ' ' && (is_one_of(at(rest, end + 1), "/-\"'") || at(rest, end + 1) == '\0')) break;
      }
      if (at(rest, end) == '{' && end < rest.size())
        while (end > hive && rest[end - 1] != '\\') --end;
      while (end > hive && is_one_of(rest[end - 1], " \\.^")) --end;
      from = pos + end;
      if (end > hive + 1) add(FoundKind::registry_key, pos, pos + end);
    }
  }

  static size_t hive_length(std::string_view rest) {
    for (std::string_view hive : {"HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_CLASSES_ROOT", "HKEY_USERS",
                                  "HKEY_CURRENT_CONFIG", "HKLM", "HKCU", "HKCR", "HKU"})
      if (rest.starts_with(hive)) return hive.size() + (at(rest, hive.size()) == ':' ? 1 : 0);
    return 0;
  }

  std::string_view text_;
  std::vector<Found> found_;
  size_t urls_ = 0;
};

}  // namespace

std::vector<Found> scan_text(std::string_view text) { return Scanner(text).run(); }

std::string whole_host(std::string_view text, bool strict) {
  if (text.size() < 4 || text.size() > 260 || text.find('.') == std::string_view::npos) return {};
  if (const size_t colon = text.find(':'); colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return {};
    text = text.substr(0, colon);
  }
  if (strict && text.ends_with('.')) return {};
  std::string host = plain_host(text);
  if (host_kind(host) != HostKind::name || !has_public_suffix(host, strict)) return {};
  return host;
}

}  // namespace antivenom::interpret
