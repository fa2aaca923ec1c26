// What an index removed, by comparing its list of projects with the one of the last read (PEP 691 JSON, with the serial
// number of each project's last change):
//   - a project that was there and is gone: its removal is noted, whether we knew it or not, for nobody publishes
//   these;
//   - a project that the store knows and that changed: its page is read, so files come, are yanked, quarantined or go;
//   - files of a known project that the index does not list at all are gone.
// The list is kept in the store as answers of the service "index-removals", one for all names that begin alike, each
// replaced in the batch that has what follows from it: a read that is killed goes on where it stopped.
// A line of it is `name serial page`: the serial as listed, and the one at which the page was read (or nothing).
#include <algorithm>
#include <charconv>
#include <map>

#include "artifact/names.h"
#include "collect/feeds/formats/index.h"
#include "collect/feeds/formats/json.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

constexpr std::string_view kService = "index-removals";
// Of PyPI's 700,000 projects: 40 MB.
constexpr uint64_t kMaxList = 1ull << 30;
constexpr size_t kMaxProjects = 5'000'000;
// A list that has lost so many of its projects at once is a fault of the server, not a clean-up. PyPI loses less than
// one in a hundred in a month.
constexpr double kMaxLost = 0.2;
constexpr size_t kFewProjects = 20;

struct Project {
  std::string name;  // as the index writes it
  uint64_t serial = 0, page = 0;
};
using Projects = std::map<std::string, Project>;  // by normalised name

struct Listing {
  Projects projects;
  uint64_t serial = 0;
};

