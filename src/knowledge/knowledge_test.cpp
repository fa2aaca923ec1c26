#include "knowledge/knowledge.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "knowledge/examples.h"
#include "knowledge/tables.h"

namespace antivenom::knowledge {
namespace {

TEST(Knowledge, finds_a_function_and_what_it_does) {
  const Api* api = find_api("subprocess.Popen");
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(api->name.view(), "subprocess.Popen");
  EXPECT_EQ(api->canonical.view(), "subprocess.Popen");
  EXPECT_EQ(api->effects, EffectSet{Effect::run_process});
  EXPECT_EQ(api->returns.view(), "subprocess.Popen");
  EXPECT_EQ(api->attack.view(), "T1059");
  EXPECT_EQ(api->platform.view(), "");
}

TEST(Knowledge, an_alias_carries_what_its_canonical_row_says) {
  const Api* alias = find_api("urllib2.urlopen");
  const Api* canonical = find_api("urllib.request.urlopen");
  ASSERT_NE(alias, nullptr);
  ASSERT_NE(canonical, nullptr);
  EXPECT_EQ(alias->name, "urllib2.urlopen");
  EXPECT_EQ(alias->canonical, "urllib.request.urlopen");
  EXPECT_EQ(alias->effects, canonical->effects);
  EXPECT_EQ(alias->returns, "http.client.HTTPResponse");
}

TEST(Knowledge, names_without_a_row_are_not_found) {
  EXPECT_EQ(find_api(""), nullptr);
  EXPECT_EQ(find_api("os"), nullptr);
  EXPECT_EQ(find_api("os.systemx"), nullptr);
  EXPECT_EQ(find_api("OS.SYSTEM"), nullptr);
  EXPECT_EQ(find_api(std::string_view("os.system\0", 10)), nullptr);
  EXPECT_EQ(find_api(std::string(1 << 20, 'a')), nullptr);
}

TEST(Knowledge, every_row_is_found_by_its_name_and_names_are_sorted_and_unique) {
  const auto apis = tables::kApis;
  ASSERT_GE(apis.size(), 550u);
  for (size_t i = 0; i < apis.size(); ++i) {
    EXPECT_EQ(find_api(apis[i].name.view()), &apis[i]) << apis[i].name.view();
    if (i > 0) {
      EXPECT_LT(apis[i - 1].name.view(), apis[i].name.view());
    }
  }
}

TEST(Knowledge, a_module_is_known_if_there_are_rows_for_what_it_holds) {
  EXPECT_TRUE(is_known_module("os"));
  EXPECT_TRUE(is_known_module("requests"));
  EXPECT_FALSE(is_known_module("request"));
  EXPECT_FALSE(is_known_module("os.path.no"));
  EXPECT_FALSE(is_known_module("eval"));  // a row, but nothing lies in it
  EXPECT_FALSE(is_known_module(""));
  EXPECT_FALSE(is_known_module("zzzz"));
}

TEST(Knowledge, a_canonical_row_exists_and_is_its_own_canonical) {
  for (const Api& api : tables::kApis) {
    const Api* canonical = find_api(api.canonical.view());
    ASSERT_NE(canonical, nullptr) << api.name.view();
    EXPECT_EQ(canonical->canonical.view(), canonical->name.view()) << api.name.view();
    EXPECT_EQ(canonical->effects, api.effects) << api.name.view();
  }
}

TEST(Knowledge, a_returned_type_is_a_known_class_or_has_methods) {
  const auto apis = tables::kApis;
  for (const Api& api : apis) {
    if (api.returns.empty() || api.returns.view() == "value" || find_api(api.returns.view()) != nullptr) continue;
    const std::string prefix = std::string(api.returns.view()) + ".";
    EXPECT_TRUE(
        std::any_of(apis.begin(), apis.end(), [&](const Api& other) { return other.name.view().starts_with(prefix); }))
        << api.name.view() << " returns " << api.returns.view();
  }
}

TEST(Knowledge, platforms_and_technique_ids_are_well_formed) {
  const std::set<std::string_view> platforms{"", "windows", "linux", "macos"};
  const re2::RE2 ids("(T[0-9]{4}(\\.[0-9]{3})?(,|$))*");
  for (const Api& api : tables::kApis) {
    EXPECT_TRUE(platforms.contains(api.platform.view())) << api.name.view();
    EXPECT_TRUE(re2::RE2::FullMatch(std::string(api.attack.view()), ids)) << api.name.view();
  }
}

TEST(Knowledge, every_api_row_has_an_example) {
  const auto apis = tables::kApis;
  const auto examples = api_examples();
  ASSERT_EQ(apis.size(), examples.size());
  for (size_t i = 0; i < apis.size(); ++i) {
    EXPECT_EQ(examples[i].name, apis[i].name.view());
    EXPECT_EQ(examples[i].canonical, apis[i].canonical.view());
    EXPECT_FALSE(examples[i].example.empty()) << examples[i].where;
  }
}

TEST(Knowledge, standard_modules_of_old_and_new_python_are_known) {
  for (const char* module :
       {"os", "zlib", "urllib2", "tomllib", "distutils", "winreg", "_winreg", "__future__", "zoneinfo"})
    EXPECT_TRUE(is_standard_module(module)) << module;
  for (const char* module : {"requests", "setuptools", "pip", "yaml", "", "os.path", "Os"})
    EXPECT_FALSE(is_standard_module(module)) << module;
}

}  // namespace
}  // namespace antivenom::knowledge
