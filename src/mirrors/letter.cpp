#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "artifact/names.h"
#include "mirrors/mirrors.h"

namespace antivenom::mirrors {
namespace {

// What foreign text may say in a letter: one line, nothing that a terminal or a mail program acts on.
std::string plain(std::string_view text, size_t most = 300) {
  std::string out = unpacking::printable(text);
  if (out.size() > most) out = out.substr(0, most) + "...";
  return out;
}

struct Package {
  std::string name;
  std::vector<Found> files;
};

std::string advisories_of(store::Store& store, const std::string& package) {
  constexpr size_t kNamed = 4;
  std::vector<std::string> ids;
  store::AdvisoryFilter filter;
  filter.package.name = package;
  filter.package.ecosystem = "pypi";
  filter.with_withdrawn = false;
  auto done = store.each_advisory(filter, [&](const store::Advisory& advisory) {
    ids.push_back(plain(advisory.id, 80) + " (" + plain(advisory.source, 40) + ")");
    return ids.size() < kNamed;
  });
  if (!done || ids.empty()) return "our dataset";
  return fmt::format("{}", fmt::join(ids, ", "));
}

std::string lines_of(const Found& found) {
  const store::SightingRow& row = found.sighting;
  std::string out = fmt::format("  {}\n", plain(row.file.filename));
  if (!row.url.empty()) out += fmt::format("    {}\n", plain(row.url, 1000));
  if (!row.sha256.empty()) out += fmt::format("    sha256 {}\n", plain(row.sha256, 64));
  out += fmt::format("    seen from {} to {}{}{}\n", store::to_date(row.first_seen), store::to_date(row.last_seen),
                     row.presence == store::Presence::yanked ? ", yanked" : "",
                     found.removed_upstream ? ", removed from the index" : "");
  return out;
}

}  // namespace

Result<std::string> letter(store::Store& store, const std::string& mirror, store::Time now) {
  auto all = overview(store, {mirror});
  if (!all) return tl::unexpected(all.error());
  if (all->mirrors.empty()) return fail("the dataset knows no such mirror", mirror);
  const store::MirrorSummary& summary = all->mirrors.front();

  std::map<std::string, Package> packages;  // by normalised name
  uint64_t removed = 0, files = 0;
  auto found = each_found(store, {mirror}, Which::still_there, UINT64_MAX, [&](const Found& file) {
    const std::string& name = file.sighting.file.version.package.name;
    Package& package = packages[unpacking::normalised_name(name)];
    package.name = name;
    package.files.push_back(file);
    removed += file.removed_upstream;
    ++files;
  });
  if (!found) return tl::unexpected(found.error());

  const std::string address = summary.source.url.empty() ? std::string() : " (" + plain(summary.source.url, 500) + ")";
  std::string out = fmt::format("Subject: {} known-malicious files on the mirror {}\n\nDear keepers of {}{},\n\n",
                                files, plain(mirror), plain(mirror), address);
  if (files == 0) {
    return out + fmt::format(
                     "of {} files that are known to be malicious, your mirror served none when we looked last, on "
                     "{}.\nThank you.\n",
                     summary.checked, store::to_date(summary.last_checked));
  }
  out += fmt::format(
      "of {} files of PyPI that are known to be malicious, your mirror serves {} (last look: {}). They belong to {}\n"
      "packages. {} of them are no longer listed by the index itself: copies that were left behind when it took the\n"
      "packages down. Whoever installs from your mirror can still be harmed by them.\n\n"
      "What helps: for bandersnatch, `bandersnatch verify --delete` removes what the index has removed; for a cache\n"
      "(devpi, Nexus, Artifactory), remove the packages below from it; then take this list as a block list.\n\n"
      "To check an entry, look its advisory up, or compare the file's sha256. Do not install or unpack the files.\n"
      "If an entry is wrong, tell us which, and we will correct the dataset.\n\n",
      summary.checked, files, store::to_date(summary.last_checked), packages.size(), removed);
  for (auto& [key, package] : packages) {
    std::sort(package.files.begin(), package.files.end(),
              [](const Found& a, const Found& b) { return a.sighting.file.filename < b.sighting.file.filename; });
    std::set<std::string> versions;
    for (const Found& file : package.files) versions.insert(plain(file.sighting.file.version.version, 80));
    out += fmt::format("{} {}\n  reported by {}\n", plain(package.name), fmt::join(versions, ", "),
                       advisories_of(store, package.name));
    for (const Found& file : package.files) out += lines_of(file);
    out += '\n';
  }
  return out + fmt::format("Made on {} by antivenom.\n", store::to_date(now));
}

}  // namespace antivenom::mirrors
