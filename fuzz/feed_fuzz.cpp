// Feeds of malicious packages, and the formats they are written in. The first byte chooses which; the rest is what the
// source answers, see answers.h.
#include <algorithm>
#include <array>

#include "answers.h"
#include "base/utf8.h"
#include "collect/feed.h"
#include "collect/feeds/formats/affected.h"
#include "collect/feeds/formats/csv.h"
#include "collect/feeds/formats/json.h"
#include "collect/feeds/formats/xml.h"
#include "collect/feeds/formats/yaml.h"
#include "fuzz.h"

namespace {

using namespace antivenom;
using namespace antivenom::collect;

size_t lines_in(std::string_view text) { return static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) + 1; }

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

template <class T>
bool told(const Result<T>& result) {
  return result || (!result.error().what.empty() && is_utf8(result.error().message()));
}

size_t depth_of(const Json& value) {
  size_t inside = 0;
  if (value.is_structured())
    for (const Json& item : value) inside = std::max(inside, depth_of(item));
  return value.is_structured() ? inside + 1 : 0;
}

void check_json(std::string_view text) {
  const auto whole = parse_json(text);
  fuzz::require(told(whole), "broken JSON is told");
  fuzz::require(!whole || depth_of(*whole) <= kMaxJsonDepth, "JSON is bounded in depth");
  for (JsonPieces pieces : {JsonPieces::elements(text), JsonPieces::members(text)}) {
    size_t index = 0, line = 1;
    while (const auto piece = pieces.next()) {
      fuzz::require(piece->index == index++ && piece->line >= line && piece->line <= lines_in(text),
                    "records come in order");
      fuzz::require(lies_in(piece->text, text), "a record lies in its text");
      line = piece->line;
    }
    // What is one list of JSON can be cut into its elements.
    if (whole && whole->is_array() && text.find('[') == text.find_first_not_of(" \t\r\n"))
      fuzz::require(pieces.error() || index == whole->size() || index == 0, "no record is lost");
  }
}

void check_yaml(std::string_view text) {
  const auto document = parse_yaml(text);
  fuzz::require(told(document), "broken YAML is told");
  if (!document) return;
  fuzz::require(depth_of(*document) <= kMaxJsonDepth, "YAML is bounded in depth");
  const auto again = parse_json(document->dump(-1, ' ', false, Json::error_handler_t::replace));
  fuzz::require(again.has_value(), "YAML can be kept as JSON");
}

void check_xml(std::string_view text) {
  const auto tree = parse_xml(text);
  fuzz::require(told(tree), "broken XML is told");
  if (!tree) return;
  fuzz::require(!tree->nodes.empty(), "a tree has a root");
  for (uint32_t id = 0; id < tree->nodes.size(); ++id)
    for (const uint32_t child : tree->nodes[id].children)
      fuzz::require(child > id && child < tree->nodes.size(), "children come after their parent");
}

void check_csv(std::string_view text) {
  CsvReader csv(text);
  size_t line = 1, bytes = 0;
  while (const auto row = csv.next()) {
    fuzz::require(row->line >= line && row->line <= lines_in(text), "rows come in order");
    fuzz::require(!row->error || (row->fields.empty() && !row->error->what.empty()), "a bad row has a reason only");
    for (const std::string& field : row->fields) bytes += field.size();
    line = row->line;
  }
  fuzz::require(bytes <= text.size(), "fields are parts of the text");
}

void check_affected(std::string_view text) {
  store::Advisory advisory;
  const bool understood = add_affected(text, advisory);
  const bool says = advisory.all_versions || !advisory.versions.empty() || !advisory.ranges.empty();
  fuzz::require(understood || !says, "of what is not understood nothing is kept");
  fuzz::require(advisory.versions.size() <= kMaxVersions, "versions are bounded");
  fuzz::require(ecosystem_of(ecosystem_of(text)) == ecosystem_of(text), "an ecosystem has one name");
  if (const auto time = store::parse_time(text); time && *time != 0)
    fuzz::require(store::parse_time(store::to_text(*time)) == time, "a time survives its text form");
}

void check_stored(store::Store& store, const std::string& source) {
  size_t rows = 0;
  const auto read = store.each_advisory({}, [&](const store::Advisory& advisory) {
    ++rows;
    fuzz::require(advisory.source == source && !advisory.id.empty(), "an advisory says whose it is");
    for (const std::string* text :
         {&advisory.id, &advisory.package.name, &advisory.summary, &advisory.details, &advisory.url})
      fuzz::require(is_utf8(*text), "what is stored is UTF-8");
    fuzz::require(store.is_malicious({advisory.package, "1.0"}).has_value(), "a version can be asked for");
    return true;
  });
  fuzz::require(read.has_value() && store.each_file({{}, "pypi"}, [](const store::FileRecord&) { return true; }),
                "what was stored can be read");
}

// Feeds of records do nothing the second time; an index tells what happens to it, and that may happen again.
bool is_of_records(const Feed& feed) { return feed.source_kind != "index"; }

void check_feed(const Feed& feed, std::string_view answers) {
  const fuzz::ScratchStore store;
  const std::string source(feed.source);
  // A package that is known, so that feeds of an index look at its page.
  bool stored =
      store->put(store::Source{source, std::string(feed.source_kind), "", "", std::string(feed.claim)}).has_value();
  store::Advisory known{.source = source, .id = "known", .package = {"sample"}, .all_versions = true};
  stored = stored && store->put(known).has_value();
  fuzz::require(stored, "the store takes a source and an advisory");
  uint64_t problems = 0;
  const auto read = [&](const std::string& cursor) {
    fuzz::Answers web(answers);
    FeedContext context{*store, web, "https://feed.invalid/simple/", source, cursor, fuzz::kNow, nullptr, {}, {}};
    context.problem = [&](const FeedProblem& problem) {
      ++problems;
      fuzz::require(!problem.reason.empty() && is_utf8(problem.subject + problem.reason), "a problem is told");
    };
    return feed.read(context);
  };
  const auto first = read({});
  fuzz::require(told(first), "a feed that cannot be read is told");
  check_stored(*store, source);
  if (!first) return;
  const auto again = read(first->cursor);
  fuzz::require(told(again), "a feed that cannot be read again is told");
  if (!again || problems > 0 || !is_of_records(feed)) return;
  fuzz::require(again->counts.added + again->counts.changed == 0, "reading again changes nothing");
}

constexpr std::array kFormats = {check_json, check_yaml, check_xml, check_csv, check_affected};

}  // namespace

// make_seeds.py counts the formats and then the feeds in the order of their names.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto feeds = all_feeds();
  const size_t choice = data[0] % (kFormats.size() + feeds.size());
  const ByteView bytes = fuzz::view(data + 1, size - 1);
  if (choice < kFormats.size()) {
    kFormats[choice](bytes);
  } else {
    check_feed(*feeds[choice - kFormats.size()].feed, bytes);
  }
  return 0;
}
