// What a file is, told from its bytes; the name decides only between kinds of text.
#pragma once

#include "artifact/artifact.h"

namespace antivenom::unpacking {

Content content_of(std::string_view path, ByteView bytes);

}  // namespace antivenom::unpacking
