#include "collect/feed.h"

#include <algorithm>

namespace antivenom::collect {

const FeedEntry* find_feed(std::string_view name) {
  const auto feeds = all_feeds();
  const auto at = std::find_if(feeds.begin(), feeds.end(), [&](const FeedEntry& entry) { return entry.name == name; });
  return at == feeds.end() ? nullptr : &*at;
}

}  // namespace antivenom::collect