uint64_t number_in(std::string_view text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

uint64_t number_of(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_number_unsigned() ? value.get<uint64_t>() : 0;
}

// Which answer a name belongs to: all that begin with the same two characters.
std::string shard_of(const std::string& normalized) { return normalized.substr(0, 2); }

Result<Listing> listing_of(Session& session, const std::string& base) {
  FeedContext& context = session.context();
  WebRequest request;
  request.url = base;
  request.accept = std::string(kSimpleJson);
  request.max_bytes = kMaxList;
  const auto answer = context.web.get(request);
  if (!answer) return fail(answer.error().message(), base);
  if (answer->status != 200) return fail("the index answers " + std::to_string(answer->status), base);
  Listing listing;
  std::string_view projects;
  JsonPieces members = JsonPieces::members(answer->body);
  while (const auto piece = members.next()) {
    if (piece->key == "projects") projects = piece->text;
    if (piece->key != "meta") continue;
    const auto meta = parse_json(piece->text);
    if (meta) listing.serial = number_of(*meta, "_last-serial");
  }
  if (members.error()) return fail("the index gives a list that cannot be read: " + members.error()->message(), base);
  JsonPieces pieces = JsonPieces::elements(projects);
  while (const auto piece = pieces.next()) {
    const auto project = parse_json(piece->text);
    const std::string name = project ? text_of(*project, "name") : std::string();
    if (auto good = store::check_key(store::PackageKey{name}); !good) {
      session.problem("project " + std::to_string(piece->index),
                      project ? good.error().message() : project.error().message());
      continue;
    }
    if (listing.projects.size() >= kMaxProjects) return fail("the index lists too many projects", base);
    listing.projects[unpacking::normalised_name(name)] = {name, number_of(*project, "_last-serial"), 0};
  }
  // Half a list would look like so many removals.
  if (pieces.error()) return fail("the list of the index is damaged: " + pieces.error()->message(), base);
  if (listing.projects.empty()) return fail("the index lists no project", base);
  return listing;
}

class Comparison {
 public:
  Comparison(Session& session, std::string base, Listing listing, std::unordered_set<std::string> known)
      : session_(session),
        context_(session.context()),
        base_(std::move(base)),
        listing_(std::move(listing)),
        known_(std::move(known)) {}

  Result<void> run() {
    if (auto loaded = load(); !loaded) return loaded;
    if (auto plausible = check(); !plausible) return plausible;
    std::map<std::string, Projects> shards;
    for (auto& [normalized, project] : listing_.projects) shards[shard_of(normalized)].emplace(normalized, project);
    for (const auto& [shard, projects] : before_) shards.try_emplace(shard);
    if (auto saved = save_head(shards); !saved) return saved;
    for (auto& [shard, projects] : shards) {
      if (session_.stopped()) return {};
      if (auto done = compare(shard, projects); !done) return done;
    }
    return known_but_not_listed();
  }

 private:
  std::string key_of(const std::string& shard) const { return base_ + "#" + shard; }

  // The state of the last read. An empty cursor means that all pages are to be read again.
  Result<void> load() {
    auto head = context_.store.answer(std::string(kService), key_of(""));
    if (!head) return tl::unexpected(head.error());
    if (!*head) return {};
    std::string_view rest = (*head)->text;
    last_serial_ = number_in(rest.substr(0, rest.find('\n')));
    for (bool head_line = true; !rest.empty(); head_line = false) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      const std::string shard(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (head_line) continue;
      auto answer = context_.store.answer(std::string(kService), key_of(shard));
      if (!answer) return tl::unexpected(answer.error());
      if (!*answer) continue;
      before_[shard] = lines((*answer)->text);
      if (!context_.cursor.empty()) continue;
      for (auto& [normalized, project] : before_[shard]) project.page = 0;
    }
    return {};
  }

  // Notes which shards there are, before the first of them is written.
  Result<void> save_head(const std::map<std::string, Projects>& shards) {
    std::string text = std::to_string(listing_.serial);
    for (const auto& [shard, projects] : shards) text += "\n" + shard;
    if (auto kept = session_.keep({std::string(kService), key_of(""), 200, text, context_.now}); !kept) return kept;
    return session_.commit(true);
  }

  static Projects lines(std::string_view text) {
    Projects projects;
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const size_t first = line.find(' '), second = line.find(' ', first + 1);
      if (first == std::string_view::npos || second == std::string_view::npos) continue;
      const std::string name(line.substr(0, first));
      projects[unpacking::normalised_name(name)] = {name, number_in(line.substr(first + 1, second - first - 1)),
                                                    number_in(line.substr(second + 1))};
    }
    return projects;
  }

  static std::string text(const Projects& projects) {
    std::string out;
    for (const auto& [normalized, project] : projects) {
      out += project.name + " " + std::to_string(project.serial) + " " + std::to_string(project.page) + "\n";
    }
    return out;
  }

  Result<void> check() const {
    if (listing_.serial != 0 && listing_.serial < last_serial_) {
      return fail("the index is behind the last read (serial " + std::to_string(listing_.serial) + " after " +
                      std::to_string(last_serial_) + "): nothing was changed",
                  base_);
    }
    size_t total = 0, lost = 0;
    for (const auto& [shard, projects] : before_) {
      total += projects.size();
      for (const auto& [normalized, project] : projects) lost += listing_.projects.count(normalized) == 0 ? 1 : 0;
    }
    if (total > kFewProjects && static_cast<double>(lost) > kMaxLost * static_cast<double>(total)) {
      return fail(std::to_string(lost) + " of " + std::to_string(total) +
                      " projects are missing from the list, which cannot be: "
                      "nothing was changed",
                  base_);
    }
    return {};
  }

  Result<void> compare(const std::string& shard, Projects& projects) {
    const auto found = before_.find(shard);
    static const Projects kNone;
    const Projects& before = found == before_.end() ? kNone : found->second;
    for (auto& [normalized, project] : projects) {
      session_.counts().read += 1;
      if (context_.progress && session_.counts().read % 4096 == 0)
        context_.progress(session_.counts().read, listing_.projects.size());
      const auto was = before.find(normalized);
      if (was != before.end()) project.page = was->second.page;
      if (auto back = was == before.end() && found != before_.end() ? note_return(session_, project.name, context_.now)
                                                                    : Result<void>();
          !back)
        return back;
      if (known_.count(normalized) == 0 || (project.page == project.serial && project.page != 0)) continue;
      auto page = read_project(session_, base_, project.name);
      if (!page) return tl::unexpected(page.error());
      if (*page) project.page = project.serial;
    }
    for (const auto& [normalized, project] : before) {
      if (projects.count(normalized) > 0) continue;
      if (auto noted = note_removal(session_, project.name, context_.now,
                                    "was on the index with serial " + std::to_string(project.serial));
          !noted)
        return noted;
    }
    if (const std::string now = text(projects); now != text(before)) {
      if (auto kept = session_.keep({std::string(kService), key_of(shard), 200, now, context_.now}); !kept) return kept;
    }
    return session_.step();
  }

  // In two walks over the store, for there are as many such projects as we know malicious ones.
  Result<void> known_but_not_listed() {
    std::unordered_set<std::string> noted;
    const auto id_of = [](const store::FileKey& file) {
      return store::normalized_name(file.version.package) + "/" + file.version.version + "/" + file.filename;
    };
    auto read = context_.store.each_sighting({.source = context_.source, .presence = store::Presence::gone},
                                             [&](const store::SightingRow& row) {
                                               noted.insert(id_of(row.file));
                                               return true;
                                             });
    if (!read) return read;
    std::vector<store::FileKey> gone;
    read = context_.store.each_file({{}, "pypi"}, [&](const store::FileRecord& file) {
      const store::PackageKey& package = file.key.version.package;
      const bool listed = package.ecosystem != "pypi" || listing_.projects.count(store::normalized_name(package)) > 0;
      if (!listed && noted.count(id_of(file.key)) == 0) gone.push_back(file.key);
      return true;
    });
    if (!read) return read;
    for (const store::FileKey& file : gone) {
      if (session_.stopped()) return {};
      const store::Sighting sighting{
          .source = context_.source, .file = file, .presence = store::Presence::gone, .at = context_.now};
      if (auto stored = session_.put(sighting); !stored) return stored;
      if (auto stepped = session_.step(); !stepped) return stepped;
    }
    return {};
  }

  Session& session_;
  FeedContext& context_;
  std::string base_;
  Listing listing_;
  std::unordered_set<std::string> known_;
  std::map<std::string, Projects> before_;  // by shard
  uint64_t last_serial_ = 0;
};

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "index-removals");
  auto listing = listing_of(session, context.location);
  if (!listing) return tl::unexpected(listing.error());
  auto known = known_projects(context.store);
  if (!known) return tl::unexpected(known.error());
  auto done = Comparison(session, context.location, std::move(*listing), std::move(*known)).run();
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed index_removals{
    .summary = "what an index removed since the last time, and what became of the packages we know",
    .location = "the base of an index that speaks JSON (PEP 691)",
    .default_location = "https://pypi.org/simple/",
    .source = "pypi",
    .source_kind = "index",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
