#include "collect/fetch/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/cost.h"
#include "collect/fetch/file_names.h"

namespace antivenom::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kUrl = "https://example.com/pypi/simple/demo-pkg/";
const std::string kHash(64, 'a');

std::string version(std::string_view filename, std::string_view project) {
  const auto parts = parts_of(filename, project);
  return parts ? parts->version + " " + parts->kind : "-";
}

TEST(FileNames, tell_version_and_kind) {
  EXPECT_EQ(version("demo-pkg-1.0.tar.gz", "demo_pkg"), "1.0 sdist");
  EXPECT_EQ(version("Demo.Pkg-1.0-2.zip", "demo-pkg"), "1.0-2 sdist");
  EXPECT_EQ(version("demo_pkg-1.0+x-py3-none-any.whl", "demo-pkg"), "1.0+x bdist_wheel");
  EXPECT_EQ(version("demo_pkg-1.0-1build-py3-none-any.whl", "demo-pkg"), "1.0 bdist_wheel");
  EXPECT_EQ(version("demo_pkg-1.0-py3.9.egg", "demo-pkg"), "1.0 bdist_egg");
  EXPECT_EQ(version("demo-pkg-1.0.win32-py2.7.exe", "demo-pkg"), "1.0 bdist_wininst");
  EXPECT_EQ(version("demo-pkg-extra-1.0.tar.gz", "demo-pkg-extra"), "1.0 sdist");
  for (const std::string other : {"demo-1.0.tar.gz", "demo-pkg.tar.gz", "demo-pkg-.tar.gz", "demo-pkg-1.0.tar.gz.asc",
                                  "demo_pkg-1.0.whl", "demo-pkg-1 0.tar.gz", "", ".tar.gz"}) {
    EXPECT_EQ(version(other, "demo-pkg"), "-") << other;
  }
}

TEST(FileNames, the_path_on_a_file_host) {
  const std::string hash = "/aa/bb/" + std::string(60, 'c') + "/demo-1.tar.gz";
  EXPECT_EQ(path_on_file_host("/pypi/packages" + hash), hash.substr(1));
  EXPECT_EQ(path_on_file_host("/packages/source/d/demo/demo-1.tar.gz"), "");
  EXPECT_EQ(path_on_file_host("x"), "");
}

TEST(Page, html_as_indexes_write_it) {
  const auto page = read_page(
      "<!DOCTYPE html><html><head><meta name=\"pypi:repository-version\" content=\"1.0\"><title>Links for "
      "demo-pkg</title>"
      "</head><body><h1>Links for demo-pkg</h1>"
      "<a href=\"../../packages/aa/demo_pkg-1.0.tar.gz#sha256=" +
          kHash +
          "\" data-requires-python=\"&gt;=3.6\">x</a><br/>"
          "<A HREF='https://files.example.com/demo_pkg-1.1-py3-none-any.whl' data-yanked=\"bad &amp; ugly\">y</A>"
          "<a data-yanked href=demo%5Fpkg-1.2.zip>z</a><a href=\"demo_pkg-1.0.tar.gz.asc\">s</a><a "
          "href=\"ftp://x/demo-pkg-3.zip\">"
          "<a href='other-1.0.tar.gz'>o</a></body></html>",
      kUrl, "Demo_Pkg");
  ASSERT_TRUE(page) << page.error().message();
  ASSERT_EQ(page->files.size(), 3u);
  EXPECT_EQ(page->others, 3u);
  const PageFile& first = page->files[0];
  EXPECT_EQ(first.filename, "demo_pkg-1.0.tar.gz");
  EXPECT_EQ(first.url, "https://example.com/pypi/packages/aa/demo_pkg-1.0.tar.gz");
  EXPECT_EQ(first.sha256, kHash);
  EXPECT_EQ(first.requires_python, ">=3.6");
  EXPECT_FALSE(first.yanked);
  EXPECT_EQ(page->files[1].url, "https://files.example.com/demo_pkg-1.1-py3-none-any.whl");
  EXPECT_TRUE(page->files[1].yanked);
  EXPECT_EQ(page->files[1].yank_reason, "bad & ugly");
  EXPECT_EQ(page->files[2].filename, "demo_pkg-1.2.zip");
  EXPECT_TRUE(page->files[2].yanked);
}

