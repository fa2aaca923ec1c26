// Parts of the page of `antivenom classify`.
#pragma once

#include <string>

#include "chart/document.h"
#include "classify/classification.h"

namespace antivenom::html {

// Words for an index of classify::kCategoryIds; "no category" for kNone.
std::string category_name(int32_t category);

// One card a cluster: label, category, size, medoids, telling calls, behaviours. HTML.
std::string cluster_cards(const classify::Classification& c);

// The sections of charts and tables.
chart::Section similarity_section(const classify::Classification& c);
chart::Section transition_section(const classify::Classification& c);
chart::Section category_section(const classify::Classification& c);
chart::Section family_section(const classify::Classification& c);
chart::Section quality_section(const classify::Classification& c);

}  // namespace antivenom::html
