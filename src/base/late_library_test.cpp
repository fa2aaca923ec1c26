#include "base/late_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace antivenom {
namespace {

using ::testing::MatchesRegex;

TEST(LateLibrary, gives_functions_by_name) {
  const auto library = LateLibrary::open("libm.so.6", "libc6");
  ASSERT_TRUE(library) << library.error().message();
  double (*floor)(double) = nullptr;
  const auto found = library->find("floor", floor);
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(floor(2.5), 2.0);
}

TEST(LateLibrary, one_that_is_missing_is_an_error_with_its_package) {
  const auto library = LateLibrary::open("libantivenom-none.so.1", "libnone1");
  ASSERT_FALSE(library);
  EXPECT_EQ(library.error().message(),
            "libantivenom-none.so.1: cannot be loaded, it comes with the Debian package libnone1 "
            "(libantivenom-none.so.1: cannot open shared object file: No such file or directory)");
}

TEST(LateLibrary, one_of_ours_that_is_missing_is_an_error) {
  const auto library = LateLibrary::open_own("libantivenom-none.so");
  ASSERT_FALSE(library);
  EXPECT_THAT(
      library.error().message(),
      MatchesRegex("libantivenom-none.so: cannot be loaded, it belongs into the folder of the program "
                   "\\(/.*/libantivenom-none.so: cannot open shared object file: No such file or directory\\)"));
}

TEST(LateLibrary, a_function_that_is_missing_is_an_error) {
  const auto library = LateLibrary::open("libm.so.6", "libc6");
  ASSERT_TRUE(library) << library.error().message();
  double (*none)(double) = nullptr;
  const auto found = library->find("antivenom_none", none);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message(),
            "libm.so.6: has no function antivenom_none as that of the Debian package libc6 has");
  EXPECT_EQ(none, nullptr);
}

}  // namespace
}  // namespace antivenom
