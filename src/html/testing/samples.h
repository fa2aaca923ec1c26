// Made-up reports for tests of pages: every kind of chart and table, and names that try to break out.
#pragma once

#include <string>

#include "chart/document.h"
#include "classify/classification.h"

namespace antivenom::testing {

// Ends elements and attributes, runs handlers, turns the reading order around.
inline const std::string kHostileName =
    "</script><script>document.title='broken'</script><img src=x onerror=alert(1)>\"'`\xE2\x80\xAE\xE2\x80\xA8";

chart::Document sample_document();

// Six clusters; the same for the same number of sequences.
classify::Classification sample_classification(size_t sequences);

}  // namespace antivenom::testing
