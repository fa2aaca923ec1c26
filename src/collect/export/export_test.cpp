#include "collect/export/export.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "artifact/hash.h"
#include "collect/export/rows.h"
#include "collect/import.h"

namespace antivenom::collect {
namespace {

namespace fs = std::filesystem;
constexpr store::Time kNow = 1'700'000'000'000;

class ExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/antivenom-export-XXXXXX";
    root_ = ::mkdtemp(name);
    store_.emplace(std::move(*store::Store::open(root_ + "/data.db")));
    samples_.emplace(std::move(*store::Samples::open(root_ + "/samples")));
    options_.version = "9.9";
    options_.now = kNow;
  }
  void TearDown() override {
    store_.reset();
    fs::remove_all(root_);
  }

  std::string add(const std::string& name, const std::string& version, const std::string& source,
                  const std::string& verdict) {
    const std::string bytes = "bytes of " + name + version;
    const std::string hash = samples_->add(bytes)->sha256;
    EXPECT_TRUE(store_->put(store::Artifact{hash, bytes.size(), "tar.gz", "sdist", kNow}));
    EXPECT_TRUE(store_->put(hash, store::ArtifactName{{{{name}, version}, name + "-" + version + ".tar.gz"}, source}));
    if (verdict.empty()) return hash;
    store::Scan scan;
    scan.sha256 = hash;
    scan.engine = "9.9";
    scan.at = kNow;
    scan.verdict = verdict;
    scan.score = 0.99;
    scan.summary = "Steals \"things\", and more";
    scan.findings = {
        {"steal/system-info", false, "information-stealing", "install", "entry", "hostile", 0.9, {"T1082"}, 1},
        {"code-obfuscation", true, "", "install", "entry", "suspicious", 0.9, {}, 1}};
    scan.indicators = {{"url", "https://c2.example.com/it's", "setup.py", 1, 0},
                       {"ip", "192.0.2.7", "setup.py", 2, 0},
                       {"path", "/etc/passwd", "setup.py", 3, 0}};
    EXPECT_TRUE(store_->put(scan));
    return hash;
  }

