// Digests of artifacts and members.
#pragma once

#include <string>

#include "base/bytes.h"

namespace antivenom::unpacking {

// 64 lower-case hex digits.
std::string sha256_hex(ByteView bytes);

// The form RECORD uses: "sha256=" etc. is not included; `algorithm` is "sha256", "sha384" or "sha512".
// Empty if the algorithm is not one of these.
std::string record_digest(std::string_view algorithm, ByteView bytes);

}  // namespace antivenom::unpacking
