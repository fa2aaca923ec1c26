// A folder in the layout of the study's dataset, name/version/file: who is in it, under which hash. The samples
// themselves are taken over by `collect import`.

#include <algorithm>
#include <array>

#include "artifact/hash.h"
#include "artifact/names.h"
#include "collect/feeds/formats/input.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

constexpr std::array<std::string_view, 12> kSuffixes = {".tar.gz", ".tgz",    ".zip", ".whl", ".egg",     ".tar.bz2",
                                                        ".tbz2",   ".tar.xz", ".txz", ".tar", ".tar.zst", ".exe"};

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

Result<void> store_file(Session& session, const Document& document) {
  const auto parts = parts_of(document.place);
  if (!session.begin(document.place, document.bytes)) return {};
  if (parts.size() < 2 || parts.size() > 3) return session.skip();  // what somebody unpacked into the dataset
  store::FileRecord file;
  file.key.version.package.name = parts[0];
  file.key.filename = parts.back();
  file.key.version.version =
      parts.size() == 3 ? std::string(parts[1]) : unpacking::name_and_version(parts.back()).second;
  if (auto good = store::check_key(file.key); !good) {
    session.problem(document.place, good.error().message());
    return {};
  }
  file.sha256 = unpacking::sha256_hex(document.bytes);
  file.bytes = document.bytes.size();
  FeedContext& context = session.context();
  if (auto stored = session.put(file); !stored) return stored;
  const store::Sighting sighting{.source = context.source,
                                 .file = file.key,
                                 .presence = store::Presence::served,
                                 .sha256 = file.sha256,
                                 .at = context.now};
  if (auto stored = session.put(sighting); !stored) return stored;
  return session.end();
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "registry-folder");
  if (is_url(context.location)) return fail("is no folder", context.location);
  const InputForm form{.suffixes = {kSuffixes.begin(), kSuffixes.end()}, .max_document = 1ull << 30};
  auto done = each_document(session, form, [&](const Document& document) { return store_file(session, document); });
  if (!done) return tl::unexpected(done.error());
  return session.finish();
}

}  // namespace

extern const Feed registry_folder{
    .summary = "names, versions and hashes of a folder of malicious packages",
    .location = "a folder with name/version/archive",
    .default_location = "",
    .source = "registry-folder",
    .source_kind = "folder",
    .claim = "malicious",
    .read = read,
};

}  // namespace antivenom::collect::feeds