  template <class Export>
  std::string document(Export write) {
    std::string text;
    const auto done = write(*store_, options_, [&](std::string_view piece) -> Result<void> {
      text += piece;
      return {};
    });
    EXPECT_TRUE(done) << done.error().message();
    return text;
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string root_;
  std::optional<store::Store> store_;
  std::optional<store::Samples> samples_;
  ExportOptions options_;
};

TEST_F(ExportTest, manifests) {
  const std::string hash = add("evil,\"pkg\"", "1.0", "mirror", "malicious");
  add("other", "2.0", "mirror", "");
  const std::string csv = document(export_csv);
  EXPECT_EQ(csv.substr(0, csv.find("\r\n")),
            "name,version,file,sha256,bytes,format,kind,source,stored,malicious,verdict,score,engine,outcome,label,"
            "behaviours,evasions");
  EXPECT_NE(csv.find("\"evil,\"\"pkg\"\"\",1.0,\"evil,\"\"pkg\"\"-1.0.tar.gz\"," + hash +
                     ",22,tar.gz,sdist,mirror,2023-11-14T22:13:20Z,false,malicious,0.9900,9.9,,,steal/"
                     "system-info,code-obfuscation\r\n"),
            std::string::npos)
      << csv;
  const std::string lines = document(export_json_lines);
  const auto first = nlohmann::json::parse(lines.substr(0, lines.find('\n')));
  EXPECT_EQ(first["sha256"], hash);
  EXPECT_EQ(first["scan"]["behaviours"][0], "steal/system-info");
  options_.only_malicious = true;
  EXPECT_EQ(document(export_json_lines), "");
}

TEST_F(ExportTest, block_lists) {
  store::Advisory all;
  all.source = "osv";
  all.id = "MAL-1";
  all.package = {"Evil.All"};
  all.all_versions = true;
  ASSERT_TRUE(store_->put(all));
  store::Advisory some = all;
  some.id = "MAL-2";
  some.package = {"evil-some"};
  some.all_versions = false;
  some.versions = {"1.0", "1.1rc1", "no version; import os"};
  ASSERT_TRUE(store_->put(some));
  store::Advisory npm = all;
  npm.package = {"left-pad", "npm"};
  ASSERT_TRUE(store_->put(npm));
  EXPECT_EQ(document(export_names), "evil-all\nevil-some==1.0\nevil-some==1.1rc1\n");
  EXPECT_EQ(document(export_constraints),
            "# pip install -c THIS_FILE ...: pip then finds no version of these that it may install.\n"
            "evil-all<0.dev0\nevil-some!=1.0,!=1.1rc1\n");
  const auto json = nlohmann::json::parse(document(export_block_json));
  ASSERT_EQ(json["packages"].size(), 2u);
  EXPECT_EQ(json["packages"][0]["name"], "evil-all");
  EXPECT_EQ(json["packages"][0]["all_versions"], true);
  EXPECT_EQ(json["packages"][1]["versions"].size(), 3u);
}

TEST_F(ExportTest, osv_records_of_what_was_found_first) {
  const std::string hash = add("Evil_New", "1.0", "mirror", "malicious");
  add("evil-new", "1.1", "mirror", "malicious");
  add("evil-known", "1.0", "mirror", "malicious");
  add("evil-claimed", "1.0", "registry", "malicious");
  add("honest", "1.0", "mirror", "clean");
  store::Advisory known;
  known.source = "osv";
  known.id = "MAL-1";
  known.package = {"evil-known"};
  known.all_versions = true;
  ASSERT_TRUE(store_->put(known));
  ASSERT_TRUE(store_->put(store::Source{"registry", "folder", "", "", "malicious"}));
  const std::string folder = root_ + "/osv";
  auto counts = export_osv(*store_, options_, folder);
  ASSERT_TRUE(counts) << counts.error().message();
  EXPECT_EQ(counts->written, 1u);
  const std::string path = folder + "/evil-new/MAL-0000-evil-new.json";
  const auto record = nlohmann::json::parse(content(path));
  EXPECT_EQ(record["id"], "MAL-0000-evil-new");
  EXPECT_EQ(record["modified"], "2023-11-14T22:13:20Z");
  EXPECT_EQ(record["summary"], "Malicious code in evil-new (PyPI)");
  EXPECT_EQ(record["affected"][0]["package"],
            (nlohmann::json{{"ecosystem", "PyPI"}, {"name", "evil-new"}, {"purl", "pkg:pypi/evil-new"}}));
  EXPECT_EQ(record["affected"][0]["versions"], (nlohmann::json{"1.0", "1.1"}));
  EXPECT_EQ(record["affected"][0]["database_specific"]["cwes"][0]["cweId"], "CWE-506");
  EXPECT_EQ(record["credits"][0]["type"], "TOOL");
  EXPECT_EQ(record["database_specific"]["iocs"]["urls"], (nlohmann::json{"https://c2.example.com/it's"}));
  EXPECT_EQ(record["database_specific"]["antivenom"][0]["sha256"], hash);
  EXPECT_EQ(export_osv(*store_, options_, folder)->unchanged, 1u);
  options_.with_claimed = true;
  EXPECT_EQ(export_osv(*store_, options_, folder)->written, 1u);
}

TEST_F(ExportTest, a_stix_bundle) {
  const std::string hash = add("evil", "1.0", "mirror", "malicious");
  add("evil", "1.1", "mirror", "malicious");
  add("honest", "1.0", "mirror", "clean");
  const std::string text = document(export_stix);
  EXPECT_EQ(text, document(export_stix)) << "the same dataset, the same bundle";
  const auto bundle = nlohmann::json::parse(text);
  EXPECT_EQ(bundle["type"], "bundle");
  std::map<std::string, int> types;
  std::set<std::string> ids, patterns;
  for (const auto& object : bundle["objects"]) {
    ++types[object["type"]];
    EXPECT_TRUE(ids.insert(object["id"]).second) << object["id"];
    EXPECT_EQ(object["id"].get<std::string>().rfind(object["type"].get<std::string>() + "--", 0), 0u);
    EXPECT_EQ(object["spec_version"], "2.1");
    if (object.contains("pattern")) patterns.insert(object["pattern"]);
  }
  EXPECT_EQ(types, (std::map<std::string, int>{
                       {"identity", 1}, {"malware", 2}, {"indicator", 4}, {"attack-pattern", 1}, {"relationship", 8}}));
  for (const auto& object : bundle["objects"]) {
    for (const char* end : {"source_ref", "target_ref", "created_by_ref"}) {
      if (!object.contains(end)) continue;
      EXPECT_EQ(ids.count(object[end]), 1u) << object[end];
    }
  }
  EXPECT_EQ(patterns.count("[url:value = 'https://c2.example.com/it\\'s']"), 1u);
  EXPECT_EQ(patterns.count("[ipv4-addr:value = '192.0.2.7']"), 1u);
  EXPECT_EQ(patterns.count("[file:hashes.'SHA-256' = '" + hash + "']"), 1u);
}

TEST_F(ExportTest, a_misp_event) {
  const std::string hash = add("evil", "1.0", "mirror", "malicious");
  const auto event = nlohmann::json::parse(document(export_misp))["Event"];
  EXPECT_EQ(event["date"], "2023-11-14");
  ASSERT_EQ(event["Object"].size(), 1u);
  EXPECT_EQ(event["Object"][0]["Attribute"][0]["value"], hash);
  EXPECT_EQ(event["Object"][0]["comment"], "pkg:pypi/evil@1.0");
  ASSERT_EQ(event["Attribute"].size(), 2u);
  EXPECT_EQ(event["Attribute"][1]["type"], "ip-dst");
}

TEST_F(ExportTest, a_persons_word_decides_what_is_exported) {
  const std::string cleared = add("cleared", "1.0", "mirror", "malicious");
  const std::string accused = add("accused", "1.0", "mirror", "");
  ASSERT_TRUE(store_->put(store::Label{store::Label::Target::artifact, {}, cleared, "benign", "ann", "", kNow}));
  ASSERT_TRUE(store_->put(store::Label{store::Label::Target::artifact, {}, accused, "malicious", "ann", "", kNow}));
  EXPECT_TRUE(export_osv(*store_, options_, root_ + "/osv"));
  EXPECT_FALSE(fs::exists(root_ + "/osv/cleared"));
  EXPECT_TRUE(fs::exists(root_ + "/osv/accused/MAL-0000-accused.json"));
}

TEST_F(ExportTest, the_registry_comes_back_as_it_was) {
  add("Evil_Pkg", "1.0", "mirror", "");
  add("b", "../../x", "mirror", "");
  const std::string folder = root_ + "/registry";
  auto counts = export_registry(*store_, *samples_, options_, folder, false);
  ASSERT_TRUE(counts) << counts.error().message();
  EXPECT_EQ(counts->written, 2u);
  EXPECT_TRUE(counts->failed.empty());
  const std::string path = folder + "/evil-pkg/1.0/Evil_Pkg-1.0.tar.gz";
  EXPECT_EQ(content(path), "bytes of Evil_Pkg1.0");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_TRUE(fs::exists(folder + "/b/_.._.._x/b-.._.._x.tar.gz"));
  EXPECT_EQ(export_registry(*store_, *samples_, options_, folder, false)->unchanged, 2u);
}

TEST_F(ExportTest, locked_samples_are_what_import_reads) {
  const std::string bytes = *store::packed({{"evil-1.0/setup.py", "print('x')\n"}});
  const std::string hash = samples_->add(bytes)->sha256;
  ASSERT_TRUE(store_->put(store::Artifact{hash, bytes.size(), "zip", "sdist", kNow}));
  ASSERT_TRUE(store_->put(hash, store::ArtifactName{{{{"evil"}, "1.0"}, "evil-1.0.zip"}, "mirror"}));
  const std::string folder = root_ + "/locked";
  EXPECT_EQ(export_registry(*store_, *samples_, options_, folder, true)->written, 1u);
  EXPECT_EQ(export_registry(*store_, *samples_, options_, folder, true)->unchanged, 1u);
  EXPECT_TRUE(store::is_locked(content(folder + "/evil/1.0/evil-1.0.zip.zip")));
  auto other = store::Store::open(root_ + "/other.db");
  auto other_samples = store::Samples::open(root_ + "/other");
  ImportOptions import;
  import.source = "locked";
  const auto counts = import_folder(folder, *other, *other_samples, import, kNow);
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->added, 1u);
  EXPECT_TRUE(*other->has_artifact(hash));
}

TEST_F(ExportTest, two_contents_of_one_name_are_both_there) {
  add("evil", "1.0", "mirror", "");
  const std::string hash = samples_->add("other bytes")->sha256;
  ASSERT_TRUE(store_->put(store::Artifact{hash, 11, "", "", kNow}));
  ASSERT_TRUE(store_->put(hash, store::ArtifactName{{{{"evil"}, "1.0"}, "evil-1.0.tar.gz"}, "other"}));
  EXPECT_EQ(export_registry(*store_, *samples_, options_, root_ + "/r", false)->written, 2u);
  EXPECT_EQ(content(root_ + "/r/evil/1.0/" + hash.substr(0, 12) + "-evil-1.0.tar.gz"), "other bytes");
}

TEST(Rows, ids_are_those_of_the_standard) {
  // RFC 4122's example of a name in the DNS namespace, version 5.
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_EQ(purl({{"My_Pkg"}, "1.0+a b"}), "pkg:pypi/my-pkg@1.0%2Ba%20b");
  EXPECT_EQ(stamp(kNow), "2023-11-14T22:13:20.000Z");
}

}  // namespace
}  // namespace antivenom::collect
