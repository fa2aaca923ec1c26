# Feeds of the collector are found by file: nothing has to be registered by hand.

# av_add_feed_table(<target>): adds `std::span<const FeedEntry> all_feeds()` to the library, made of the files
# src/collect/feeds/*.cpp. Configuring stops at a file that is misnamed.
function(av_add_feed_table target)
  file(GLOB sources CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/src/collect/feeds
       ${PROJECT_SOURCE_DIR}/src/collect/feeds/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(SORT sources)
  list(LENGTH sources count)
  set(declarations "")
  set(rows "")
  foreach(source IN LISTS sources)
    get_filename_component(symbol ${source} NAME_WE)
    if(NOT symbol MATCHES "^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
      message(FATAL_ERROR "feed '${source}' is not snake_case")
    endif()
    string(REPLACE "_" "-" name ${symbol})
    string(APPEND declarations "extern const Feed ${symbol};\n")
    string(APPEND rows "    FeedEntry{\"${name}\", &feeds::${symbol}},\n")
  endforeach()

  set(table ${PROJECT_BINARY_DIR}/generated/feed_table.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT
"// Generated from the files in src/collect/feeds/. Do not edit.
#include <array>
#include <span>

#include \"collect/feed.h\"

namespace antivenom::collect {
namespace feeds {
@declarations@}  // namespace feeds

std::span<const FeedEntry> all_feeds() {
  static const std::array<FeedEntry, @count@> table{{
@rows@  }};
  return table;
}

}  // namespace antivenom::collect
" @ONLY)
  target_sources(${target} PRIVATE ${table})
endfunction()
