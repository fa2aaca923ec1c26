// Points in time as the store keeps them, and the many ways feeds write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace antivenom::store {

// Milliseconds since 1970-01-01 00:00 UTC; 0 means that it is not known.
using Time = int64_t;

inline constexpr Time kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

// Any of the forms below, between the years 1970 and 9999; nothing if it is none of them. A date without a time is
// midnight, a time without a zone is UTC. Text around the date ("INTRODUCED:") is not skipped.
//   2024-10-27   2024-10-27T13:55:45.123Z   2024-10-27T13:55:45+02:00   2023-02-11 10:29:47.204280 UTC
//   17-Nov-23   17-Nov-2023   17 NOV 2023   Nov 17, 2023   Fri, 17 Nov 2023 10:29:47 GMT
std::optional<Time> parse_time(std::string_view text);

// "2024-10-27T13:55:45Z", with ".123" where there are milliseconds; "" for an unknown time.
std::string to_text(Time time);

// "2024-10-27"; "" for an unknown time.
std::string to_date(Time time);

}  // namespace antivenom::store
