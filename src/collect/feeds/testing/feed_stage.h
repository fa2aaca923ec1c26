// What a test of a feed needs: an empty store, a folder, a network that is made up, and the feed by its name.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "collect/feed.h"
#include "store/store.h"

namespace antivenom::collect::testing {

// Answers from a table; everything else is 404. Notes what was asked.
class FakeWeb final : public Web {
 public:
  Result<WebResponse> get(const WebRequest& request) override;

  // GET answers by URL; POST answers by the first text that the body holds.
  std::map<std::string, WebResponse> pages;
  std::vector<std::pair<std::string, WebResponse>> posts;
  std::vector<WebRequest> asked;
  std::function<void(const WebRequest&)> on_get;

  void page(const std::string& url, std::string body, int status = 200);
  size_t asked_for(const std::string& url) const;
};

struct Read {
  FeedCounts counts;
  std::vector<FeedProblem> problems;
  bool complete = false;
  std::string error;  // of the feed as a whole
};

class FeedStage {
 public:
  FeedStage();
  ~FeedStage();
  FeedStage(const FeedStage&) = delete;
  FeedStage& operator=(const FeedStage&) = delete;

  // As `collect sync` does it: the source is made, the cursor of the last complete read is handed over and kept.
  // `all`: without the cursor. An empty `source`: the feed's own.
  Read read(const std::string& feed, const std::string& location, bool all = false, const std::string& source = {});

  // Writes a file below the folder and gives its full path.
  std::string write(const std::string& path, const std::string& text);
  std::string path(const std::string& path) const { return folder_ + "/" + path; }

  // Everything that is known, sorted; `withdrawn` ones, too.
  std::vector<store::Advisory> advisories();
  std::vector<store::FileRecord> files();
  // "source name filename presence"
  std::vector<std::string> sightings();
  bool malicious(const std::string& name, const std::string& version);

  store::Store store;
  FakeWeb web;
  store::Time now = 1'700'000'000'000;  // 2023-11-14; moves on by an hour with each read
  std::atomic<bool> stop{false};

 private:
  std::string folder_;
};

// A ZIP archive of these members, made by libarchive.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace antivenom::collect::testing
