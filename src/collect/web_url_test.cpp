#include "collect/web_url.h"

#include <gtest/gtest.h>

namespace antivenom::collect {
namespace {

std::string resolved(std::string_view base, std::string_view link) {
  const auto url = resolve_url(base, link);
  return url ? url->text : "-";
}

TEST(WebUrl, links_are_resolved_as_a_browser_does) {
  const std::string base = "https://example.com/pypi/simple/demo/";
  EXPECT_EQ(resolved(base, "../../packages/aa/demo-1.tar.gz"), "https://example.com/pypi/packages/aa/demo-1.tar.gz");
  EXPECT_EQ(resolved(base, "../../../../../../x"), "https://example.com/x");
  EXPECT_EQ(resolved(base, "/x#sha256=00"), "https://example.com/x");
  EXPECT_EQ(resolved(base, "//192.0.2.1/x"), "https://192.0.2.1/x");
  EXPECT_EQ(resolved(base, "HTTP://EXAMPLE.com/x y"), "http://EXAMPLE.com/x%20y");
  EXPECT_EQ(resolve_url(base, "demo.tar.gz#sha256=ab%20c")->fragment, "sha256=ab c");
}

TEST(WebUrl, other_schemes_are_none) {
  const std::string base = "https://example.com/simple/demo/";
  for (const std::string link : {"ftp://example.com/x", "file:///etc/passwd", "javascript:alert(1)",
                                 "data:text/plain,x", "http://", "", "http://[::1", "mailto:a@example.com"}) {
    EXPECT_EQ(resolved(base, link), "-") << link;
  }
  EXPECT_EQ(resolved(base, std::string("a\0b", 3)), "-");
  EXPECT_EQ(resolved(base, std::string(10'000, 'a')), "-");
  EXPECT_FALSE(parse_url("demo-1.tar.gz"));
}

TEST(WebUrl, credentials_are_not_shown) {
  EXPECT_EQ(without_credentials("https://me:secret@example.com/simple/"), "https://example.com/simple/");
  EXPECT_TRUE(parse_url("https://me:secret@example.com/")->has_credentials);
}

TEST(WebUrl, percent_codes_both_ways) {
  EXPECT_EQ(percent_decoded("a%2Fb%zz%4"), "a/b%zz%4");
  EXPECT_EQ(percent_encoded("a b/\xc3\xa4~"), "a%20b%2F%C3%A4~");
}

}  // namespace
}  // namespace antivenom::collect
