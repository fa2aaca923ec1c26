// urllib.parse and html.
#include <algorithm>

#include <fmt/format.h>

#include "base/hex.h"
#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/text_codecs.h"
#include "interpret/library/unicode.h"

namespace antivenom::interpret {
namespace {

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
std::string quoted(std::string_view text, std::string_view safe, bool plus) {
  std::string out;
  for (const char c : text) {
    const bool keep = is_alnum(c) || std::string_view("_.-~").find(c) != std::string_view::npos ||
                      (safe.find(c) != std::string_view::npos && static_cast<uint8_t>(c) < 0x80);
    if (keep)
      out += c;
    else if (plus && c == ' ')
      out += '+';
    else
      out += fmt::format("%{:02X}", static_cast<uint8_t>(c));
  }
  return out;
}

std::string unquoted_bytes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Runs of ASCII are unquoted and decoded one by one; what is not ASCII stays as it is.
std::string unquoted(std::string_view text, bool plus) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && static_cast<uint8_t>(text[end]) < 0x80) ++end;
    std::string run(text.substr(i, end - i));
    if (plus) std::replace(run.begin(), run.end(), '+', ' ');
    out += decode_text(unquoted_bytes(run), "utf_8", "replace").value_or("");
    for (i = end; i < text.size() && static_cast<uint8_t>(text[i]) >= 0x80; ++i) out += text[i];
  }
  return out;
}

template <bool Plus>
Value quote(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.data(0, "string"), safe = in.data_or(1, "safe", Plus ? "" : "/");
  if (!in.ok() || in.has(2, "encoding") || !runtime.heap().fits(text.size() * 3) || !spend_bytes(runtime, text.size()))
    return {};
  return make_str(runtime, quoted(text, safe, Plus));
}

template <bool Plus>
Value unquote(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.data(0, "string");
  if (!in.ok() || in.has(1, "encoding") || !spend_bytes(runtime, text.size())) return {};
  return make_str(runtime, unquoted(text, Plus));
}

Value unquote_to_bytes(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.data(0, "string");
  return in.ok() && spend_bytes(runtime, text.size()) ? make_bytes(runtime, unquoted_bytes(text)) : Value();
}

// str(v) of a query's key or value; bytes as they are.
std::optional<std::string> query_text(Runtime& runtime, Value v) {
  if (const auto raw = known_bytes(v)) return quoted(*raw, "", true);
  const auto text = runtime.to_str(v);
  if (!text) return std::nullopt;
  return quoted(*text, "", true);
}

Value urlencode(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const Value query = in.value(0, "query");
  const bool sequences = in.flag(1, "doseq", false);
  if (!in.ok() || args.size() + args.keywords.size() > 2) return {};
  std::vector<std::pair<Value, Value>> pairs;
  if (query.is(Kind::kDict)) {
    if (query.as<Dict>()->open_ended || !query.as<Dict>()->unknown_keys.empty()) return {};
    for (const Dict::Entry& entry : query.as<Dict>()->entries) {
      if (entry.key.valid()) pairs.emplace_back(entry.key, entry.value);
    }
  } else {
    const auto rows = runtime.items_of(query);
    if (!rows) return {};
    for (const Value row : *rows) {
      const auto pair = runtime.items_of(row, 2);
      if (!pair || pair->size() != 2) return {};
      pairs.emplace_back((*pair)[0], (*pair)[1]);
    }
  }
  std::string out;
  for (const auto& [key, value] : pairs) {
    std::vector<Value> values = {value};
    if (sequences && (value.is(Kind::kList) || value.is(Kind::kTuple))) values = value.as<Sequence>()->items;
    for (const Value one : values) {
      const auto name = query_text(runtime, key), text = query_text(runtime, one);
      if (!name || !text || !runtime.heap().fits(out.size() + text->size())) return {};
      out += (out.empty() ? "" : "&") + *name + "=" + *text;
    }
  }
  return make_str(runtime, out);
}

struct Url {
  std::string scheme, netloc, path, params, query, fragment;
};

constexpr std::string_view kWithParams[] = {"",     "ftp",   "hdl", "prospero", "http", "https", "shttp",
                                            "rtsp", "rtspu", "sip", "sips",     "mms",  "sftp",  "tel"};
constexpr std::string_view kRelative[] = {"",     "ftp",   "http",    "gopher", "nntp",     "imap", "wais",
                                          "file", "https", "shttp",   "mms",    "prospero", "rtsp", "rtspu",
                                          "sftp", "svn",   "svn+ssh", "ws",     "wss"};
