// Finds URLs, addresses and the like in any text. Hand-written, one pass each: hostile text costs no more than plain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace antivenom::interpret {

enum class FoundKind : uint8_t { url, host, ip, email, wallet, registry_key };

struct Found {
  FoundKind kind;
  uint32_t begin = 0, end = 0;  // bytes of the text
  std::string host;             // plain host of a url, host, ip or email; else empty
  bool open = false;            // a url that continues with a hole: only its host is known
  bool like_version = false;    // an ip that may be a version number
};

// What `text` holds, by kind and then by place. Partial texts have holes "{...}"; "%s", "$(...)" and "${...}" count as
// such.
std::vector<Found> scan_text(std::string_view text);

// The plain host that `text` is as a whole, perhaps with a port; "" if it is none. `strict` as in has_public_suffix().
std::string whole_host(std::string_view text, bool strict);

}  // namespace antivenom::interpret
