// URLs taken apart and put together, http and https only. libcurl does it, so that what is asked for is what was looked
// at; where it cannot be loaded, nothing is a URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace antivenom::collect {

struct Url {
  std::string scheme;    // "http" or "https"
  std::string host;      // lower case; IPv6 in brackets
  std::string port;      // as written; empty: the scheme's own
  std::string path;      // begins with '/', percent-encoded as written
  std::string text;      // all of it, without the fragment
  std::string fragment;  // decoded
  bool has_credentials = false;
};

// Why nothing is a URL, if that is so. Whoever would blame the text for it asks beforehand.
Result<void> urls_ready();

// Nothing if the text is no absolute URL of http or https.
std::optional<Url> parse_url(std::string_view text);

// `link` as a page at `base` means it. Nothing if that is no URL of http or https.
std::optional<Url> resolve_url(std::string_view base, std::string_view link);

// The URL without user name and password: fit to be kept and shown.
std::string without_credentials(std::string_view url);

// %XX decoded; what is no such sequence stays.
std::string percent_decoded(std::string_view text);
// Everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace antivenom::collect