constexpr std::string_view kWithHost[] = {"",     "ftp",     "http",  "gopher", "nntp",    "telnet", "imap",
                                          "wais", "file",    "mms",   "https",  "shttp",   "snews",  "prospero",
                                          "rtsp", "rtspu",   "rsync", "svn",    "svn+ssh", "sftp",   "nfs",
                                          "git",  "git+ssh", "ws",    "wss"};

template <size_t N>
bool listed(const std::string_view (&list)[N], std::string_view scheme) {
  return std::find(std::begin(list), std::end(list), scheme) != std::end(list);
}

Url split_url(std::string_view text, std::string_view scheme, bool params) {
  Url url;
  url.scheme = scheme;
  std::string rest;
  while (!text.empty() && static_cast<uint8_t>(text.front()) <= 0x20) text.remove_prefix(1);
  for (const char c : text) {
    if (c != '\t' && c != '\r' && c != '\n') rest += c;
  }
  const size_t colon = rest.find(':');
  const bool letter = !rest.empty() && is_alnum(rest[0]) && !(rest[0] >= '0' && rest[0] <= '9');
  if (colon != std::string::npos && colon > 0 && letter &&
      std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(colon),
                  [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; })) {
    url.scheme = rest.substr(0, colon);
    for (char& c : url.scheme) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    rest.erase(0, colon + 1);
  }
  if (rest.starts_with("//")) {
    const size_t end = std::min(rest.find_first_of("/?#", 2), rest.size());
    url.netloc = rest.substr(2, end - 2);
    rest.erase(0, end);
  }
  if (const size_t hash = rest.find('#'); hash != std::string::npos) {
    url.fragment = rest.substr(hash + 1);
    rest.resize(hash);
  }
  if (const size_t mark = rest.find('?'); mark != std::string::npos) {
    url.query = rest.substr(mark + 1);
    rest.resize(mark);
  }
  url.path = rest;
  if (params && listed(kWithParams, url.scheme)) {
    const size_t slash = rest.rfind('/');
    const size_t semicolon = rest.find(';', slash == std::string::npos ? 0 : slash);
    if (semicolon != std::string::npos) {
      url.params = rest.substr(semicolon + 1);
      url.path.resize(semicolon);
    }
  }
  return url;
}

std::string join_url_parts(const Url& url) {
  std::string out = url.path;
  if (!url.params.empty()) out += ";" + url.params;
  if (!url.netloc.empty() || (!url.scheme.empty() && listed(kWithHost, url.scheme) && !out.starts_with("//") &&
                              out.starts_with("/") && url.scheme == "file")) {
    if (!out.empty() && !out.starts_with("/")) out = "/" + out;
    out = "//" + url.netloc + out;
  }
  if (!url.scheme.empty()) out = url.scheme + ":" + out;
  if (!url.query.empty()) out += "?" + url.query;
  if (!url.fragment.empty()) out += "#" + url.fragment;
  return out;
}

// A result as Python's named tuple with the parts of the host as attributes.
Value url_object(Runtime& runtime, const Url& url, bool params) {
  Instance* object = new_builtin_instance(runtime, params ? "urllib.parse.ParseResult" : "urllib.parse.SplitResult");
  std::vector<Value> items;
  const auto add = [&](std::string_view name, const std::string& text) {
    const Value v = make_str(runtime, text);
    items.push_back(v);
    set_field(runtime, object, name, v);
  };
  add("scheme", url.scheme);
  add("netloc", url.netloc);
  add("path", url.path);
  if (params) add("params", url.params);
  add("query", url.query);
  add("fragment", url.fragment);
  object->payload = runtime.heap().tuple(std::move(items));

  const size_t at = url.netloc.rfind('@');
  const std::string user = at == std::string::npos ? "" : url.netloc.substr(0, at);
  std::string host = at == std::string::npos ? url.netloc : url.netloc.substr(at + 1);
  const size_t bracket = host.find(']'), colon = host.find(':', bracket == std::string::npos ? 0 : bracket);
  const std::string port = colon == std::string::npos ? "" : host.substr(colon + 1);
  host.resize(std::min(colon, host.size()));
  if (host.starts_with("[")) host = host.substr(1, host.find(']') - 1);
  for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto text_or_none = [&](bool has, const std::string& text) {
    return has ? make_str(runtime, text) : Value::none();
  };
  set_field(runtime, object, "hostname", text_or_none(!host.empty(), host));
  const bool number = !port.empty() && port.size() < 6 && port.find_first_not_of("0123456789") == std::string::npos;
  set_field(runtime, object, "port", number ? Value::integer(std::stoi(port)) : Value::none());
  const size_t secret = user.find(':');
  set_field(runtime, object, "username", text_or_none(at != std::string::npos, user.substr(0, secret)));
  set_field(runtime, object, "password",
            text_or_none(secret != std::string::npos, secret == std::string::npos ? "" : user.substr(secret + 1)));
  return Value(object);
}