TEST(Page, json_as_indexes_write_it) {
  const auto page = read_page(
      R"( {"meta":{"api-version":"1.4"},"name":"Demo.Pkg","versions":["1.0"],"project-status":{"status":"quarantined","reason":"r"},
      "files":[{"filename":"demo_pkg-1.0.tar.gz","url":"/f/demo_pkg-1.0.tar.gz","hashes":{"sha256":")" +
          kHash + R"("},"size":12,
      "upload-time":"2024-10-27T13:55:45Z","yanked":"why","core-metadata":{"sha256":"x"}},
      {"filename":"demo_pkg-1.1.zip","url":"https://example.com/y.zip","hashes":{"sha256":"nonsense"},"yanked":false,"size":-3},
      {"filename":"../demo_pkg-2.zip","url":"x"}, 7, {}]})",
      kUrl, "demo-pkg");
  ASSERT_TRUE(page) << page.error().message();
  EXPECT_TRUE(page->json);
  EXPECT_EQ(page->status, "quarantined");
  ASSERT_EQ(page->files.size(), 2u);
  const PageFile& first = page->files[0];
  EXPECT_EQ(first.url, "https://example.com/f/demo_pkg-1.0.tar.gz");
  EXPECT_EQ(first.sha256, kHash);
  EXPECT_EQ(first.bytes, 12u);
  EXPECT_EQ(store::to_text(first.uploaded), "2024-10-27T13:55:45Z");
  EXPECT_TRUE(first.yanked);
  EXPECT_EQ(first.yank_reason, "why");
  EXPECT_EQ(page->files[1].sha256, "");
  EXPECT_FALSE(page->files[1].yanked);
}

TEST(Page, an_empty_project_is_told_from_a_page_that_is_none_of_an_index) {
  EXPECT_TRUE(read_page("<html><title>Links for demo</title></html>", kUrl, "demo")->files.empty());
  EXPECT_TRUE(read_page("<title>index of /simple/demo</title>", kUrl, "demo"));
  EXPECT_TRUE(read_page(R"({"files":[]})", kUrl, "demo")->files.empty());
  for (const std::string body : {"<html><title>Sign in</title><a href='/login'>x</a>", "{\"error\":1}", "{\"files\":[",
                                 "", "   ", "Not Found", "{\"name\":\"other\",\"files\":[]}", "[]", "<"}) {
    EXPECT_FALSE(read_page(body, kUrl, "demo")) << body;
  }
}

TEST(Page, broken_html_is_read_as_far_as_it_goes) {
  const auto page =
      read_page("<title>Links for demo<body><a href='demo-1.zip'<a href=\"demo-2.zip\">x<a href=demo-3.zip>\xff\xfe" +
                    std::string("\0<b><i><a href=demo-4.zip><a href='demo-4.zip'>", 47) + "<a href='demo-5",
                kUrl, "demo");
  ASSERT_TRUE(page) << page.error().message();
  std::vector<std::string> names;
  for (const PageFile& file : page->files) names.push_back(file.version);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"3", "4"}));
  EXPECT_EQ(std::count(names.begin(), names.end(), "4"), 1);
}

TEST(Page, fifty_thousand_links) {
  constexpr size_t kLinks = kSanitized ? 10'000 : 50'000;
  std::string html = "<title>Links for demo</title>", json = R"({"name":"demo","files":[)";
  for (size_t i = 0; i < kLinks; ++i) {
    const std::string name = "demo-1." + std::to_string(i) + ".tar.gz";
    html += "<a href=\"../../packages/" + name + "#sha256=" + kHash + "\" data-requires-python=\"&gt;=3\">" + name +
            "</a><br />\n";
    json += (i > 0 ? "," : "") + std::string(R"({"filename":")") + name + R"(","url":"../../p/)" + name +
            R"(","hashes":{"sha256":")" + kHash + R"("},"core-metadata":{"sha256":")" + kHash + R"("}})";
  }
  json += "]}";
  for (const std::string& body : {html, json}) {
    size_t files = 0;
    const double taken = cost_of([&] { files = read_page(body, kUrl, "demo")->files.size(); });
    EXPECT_EQ(files, kLinks);
    EXPECT_LT(taken, 10) << body.substr(0, 10);
    RecordProperty(body[0] == '<' ? "html_ms" : "json_ms", static_cast<int>(taken * 1000));
  }
}

TEST(Page, hostile_pages_cost_little) {
  constexpr size_t kMany = kSanitized ? 200'000 : 1'000'000;
  std::string deep, closing, attributes = "<a";
  for (size_t i = 0; i < kMany; ++i) deep += "<b>";
  for (size_t i = 0; i < kMany; ++i) closing += "<b></i>";
  for (int i = 0; i < 20'000; ++i) attributes += " a" + std::to_string(i) + "=1";
  const std::string json = "{\"files\":" + std::string(kMany, '[') + std::string(kMany, ']') + "}";
  const std::string open_string = "<title>Links for demo</title><a href=\"" + std::string(5 * kMany, 'x');
  const std::string entities = "<title>Links for demo</title><a href=\"demo-1.zip\">" + std::string(3 * kMany, '&');
  for (const std::string& body :
       {deep, closing, attributes + ">", json, open_string, entities, std::string(5 * kMany, '<')}) {
    const double taken = cost_of([&] { (void)read_page(body, kUrl, "demo"); });
    EXPECT_LT(taken, 10) << body.substr(0, 20);
  }
  EXPECT_THAT(read_page(deep, kUrl, "demo").error().message(), HasSubstr("too deep"));
  EXPECT_FALSE(read_page(std::string(kMaxPageBytes + 1, ' '), kUrl, "demo"));
}

}  // namespace
}  // namespace antivenom::collect
