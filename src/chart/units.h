// What numbers of tables and charts mean, and how people read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace antivenom::chart {

enum class Unit : uint8_t {
  text,     // no number at all
  count,    // whole: 1,335
  number,   // any, three significant digits
  share,    // 0 to 1, read as percent
  seconds,  // of a run: 350 ms, 12 s, 3 min
  days,     // of a life: 3.5 d, 2.1 y
  bytes,    // 12 kB
  date,     // seconds since 1970, UTC: 2023-05-01
};

// The value for people; "–" for what is not finite. Of counts with a fraction (means) one digit is kept.
std::string format(double value, Unit unit);

// The value for programs: shortest digits that give it back, a date as 2023-05-01T00:00:00Z; empty when not finite.
std::string plain(double value, Unit unit);

// About `wanted` round values from `low` to `high`, both included in their range; calendar steps for dates. With
// `logarithmic` powers of ten (low > 0).
std::vector<double> ticks(double low, double high, size_t wanted, Unit unit, bool logarithmic = false);

// Short form for axes: 12k, 40 %, May 2023.
std::string tick_label(double value, Unit unit, double step);

}  // namespace antivenom::chart
