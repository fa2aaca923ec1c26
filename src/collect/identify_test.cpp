#include "collect/identify.h"

#include <gtest/gtest.h>

namespace antivenom::collect {
namespace {

std::string told(std::string_view path) {
  const store::FileKey key = identify(path);
  return key.version.package.name + "|" + key.version.version + "|" + key.filename;
}

TEST(Identify, the_layout_of_the_registry) {
  EXPECT_EQ(told("evil-pkg/1.0/evil_pkg-1.0.tar.gz"), "evil-pkg|1.0|evil_pkg-1.0.tar.gz");
  EXPECT_EQ(told("single-version/evil/0.0.1/evil-0.0.1-py3-none-any.whl"), "evil|0.0.1|evil-0.0.1-py3-none-any.whl");
  EXPECT_EQ(told("evil/1.0/payload.zip"), "evil|1.0|payload.zip") << "the folders say enough";
  EXPECT_EQ(told("evil/odd/evil-odd.tar.gz"), "evil|odd|evil-odd.tar.gz");
}

TEST(Identify, other_layouts) {
  EXPECT_EQ(told("pypi/malicious_intent/evil/1.2/2024-01-31-evil-v1.2.zip"), "evil|1.2|2024-01-31-evil-v1.2.zip");
  EXPECT_EQ(told("evil/2024-01-31-evil-v1.2.zip"), "evil|1.2|2024-01-31-evil-v1.2.zip");
  EXPECT_EQ(told("malicious/evil__1.0__evil-1.0.tar.gz"), "evil|1.0|evil-1.0.tar.gz");
  EXPECT_EQ(told("my__evil__1.0__my__evil-1.0.tar.gz"), "my__evil|1.0|my__evil-1.0.tar.gz");
}

TEST(Identify, the_name_of_the_file_alone) {
  EXPECT_EQ(told("benign/popular/requests-2.31.0.tar.gz"), "requests|2.31.0|requests-2.31.0.tar.gz");
  EXPECT_EQ(told("benign/popular/requests.tar.gz"), "requests||requests.tar.gz");
  EXPECT_EQ(told("my_pkg-1.0-cp311-cp311-linux_x86_64.whl"), "my_pkg|1.0|my_pkg-1.0-cp311-cp311-linux_x86_64.whl");
  EXPECT_EQ(told("My.Pkg/my-pkg-1.0.tar.gz"), "My.Pkg|1.0|my-pkg-1.0.tar.gz");
}

TEST(Identify, hostile_paths_give_some_name) {
  for (const char* path : {"", "/", "//", "__", "____", ".tar.gz", "2024-01-31-.zip", "2024-01-31--v.zip", "a/b/",
                           "../../x", "-1.0.tar.gz", "__1.0__"}) {
    const store::FileKey key = identify(path);
    EXPECT_EQ(key.version.package.ecosystem, "pypi") << path;
  }
}

TEST(Identify, kinds_as_indexes_call_them) {
  EXPECT_EQ(kind_of("a-1.0.tar.gz"), "sdist");
  EXPECT_EQ(kind_of("a-1.0-py3-none-any.WHL"), "bdist_wheel");
  EXPECT_EQ(kind_of("a-1.0.egg"), "bdist_egg");
}

}  // namespace
}  // namespace antivenom::collect
