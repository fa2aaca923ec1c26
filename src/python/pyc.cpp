// .pyc files: a magic number that names the version, a header, marshal data.
#include <array>

#include "python/marshal.h"

namespace antivenom::python {
namespace {

// The magic numbers of a version, first to last of its development.
struct MagicRange {
  uint16_t first, last;
  int major, minor;
  uint8_t header;
};

constexpr auto kMagics = std::to_array<MagicRange>({
    {62171, 62211, 2, 7, 8},
    {3000, 3131, 3, 0, 8},
    {3140, 3151, 3, 1, 8},
    {3160, 3180, 3, 2, 8},
    {3190, 3230, 3, 3, 12},
    {3250, 3310, 3, 4, 12},
    {3320, 3351, 3, 5, 12},
    {3360, 3379, 3, 6, 12},
    {3390, 3399, 3, 7, 16},
    {3400, 3419, 3, 8, 16},
    {3420, 3429, 3, 9, 16},
    {3430, 3449, 3, 10, 16},
    {3450, 3499, 3, 11, 16},
    {3500, 3549, 3, 12, 16},
    {3550, 3599, 3, 13, 16},
    {3600, 3649, 3, 14, 16},
});

}  // namespace

Result<MarshalData> read_pyc(ByteView bytes, const MarshalLimits& limits) {
  if (bytes.size() < 8 || bytes[2] != '\r' || bytes[3] != '\n')
    return fail("no .pyc file: the magic number is missing");
  const auto magic = static_cast<uint16_t>(static_cast<uint8_t>(bytes[0]) | static_cast<uint8_t>(bytes[1]) << 8);
  for (const MagicRange& range : kMagics) {
    if (magic < range.first || magic > range.last) continue;
    if (bytes.size() < range.header) return fail("a .pyc file that ends in its header");
    auto data = read_marshal(bytes.substr(range.header), range.major, range.minor, limits);
    if (data) data->consumed += range.header;
    return data;
  }
  return fail("a .pyc file of an unknown Python version, magic number " + std::to_string(magic));
}

}  // namespace antivenom::python
