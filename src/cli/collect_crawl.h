// What `collect fetch` and `mirrors` share: the options of a crawl, the network, and how it went.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/collect.h"
#include "cli/progress.h"
#include "collect/fetch/crawl.h"
#include "collect/web_client.h"

namespace antivenom::cli {

struct CrawlArguments {
  std::vector<std::string> mirrors;  // as given; empty: all that are known
  std::vector<std::string> names;    // NAME or NAME==VERSION
  bool no_paths = false;
  unsigned tries = 4, timeout = 60;
};

void add_crawl_options(CLI::App& app, CrawlArguments& arguments);

// The mirrors and wishes that were asked for.
Result<collect::CrawlOptions> crawl_options(const CrawlArguments& arguments);

// A client that is polite to these mirrors.
std::unique_ptr<collect::WebClient> web_client(const CrawlArguments& arguments,
                                               const std::vector<collect::Mirror>& mirrors,
                                               const std::atomic<bool>* stop);

// Held by every process that crawls for a database, through a file in the user's data folder.
class CrawlLock {
 public:
  explicit CrawlLock(const std::string& db);
  ~CrawlLock();
  CrawlLock(const CrawlLock&) = delete;
  CrawlLock& operator=(const CrawlLock&) = delete;
  // No other process of this machine held it when it was taken: tasks that seem to run were left by a dead one.
  bool alone() const { return alone_; }

 private:
  int descriptor_ = -1;
  bool alone_ = false;
};

nlohmann::ordered_json counts_json(const std::vector<collect::MirrorCounts>& mirrors);
std::string counts_table(const std::vector<collect::MirrorCounts>& mirrors);
// "    mirror: subject: reason" lines, the first ones only unless `all`.
std::string problems_text(const std::vector<collect::FeedProblem>& problems, uint64_t total, bool all);

}  // namespace antivenom::cli
