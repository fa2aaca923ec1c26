// New releases of an index from its RSS feed of updates. The feed has the newest hundred only and forgets; it is for
// those who ask often. Each release that is new to us is looked up on the index for its files.
#include "artifact/names.h"
#include "collect/feeds/formats/index.h"
#include "collect/feeds/formats/xml.h"
#include "collect/web_url.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

constexpr uint64_t kMaxFeed = 16ull << 20;

struct Release {
  std::string name, version;
};

// https://pypi.org/project/<name>/<version>/
std::optional<Release> release_of(const std::string& link) {
  const auto url = parse_url(unpacking::trimmed(link));
  constexpr std::string_view kFolder = "/project/";
  if (!url || !url->path.starts_with(kFolder)) return std::nullopt;
  std::string_view path = std::string_view(url->path).substr(kFolder.size());
  const size_t slash = path.find('/');
  Release release{percent_decoded(path.substr(0, slash)), {}};
  if (slash != std::string_view::npos) {
    path.remove_prefix(slash + 1);
    release.version = percent_decoded(path.substr(0, path.find('/')));
  }
  if (!store::check_key(store::VersionKey{{release.name}, release.version})) return std::nullopt;
  return release;
}

Result<void> read_item(Session& session, const XmlTree& tree, const XmlNode& item, size_t number,
                       const std::string& simple_base) {
  const std::string link = tree.text(&item, "link"), date = tree.text(&item, "pubDate");
  const auto release = release_of(link);
  if (!session.begin(link, date)) return {};
  if (!release) {
    session.problem("item " + std::to_string(number), "no link to a release: " + link.substr(0, 200));
    return {};
  }
  auto stored = release->version.empty() ? session.put(store::PackageKey{release->name})
                                         : session.put(store::VersionKey{{release->name}, release->version});
  if (!stored) return stored;
  const auto page = read_project(session, simple_base, release->name, release->version);
  if (!page) return tl::unexpected(page.error());
  return *page ? session.end() : Result<void>();
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "index-releases");
  const auto base = resolve_url(context.location, "/simple/");
  if (!base) return fail("is no URL", context.location);
  WebRequest request;
  request.url = context.location;
  request.max_bytes = kMaxFeed;
  const auto answer = context.web.get(request);
  if (!answer) return fail(answer.error().message(), context.location);
  if (answer->status != 200) return fail("the index answers " + std::to_string(answer->status), context.location);
  const auto tree = parse_xml(answer->body);
  if (!tree) return fail(tree.error().message(), context.location);
  const XmlNode* channel = tree->child(&tree->root(), "channel");
  if (channel == nullptr) return fail("is no RSS feed", context.location);
  size_t number = 0;
  for (const uint32_t id : channel->children) {
    if (session.stopped()) break;
    if (tree->nodes[id].name != "item") continue;
    if (auto done = read_item(session, *tree, tree->nodes[id], ++number, base->text); !done)
      return tl::unexpected(done.error());
  }
  return session.finish();
}

}  // namespace

extern const Feed index_releases{
    .summary = "the newest releases of an index, with their files",
    .location = "the URL of an RSS feed of updates; the index answers at /simple/ of the same host",
    .default_location = "https://pypi.org/rss/updates.xml",
    .source = "pypi",
    .source_kind = "index",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