template <bool Params>
Value urlparse(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "url"), scheme = in.str_or(1, "scheme", "");
  return in.ok() && spend_bytes(runtime, text.size()) ? url_object(runtime, split_url(text, scheme, Params), Params)
                                                      : Value();
}

Value urlunparse(Runtime& runtime, Value self, CallArgs& args) {
  const Value source = self.valid() ? self : args.get(runtime.heap(), 0, "components");
  if (!source.valid()) return {};
  const auto items = runtime.items_of(source.is(Kind::kInstance) ? source.as<Instance>()->payload : source, 6);
  if (!items || items->size() < 5) return {};
  std::vector<std::string> parts;
  for (const Value item : *items) {
    const auto text = known_str(item);
    if (!text) return {};
    parts.emplace_back(*text);
  }
  if (parts.size() == 5) parts.insert(parts.begin() + 3, "");
  return make_str(runtime, join_url_parts({parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]}));
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    parts.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string joined_url(const std::string& base, const std::string& text) {
  if (base.empty()) return text;
  if (text.empty()) return base;
  const Url b = split_url(base, "", true);
  Url u = split_url(text, b.scheme, true);
  if (u.scheme != b.scheme || !listed(kRelative, u.scheme)) return text;
  if (listed(kWithHost, u.scheme)) {
    if (!u.netloc.empty()) return join_url_parts(u);
    u.netloc = b.netloc;
  }
  if (u.path.empty() && u.params.empty()) {
    u.path = b.path;
    u.params = b.params;
    if (u.query.empty()) u.query = b.query;
    return join_url_parts(u);
  }
  std::vector<std::string> segments = split_path(b.path);
  if (!segments.back().empty()) segments.pop_back();
  if (u.path.starts_with("/"))
    segments = split_path(u.path);
  else
    for (std::string& part : split_path(u.path)) segments.push_back(std::move(part));
  if (segments.size() > 2) {  // empty ones inside are dropped
    segments.erase(std::remove(segments.begin() + 1, segments.end() - 1, ""), segments.end() - 1);
  }
  std::vector<std::string> resolved;
  for (const std::string& part : segments) {
    if (part == "..") {
      if (!resolved.empty()) resolved.pop_back();
    } else if (part != ".") {
      resolved.push_back(part);
    }
  }
  if (segments.back() == "." || segments.back() == "..") resolved.emplace_back();
  u.path.clear();
  for (size_t i = 0; i < resolved.size(); ++i) u.path += (i ? "/" : "") + resolved[i];
  if (u.path.empty()) u.path = "/";
  return join_url_parts(u);
}

Value urljoin(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string base = in.str(0, "base"), url = in.str(1, "url");
  return in.ok() && spend_bytes(runtime, base.size() + url.size()) ? make_str(runtime, joined_url(base, url)) : Value();
}

template <bool AsDict>
Value parse_query(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "qs");
  const bool blanks = in.flag(1, "keep_blank_values", false);
  if (!in.ok() || args.size() > 2 || !spend_bytes(runtime, text.size() * 4)) return {};
  auto* dict = runtime.heap().make<Dict>(Kind::kDict);
  std::vector<Value> rows;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('&', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    const size_t equals = part.find('=');
    if (part.empty() || (!blanks && (equals == std::string::npos || equals + 1 == part.size()))) continue;
    const Value key = make_str(runtime, unquoted(part.substr(0, equals), true));
    const Value value = make_str(runtime, equals == std::string::npos ? "" : unquoted(part.substr(equals + 1), true));
    if (!AsDict) {
      rows.push_back(runtime.heap().tuple({key, value}));
    } else if (const Value* found = runtime.dict_find(dict, key)) {
      found->as<Sequence>()->items.push_back(value);
    } else {
      runtime.dict_set(dict, key, runtime.heap().list({value}));
    }
  }
  return AsDict ? Value(dict) : runtime.heap().list(std::move(rows));
}

