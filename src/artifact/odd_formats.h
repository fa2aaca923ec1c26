// What is rare enough to leave to libarchive: other archive formats, and ZIP methods other than deflate.
#pragma once

#include <vector>

#include "artifact/intake.h"
#include "artifact/streams.h"
#include "artifact/zip_format.h"

namespace antivenom::unpacking {

// "7z" or "cpio"; "" if `bytes` is none of the formats read here.
std::string_view odd_format_of(ByteView bytes);

void read_odd_format(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries);

// A ZIP member of any method (bzip2, LZMA, xz, PPMd, Zstandard), from its packed bytes.
Stream unpack_zip_member(const ZipHeader& header, ByteView packed, uint64_t max_out);

}  // namespace antivenom::unpacking
