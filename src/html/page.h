// Reports as one HTML file each: style, script and data inside, nothing fetched from anywhere, readable without
// scripts. All text may be hostile and is made safe here.
#pragma once

#include <string>

namespace antivenom::chart {
struct Document;
}
namespace antivenom::classify {
struct Classification;
}

namespace antivenom::html {

// Sections of tables and charts; numbers open the list of packages behind them.
std::string study_page(const chart::Document& document);

// Map, clusters, families and figures of `antivenom classify`.
std::string classify_page(const classify::Classification& classification);

}  // namespace antivenom::html
