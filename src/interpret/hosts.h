// Hosts and addresses, as far as their spelling tells: what they are, and whether they are worth a defender's time.
#pragma once

#include <string>
#include <string_view>

namespace antivenom::interpret {

enum class HostKind : uint8_t { none, name, ipv4, ipv6 };

// Lower case, with the de-fanged dots "[.]", "(.)", "{.}" and "[dot]" made plain.
std::string plain_host(std::string_view spelled);

// What a plain host is; `none` if it can be no host. An IPv6 address comes without its brackets.
HostKind host_kind(std::string_view host);

// A name below a suffix that the public can register under. `strict` leaves out suffixes that are endings of files and
// attributes too (".py", ".name"), for text where a name is only guessed.
bool has_public_suffix(std::string_view host, bool strict);

// Private, loopback, link-local, documentation and multicast ranges (RFC 1918, 5737, 3849, 6598), and names that are
// never public (RFC 2606, 6761, names without a dot).
bool is_reserved_host(std::string_view host);

// Sites that programs name to describe themselves: standards, schemas, documentation, licences.
bool is_reference_host(std::string_view host);

// Sites where anyone can publish under the same name: the name alone says nothing.
bool is_shared_host(std::string_view host);

// `host` is `domain` or below it.
bool is_below(std::string_view host, std::string_view domain);

}  // namespace antivenom::interpret
