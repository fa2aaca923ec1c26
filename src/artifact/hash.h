// Digests of artifacts and members.
#pragma once

#include <string>

#include "base/bytes.h"

namespace antivenom::unpacking {

// Lets OpenSSL be as it was built, whatever the machine's openssl.cnf says: that could forbid a hash and so change what
// is found. It also spares the tables of names for which nothing here asks, which take longer to make than a small
// package to scan. For a process that has no TLS ahead of it; does nothing once OpenSSL was used.
void use_openssl_as_built();

// 64 lower-case hex digits.
std::string sha256_hex(ByteView bytes);

// The form RECORD uses: "sha256=" etc. is not included; `algorithm` is "sha256", "sha384" or "sha512".
// Empty if the algorithm is not one of these.
std::string record_digest(std::string_view algorithm, ByteView bytes);

}  // namespace antivenom::unpacking