Value html_escape(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "s");
  const bool quotes = in.flag(1, "quote", true);
  if (!in.ok() || !runtime.heap().fits(text.size() * 6) || !spend_bytes(runtime, text.size())) return {};
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"' && quotes)
      out += "&quot;";
    else if (c == '\'' && quotes)
      out += "&#x27;";
    else
      out += c;
  }
  return make_str(runtime, out);
}

// The code point of a numeric or common named reference "amp;"; nullopt if it is neither.
std::optional<uint32_t> reference(std::string_view name) {
  constexpr std::pair<std::string_view, uint32_t> kNames[] = {{"amp", '&'},  {"lt", '<'},    {"gt", '>'},
                                                              {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0}};
  for (const auto& [known, c] : kNames) {
    if (name == known) return c;
  }
  const bool hex = name.starts_with("#x") || name.starts_with("#X");
  if (!name.starts_with('#')) return std::nullopt;
  const std::string_view digits = name.substr(hex ? 2 : 1);
  uint32_t c = 0;
  for (const char d : digits) {
    const int v = hex_digit(d);
    if (v < 0 || (!hex && v > 9) || c > 0x110000) return std::nullopt;
    c = c * (hex ? 16 : 10) + static_cast<uint32_t>(v);
  }
  const bool plain = !digits.empty() && (c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7F) ||
                                         (c >= 0xA0 && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE));
  return plain ? std::optional(c) : std::nullopt;
}

Value html_unescape(Runtime& runtime, Value, CallArgs& args) {
  Reader in(runtime, args);
  const std::string text = in.str(0, "s");
  if (!in.ok() || !spend_bytes(runtime, text.size())) return {};
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool starts = text[i] == '&' && i + 1 < text.size() && (is_alnum(text[i + 1]) || text[i + 1] == '#');
    if (!starts) {
      out += text[i];
      continue;
    }
    const size_t end = text.find_first_not_of("#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", i + 1);
    const auto c = end != std::string::npos && text[end] == ';'
                       ? reference(std::string_view(text).substr(i + 1, end - i - 1))
                       : std::nullopt;
    if (!c) return {};  // one of two thousand names, or one without its semicolon
    append_utf8(out, *c);
    i = end;
  }
  return make_str(runtime, out);
}

constexpr NativeDef kUrlsNatives[] = {
    {"urllib.parse.quote", quote<false>, "str", "url-quote"},
    {"urllib.quote", quote<false>, "str", "url-quote"},
    {"urllib.parse.quote_plus", quote<true>, "str", "url-quote"},
    {"urllib.quote_plus", quote<true>, "str", "url-quote"},
    {"urllib.parse.unquote", unquote<false>, "str", "url-quote"},
    {"urllib.unquote", unquote<false>, "str", "url-quote"},
    {"urllib.parse.unquote_plus", unquote<true>, "str", "url-quote"},
    {"urllib.unquote_plus", unquote<true>, "str", "url-quote"},
    {"urllib.parse.unquote_to_bytes", unquote_to_bytes, "bytes", "url-quote"},
    {"urllib.parse.urlencode", urlencode, "str"},
    {"urllib.urlencode", urlencode, "str"},
    {"urllib.parse.urlparse", urlparse<true>, "urllib.parse.ParseResult"},
    {"urlparse.urlparse", urlparse<true>, "urllib.parse.ParseResult"},
    {"urllib.parse.urlsplit", urlparse<false>, "urllib.parse.SplitResult"},
    {"urlparse.urlsplit", urlparse<false>, "urllib.parse.SplitResult"},
    {"urllib.parse.urlunparse", urlunparse, "str"},
    {"urllib.parse.urlunsplit", urlunparse, "str"},
    {"urllib.parse.ParseResult.geturl", urlunparse, "str"},
    {"urllib.parse.SplitResult.geturl", urlunparse, "str"},
    {"urllib.parse.urljoin", urljoin, "str"},
    {"urlparse.urljoin", urljoin, "str"},
    {"urllib.parse.parse_qs", parse_query<true>, "dict"},
    {"urllib.parse.parse_qsl", parse_query<false>, "list"},
    {"html.escape", html_escape, "str"},
    {"html.unescape", html_unescape, "str", "html"},
};

}  // namespace

std::span<const NativeDef> urls_natives() { return kUrlsNatives; }

}  // namespace antivenom::interpret
