// `diff` from outside: exit codes, the forms of targets, timelines.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::kShell;
using test_support::TemporaryFolder;
using test_support::version_of;

class Diff : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.write("in/gadget-1.0.tar.gz", version_of("gadget", "1.0", "x = 1\n"));
    folder_.write("in/gadget-1.2.tar.gz", version_of("gadget", "1.2", "x = 2\n"));
    folder_.write("in/gadget-1.10.tar.gz", version_of("gadget", "1.10", "x = 2\n" + std::string(kShell)));
    folder_.write("in/gadget-1.11.tar.gz", version_of("gadget", "1.11", "x = 3\n" + std::string(kShell)));
  }
  Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "diff");
    return test_support::run_antivenom(arguments, folder_);
  }
  TemporaryFolder folder_;
};

TEST_F(Diff, exit_codes_tell_what_was_added) {
  EXPECT_EQ(run({"in/gadget-1.0.tar.gz", "in/gadget-1.2.tar.gz"}).code, 0);
  EXPECT_EQ(run({"in/gadget-1.2.tar.gz", "in/gadget-1.10.tar.gz"}).code, 1);
  EXPECT_EQ(run({"--fail-on=never", "in/gadget-1.2.tar.gz", "in/gadget-1.10.tar.gz"}).code, 0);
  EXPECT_EQ(run({"in/gadget-1.10.tar.gz", "in/gadget-1.11.tar.gz"}).code, 0) << "malicious before, nothing added";
  EXPECT_EQ(run({"in/gadget-1.10.tar.gz", "in/gadget-1.0.tar.gz"}).code, 0) << "only removed";
  const Finished missing = run({"in/gadget-1.0.tar.gz", "in/gadget-3.tar.gz"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("in/gadget-3.tar.gz: No such file"), std::string::npos) << missing.err;
  EXPECT_EQ(run({"in/gadget-1.0.tar.gz"}).code, 2);
}

TEST_F(Diff, json_is_one_object_as_the_interface_has_it) {
  const json d = json::parse(run({"--format=json", "in/gadget-1.2.tar.gz", "in/gadget-1.10.tar.gz"}).out);
  EXPECT_EQ(d["verdict"], "malicious");
  for (const char* side : {"added", "removed"}) {
    for (const char* key : {"behaviours", "evasions", "calls", "layers", "indicators", "files"})
      EXPECT_TRUE(d[side][key].is_array());
  }
  EXPECT_EQ(d["added"]["behaviours"][0]["id"], "remote/reverse-shell");
  EXPECT_EQ(d["changed_files"].back()["added_lines"], 6);
  EXPECT_TRUE(d["elapsed_ms"].is_number());
}

TEST_F(Diff, text_shows_the_changed_code) {
  const Finished done = run({"in/gadget-1.2.tar.gz", "in/gadget-1.10.tar.gz"});
  EXPECT_EQ(done.out.find("MALICIOUS  gadget 1.2 -> gadget 1.10"), 0u) << done.out;
  EXPECT_NE(done.out.find("      7 + subprocess.call(['/bin/sh', '-i'])"), std::string::npos) << done.out;
  EXPECT_EQ(run({"--quiet", "in/gadget-1.0.tar.gz", "in/gadget-1.2.tar.gz"}).out, "");
}

TEST_F(Diff, history_is_in_the_order_of_versions) {
  folder_.write("in/other-1.0.tar.gz", version_of("other", "1.0", "x = 1\n"));
  const Finished done = run({"--history", "in"});
  EXPECT_EQ(done.code, 1);
  EXPECT_EQ(done.out,
            "gadget  4 versions\n"
            "  1.0      clean      0.01        2 lines  first version at hand\n"
            "  1.2      clean      0.01        2 lines  no behaviour changed\n"
            "  1.10     malicious  1.00        8 lines  + remote/reverse-shell\n"
            "  1.11     malicious  1.00        8 lines  no behaviour changed\n");
  const json all = json::parse(run({"--history", "--format=json", "in"}).out)["timelines"];
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0]["versions"][2]["difference"]["verdict"], "malicious");
  EXPECT_EQ(json::parse(run({"--format=json", "in/gadget-1.0.tar.gz", "in/gadget-1.2.tar.gz", "in/gadget-1.10.tar.gz"})
                            .out)["timelines"][0]["versions"]
                .size(),
            3u);
}

TEST_F(Diff, versions_of_the_dataset_are_named) {
  const std::string db = "sqlite://" + folder_.path() + "/data.db";
  ASSERT_EQ(test_support::run_antivenom({"collect", "import", "--db", db, "in"}, folder_).code, 0);
  EXPECT_EQ(run({"--db", db, "gadget", "1.2", "1.10"}).code, 1);
  EXPECT_EQ(run({"--db", db, "gadget==1.0", "gadget==1.2"}).code, 0);
  EXPECT_EQ(run({"--db", db, "gadget==1.2", "in/gadget-1.10.tar.gz"}).code, 1);
  EXPECT_EQ(
      json::parse(run({"--db", db, "--format=json", "--history", "gadget"}).out)["timelines"][0]["versions"].size(),
      4u);
  const Finished missing = run({"--db", db, "gadget", "1.2", "9"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_EQ(missing.err, "antivenom: gadget: the dataset has no sample of version 9\n");
}

}  // namespace
}  // namespace antivenom
