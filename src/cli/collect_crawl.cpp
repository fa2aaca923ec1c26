#include "cli/collect_crawl.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "artifact/hash.h"
#include "base/escape.h"
#include "cli/version.h"

namespace antivenom::cli {

void add_crawl_options(CLI::App& app, CrawlArguments& a) {
  app.add_option("--mirror", a.mirrors,
                 "a known mirror's name, an index's URL as pip takes it, or a folder (bandersnatch, simple/); NAME=... "
                 "names it "
                 "(may be repeated; default: the index and the mirrors of the study)")
      ->type_name("NAME|URL|DIR")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--no-paths", a.no_paths, "do not ask for known files that a page does not list by their path");
  app.add_option("--tries", a.tries, "for a request that fails in a way that may pass")
      ->check(CLI::Range(1u, 20u))
      ->capture_default_str();
  app.add_option("--timeout", a.timeout, "seconds until a silent host is given up")
      ->check(CLI::Range(1u, 3600u))
      ->capture_default_str();
}

Result<collect::CrawlOptions> crawl_options(const CrawlArguments& a) {
  collect::CrawlOptions options;
  options.mirrors = a.mirrors.empty() ? collect::known_mirrors() : std::vector<collect::Mirror>();
  std::set<std::string> names;
  for (const std::string& text : a.mirrors) {
    auto mirror = collect::parse_mirror(text);
    if (!mirror) return tl::unexpected(mirror.error());
    if (!names.insert(mirror->name).second)
      return fail("two mirrors have this name; NAME=... gives another", mirror->name);
    options.mirrors.push_back(std::move(*mirror));
  }
  for (const std::string& text : a.names) {
    const size_t at = text.find("==");
    collect::Wish wish{text.substr(0, at), at == std::string::npos ? std::string() : text.substr(at + 2)};
    const bool plain = !wish.name.empty() && wish.name.find_first_of(" /=<>!~;,") == std::string::npos;
    if (!plain || (at != std::string::npos && wish.version.empty()))
      return fail("this is no NAME and no NAME==VERSION", text);
    options.wishes.push_back(std::move(wish));
  }
  options.probe_paths = !a.no_paths;
  options.clock = now;
  return options;
}

std::unique_ptr<collect::WebClient> web_client(const CrawlArguments& a, const std::vector<collect::Mirror>& mirrors,
                                               const std::atomic<bool>* stop) {
  collect::WebOptions options;
  options.user_agent =
      fmt::format("antivenom/{} (malware research; reads pages and files of known-malicious packages)", kVersion);
  options.tries = a.tries;
  options.idle_timeout = options.connect_timeout = std::chrono::seconds(a.timeout);
  options.whole_timeout = std::chrono::seconds(a.timeout * 10);
  options.stop = stop;
  auto web = std::make_unique<collect::WebClient>(std::move(options));
  for (const collect::Mirror& mirror : mirrors) {
    web->set_politeness(mirror.url, {mirror.parallel, mirror.pause});
    web->set_politeness(mirror.files, {mirror.parallel, mirror.pause});
  }
  return web;
}

CrawlLock::CrawlLock(const std::string& db) {
  std::error_code ignored;
  std::filesystem::create_directories(data_folder(), ignored);
  const std::string path = data_folder() + "/crawl-" + unpacking::sha256_hex(db).substr(0, 16) + ".lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) return;  // a folder that cannot be written: leases alone keep processes apart
  alone_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  ::flock(descriptor_, LOCK_SH);  // shared by all that work; the kernel lets go of it for whoever is killed
}

CrawlLock::~CrawlLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

nlohmann::ordered_json counts_json(const std::vector<collect::MirrorCounts>& mirrors) {
  auto out = nlohmann::ordered_json::array();
  for (const collect::MirrorCounts& m : mirrors) {
    out.push_back({{"name", m.name},
                   {"pages", m.pages},
                   {"unchanged", m.unchanged},
                   {"absent", m.absent},
                   {"failed", m.failed},
                   {"served", m.served},
                   {"yanked", m.yanked},
                   {"quarantined", m.quarantined},
                   {"gone", m.gone},
                   {"by_path", m.by_path},
                   {"changed", m.changed},
                   {"downloads", m.downloads},
                   {"error", m.error}});
  }
  return out;
}

std::string counts_table(const std::vector<collect::MirrorCounts>& mirrors) {
  size_t width = 6;
  for (const collect::MirrorCounts& m : mirrors) width = std::max(width, m.name.size());
  std::string out = fmt::format("  {:<{}} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "mirror", width, "pages",
                                "no page", "failed", "served", "yanked", "gone", "fetched");
  for (const collect::MirrorCounts& m : mirrors) {
    out += fmt::format("  {:<{}} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", visible(m.name), width, grouped(m.pages),
                       grouped(m.absent), grouped(m.failed), grouped(m.served + m.quarantined), grouped(m.yanked),
                       grouped(m.gone), grouped(m.downloads));
    if (!m.error.empty()) out += "    given up: " + visible(m.error, 300) + "\n";
  }
  return out;
}

std::string problems_text(const std::vector<collect::FeedProblem>& problems, uint64_t total, bool all) {
  constexpr size_t kShown = 20;
  std::string out;
  const size_t shown = all ? problems.size() : std::min(kShown, problems.size());
  for (size_t i = 0; i < shown; ++i) {
    out += "    " + visible(problems[i].subject, 200) + ": " + visible(problems[i].reason, 300) + "\n";
  }
  if (total > shown) out += "    ... and " + grouped(total - shown) + " more" + (all ? "" : " (--verbose)") + "\n";
  return out;
}

}  // namespace antivenom::cli
