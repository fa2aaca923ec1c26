#include "collect/web_url.h"

#include <memory>

#include "artifact/names.h"
#include "base/hex.h"
#include "base/lower_case.h"
#include "collect/libcurl.h"

namespace antivenom::collect {
namespace {

constexpr size_t kMaxUrl = 8192;

struct FreedUrl {
  void operator()(CURLU* handle) const { curl().url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, FreedUrl>;

// Nothing where there is no libcurl, or no memory.
Handle empty_url() {
  const Result<LibCurl>& library = libcurl();
  return Handle(library ? library->url() : nullptr);
}

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl().url_get(handle, which, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string out = text;
  curl().free(text);
  return out;
}

bool set(CURLU* handle, std::string_view text) {
  if (handle == nullptr) return false;
  if (text.empty() || text.size() > kMaxUrl || text.find('\0') != std::string_view::npos) return false;
  constexpr unsigned kFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;
  return curl().url_set(handle, CURLUPART_URL, std::string(text).c_str(), kFlags) == CURLUE_OK;
}

std::optional<Url> taken_apart(CURLU* handle) {
  Url url;
  url.scheme = part(handle, CURLUPART_SCHEME);
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  url.host = lower_case(part(handle, CURLUPART_HOST));
  if (url.host.empty()) return std::nullopt;
  url.port = part(handle, CURLUPART_PORT);
  url.path = part(handle, CURLUPART_PATH);
  url.fragment = part(handle, CURLUPART_FRAGMENT, CURLU_URLDECODE);
  url.has_credentials = !part(handle, CURLUPART_USER).empty() || !part(handle, CURLUPART_PASSWORD).empty();
  curl().url_set(handle, CURLUPART_FRAGMENT, nullptr, 0);
  url.text = part(handle, CURLUPART_URL);
  return url;
}

}  // namespace

Result<void> urls_ready() {
  const Result<LibCurl>& library = libcurl();
  if (!library) return tl::unexpected(library.error());
  return {};
}

std::optional<Url> parse_url(std::string_view text) {
  const Handle handle = empty_url();
  if (!set(handle.get(), text)) return std::nullopt;
  return taken_apart(handle.get());
}

std::optional<Url> resolve_url(std::string_view base, std::string_view link) {
  const Handle handle = empty_url();
  if (!set(handle.get(), base) || !set(handle.get(), link)) return std::nullopt;
  return taken_apart(handle.get());
}

std::string without_credentials(std::string_view url) {
  const Handle handle = empty_url();
  if (!set(handle.get(), url)) return {};
  curl().url_set(handle.get(), CURLUPART_USER, nullptr, 0);
  curl().url_set(handle.get(), CURLUPART_PASSWORD, nullptr, 0);
  return part(handle.get(), CURLUPART_URL);
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (text[i] == '%' && high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

}  // namespace antivenom::collect
