#include "collect/feeds/testing/feed_stage.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace antivenom::collect::testing {
namespace {

store::Store memory_store() {
  auto opened = store::Store::open("sqlite::memory:");
  if (!opened) std::abort();
  return std::move(*opened);
}

}  // namespace

Result<WebResponse> FakeWeb::get(const WebRequest& request) {
  asked.push_back(request);
  if (on_get) on_get(request);
  WebResponse answer;
  answer.status = 404;
  if (request.body.empty()) {
    const auto at = pages.find(request.url);
    if (at != pages.end()) answer = at->second;
  } else {
    for (const auto& [text, post] : posts) {
      if (answer.status == 404 && request.body.find(text) != std::string::npos) answer = post;
    }
  }
  if (answer.status == 0) return fail("no connection", request.url);
  answer.url = request.url;
  if (answer.status == 200 && !answer.etag.empty() && request.etag == answer.etag) {
    answer.status = 304;
    answer.body.clear();
  }
  return answer;
}

void FakeWeb::page(const std::string& url, std::string body, int status) {
  WebResponse answer;
  answer.status = status;
  answer.body = std::move(body);
  pages[url] = std::move(answer);
}

size_t FakeWeb::asked_for(const std::string& url) const {
  return static_cast<size_t>(
      std::count_if(asked.begin(), asked.end(), [&](const WebRequest& r) { return r.url == url; }));
}

FeedStage::FeedStage() : store(memory_store()) {
  std::string name = (std::filesystem::temp_directory_path() / "antivenom-feed-XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  folder_ = name;
}

FeedStage::~FeedStage() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Read FeedStage::read(const std::string& name, const std::string& location, bool all, const std::string& source) {
  Read out;
  const FeedEntry* entry = find_feed(name);
  if (entry == nullptr) {
    ADD_FAILURE() << "no feed " << name;
    return out;
  }
  const Feed& feed = *entry->feed;
  const std::string stored_as = source.empty() ? std::string(feed.source) : source;
  EXPECT_TRUE(store.put(store::Source{stored_as, std::string(feed.source_kind), "", "", std::string(feed.claim)}));
  const auto cursor = store.cursor(name, location);
  EXPECT_TRUE(cursor);
  FeedContext context{store, web, location, stored_as, all ? std::string() : *cursor, now, &stop, {}, {}};
  now += store::kHour;
  context.problem = [&](const FeedProblem& problem) { out.problems.push_back(problem); };
  auto result = feed.read(context);
  if (!result) {
    out.error = result.error().message();
    return out;
  }
  out.counts = result->counts;
  out.complete = result->complete;
  if (out.complete) {
    EXPECT_TRUE(store.set_cursor({name, location, result->cursor, now}));
  }
  return out;
}

std::string FeedStage::write(const std::string& path, const std::string& text) {
  const std::filesystem::path full = std::filesystem::path(folder_) / path;
  std::filesystem::create_directories(full.parent_path());
  std::ofstream(full, std::ios::binary) << text;
  return full.string();
}

std::vector<store::Advisory> FeedStage::advisories() {
  std::vector<store::Advisory> out;
  EXPECT_TRUE(store.each_advisory({}, [&](const store::Advisory& advisory) {
    out.push_back(advisory);
    return true;
  }));
  std::sort(out.begin(), out.end(), [](const store::Advisory& a, const store::Advisory& b) {
    return std::tie(a.source, a.id, a.package) < std::tie(b.source, b.id, b.package);
  });
  return out;
}

std::vector<store::FileRecord> FeedStage::files() {
  std::vector<store::FileRecord> out;
  EXPECT_TRUE(store.each_file({{}, "pypi"}, [&](const store::FileRecord& file) {
    out.push_back(file);
    return true;
  }));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return out;
}

std::vector<std::string> FeedStage::sightings() {
  std::vector<std::string> out;
  EXPECT_TRUE(store.each_sighting({}, [&](const store::SightingRow& row) {
    out.push_back(row.source + " " + row.file.version.package.name + " " + row.file.filename + " " +
                  std::string(store::to_string(row.presence)));
    return true;
  }));
  std::sort(out.begin(), out.end());
  return out;
}

bool FeedStage::malicious(const std::string& name, const std::string& version) {
  const auto answer = store.is_malicious({{name}, version});
  EXPECT_TRUE(answer);
  return answer && *answer;
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out;
  struct archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  const auto take = [](struct archive*, void* data, const void* bytes, size_t size) {
    static_cast<std::string*>(data)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  };
  archive_write_open(writer, &out, nullptr, take, nullptr);
  for (const auto& [name, text] : members) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

}  // namespace antivenom::collect::testing
