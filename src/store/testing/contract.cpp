#include "store/testing/contract.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace antivenom::store::testing {
namespace {

const std::string kHash = std::string(63, 'a') + "1", kOtherHash = std::string(63, 'b') + "2";
constexpr Time kNow = 1'700'000'000'000;

template <class T>
T good(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message();
    return T{};
  }
  return std::move(*result);
}
void good(Result<void> result) {
  if (!result) ADD_FAILURE() << result.error().message();
}

VersionKey version(const std::string& name, const std::string& number) { return {{name}, number}; }
FileKey file(const std::string& name, const std::string& number) {
  return {version(name, number), name + "-" + number + ".tar.gz"};
}

Advisory advisory(const std::string& name) {
  Advisory a;
  a.source = "osv";
  a.id = "MAL-2024-1";
  a.package = {name};
  a.summary = "Malicious code in " + name;
  a.versions = {"1.0"};
  a.published = kNow;
  a.record = "{}";
  return a;
}

template <class Row, class Walk>
std::vector<Row> all(Walk walk) {
  std::vector<Row> rows;
  good(walk([&](const Row& row) {
    rows.push_back(row);
    return true;
  }));
  return rows;
}

SightingRow only_sighting(Store& store) {
  const auto rows = all<SightingRow>([&](const auto& visit) { return store.each_sighting({}, visit); });
  EXPECT_EQ(rows.size(), 1u);
  return rows.empty() ? SightingRow{} : rows[0];
}

// ---- names and records

void names_are_compared_normalised(Store& store, Store&) {
  EXPECT_EQ(good(store.put(PackageKey{"My.Package"})), Change::added);
  EXPECT_EQ(good(store.put(PackageKey{"my_package"})), Change::unchanged);
  EXPECT_EQ(good(store.put(PackageKey{"My.Package", "npm"})), Change::added);
  const auto packages = all<PackageKey>([&](const auto& visit) { return store.each_package(visit); });
  EXPECT_EQ(packages, (std::vector<PackageKey>{{"My.Package", "pypi"}, {"My.Package", "npm"}}));
}

void hostile_names_are_kept_or_refused(Store& store, Store&) {
  const std::string odd = std::string("a\0b\xff", 4) + "'; DROP TABLE packages; --\xe2\x80\xae";
  EXPECT_EQ(good(store.put(version(odd, "1'\"%_"))), Change::added);
  EXPECT_EQ(good(store.versions({odd})), std::vector<std::string>{"1'\"%_"});
  EXPECT_EQ(good(store.put(version(odd, "1'\"%_"))), Change::unchanged);
  EXPECT_FALSE(store.put(PackageKey{""}));
  EXPECT_FALSE(store.put(PackageKey{"---"}));
  EXPECT_FALSE(store.put(PackageKey{std::string(600, 'x')}));
  EXPECT_FALSE(store.put(version("x", std::string(300, '1'))));
  EXPECT_FALSE(store.put(Artifact{"ABC", 1, "", "", 0}));
  EXPECT_EQ(good(store.put(PackageKey{"after"})), Change::added);
}

void an_advisory_is_replaced_as_a_whole(Store& store, Store&) {
  Advisory a = advisory("evil");
  a.aliases = {"GHSA-1"};
  a.ranges = {{"0", "2.0", ""}};
  a.references = {{"WEB", "https://example.com/a"}};
  a.credits = {"Somebody"};
  a.cwes = {"CWE-506"};
  a.origins = {"reversing-labs"};
  a.withdrawn = kNow + kDay;
  EXPECT_EQ(good(store.put(a)), Change::added);
  EXPECT_EQ(good(store.put(a)), Change::unchanged);
  auto read = all<Advisory>([&](const auto& visit) { return store.each_advisory({}, visit); });
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].aliases, a.aliases);
  EXPECT_EQ(read[0].versions, a.versions);
  EXPECT_EQ(read[0].ranges[0].fixed, "2.0");
  EXPECT_EQ(read[0].references[0].url, "https://example.com/a");
  EXPECT_EQ(read[0].origins, a.origins);
  EXPECT_EQ(read[0].withdrawn, a.withdrawn);
  EXPECT_TRUE(all<Advisory>([&](const auto& visit) {
                return store.each_advisory({"", "", {"", ""}, false}, visit);
              }).empty());

  a.withdrawn = 0;
  a.versions = {"1.0", "1.1"};
  a.aliases = {};
  EXPECT_EQ(good(store.put(a)), Change::changed);
  read = all<Advisory>([&](const auto& visit) {
    return store.each_advisory({"osv", "MAL-2024-1", {"Evil", ""}, false}, visit);
  });
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].versions, (std::vector<std::string>{"1.0", "1.1"}));
  EXPECT_TRUE(read[0].aliases.empty());
  a.versions = {"1.1"};
  EXPECT_EQ(good(store.put(a)), Change::changed);
}

void what_is_known_of_a_file_adds_up(Store& store, Store&) {
  FileRecord f;
  f.key = file("evil", "1.0");
  f.kind = "sdist";
  f.uploaded = kNow;
  EXPECT_EQ(good(store.put(f)), Change::added);
  FileRecord more;
  more.key = f.key;
  more.sha256 = kHash;
  more.uploaded = kNow + kDay;
  EXPECT_EQ(good(store.put(more)), Change::changed);
  EXPECT_EQ(good(store.put(f)), Change::unchanged);
  const auto read = good(store.file(f.key));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, "sdist");
  EXPECT_EQ(read->sha256, kHash);
  EXPECT_EQ(read->uploaded, kNow);
  EXPECT_FALSE(good(store.file(file("evil", "2.0"))));
  EXPECT_EQ(all<FileRecord>([&](const auto& visit) { return store.each_file({"EVIL"}, visit); }).size(), 1u);
  EXPECT_EQ(all<FileRecord>([&](const auto& visit) { return store.each_file({"other"}, visit); }).size(), 0u);
}

// ---- sightings

void looks_add_up_to_a_sighting(Store& store, Store&) {
  const FileKey key = file("evil", "1.0");
  const auto look = [&](Presence presence, Time at) {
    return good(store.put(Sighting{"mirror", key, "", presence, "", "", at}));
  };
  EXPECT_EQ(look(Presence::served, kNow), Change::added);
  EXPECT_EQ(look(Presence::served, kNow), Change::unchanged);
  EXPECT_EQ(look(Presence::served, kNow + kDay), Change::changed);
  EXPECT_EQ(look(Presence::failed, kNow + 2 * kDay), Change::changed);
  EXPECT_EQ(look(Presence::failed, kNow + 2 * kDay), Change::unchanged);
  SightingRow row = only_sighting(store);
  EXPECT_EQ(row.presence, Presence::served);
  EXPECT_EQ(row.failures, 1u);
  look(Presence::gone, kNow + 3 * kDay);
  look(Presence::gone, kNow + 4 * kDay);
  row = only_sighting(store);
  EXPECT_EQ(row.presence, Presence::gone);
  EXPECT_EQ(row.first_seen, kNow);
  EXPECT_EQ(row.last_seen, kNow + kDay);
  EXPECT_EQ(row.gone_since, kNow + 3 * kDay);
  EXPECT_EQ(row.last_checked, kNow + 4 * kDay);
  EXPECT_EQ(row.failures, 0u);
  look(Presence::yanked, kNow + 5 * kDay);
  row = only_sighting(store);
  EXPECT_EQ(row.presence, Presence::yanked);
  EXPECT_EQ(row.gone_since, 0);
}

void older_looks_change_only_the_past(Store& store, Store&) {
  const FileKey key = file("evil", "1.0");
  good(store.put(Sighting{"mirror", key, "https://example.com/new", Presence::gone, "", "404", kNow}));
  good(store.put(Sighting{"mirror", key, "https://example.com/old", Presence::served, "", "", kNow - kDay}));
  SightingRow row = only_sighting(store);
  EXPECT_EQ(row.presence, Presence::gone);
  EXPECT_EQ(row.first_seen, kNow - kDay);
  EXPECT_EQ(row.last_seen, kNow - kDay);
  EXPECT_EQ(row.gone_since, kNow);
  EXPECT_EQ(row.url, "https://example.com/new");
  EXPECT_EQ(row.detail, "404");
  good(store.put(Sighting{"mirror", key, "", Presence::gone, "", "", kNow - 2 * kDay}));
  EXPECT_EQ(only_sighting(store).gone_since, kNow);
}

void a_file_never_seen_is_failed_or_gone(Store& store, Store&) {
  good(store.put(Sighting{"mirror", file("a", "1"), "", Presence::failed, "", "time out", kNow}));
  EXPECT_EQ(only_sighting(store).presence, Presence::failed);
  good(store.put(Sighting{"mirror", file("a", "1"), "", Presence::gone, "", "", kNow + 1}));
  EXPECT_EQ(only_sighting(store).presence, Presence::gone);
  EXPECT_FALSE(store.put(Sighting{"mirror", file("a", "1"), "", Presence::served, "", "", 0}));
}

// ---- artifacts, scans, checks

void a_sample_has_many_names(Store& store, Store&) {
  EXPECT_EQ(good(store.put(Artifact{kHash, 10, "tar.gz", "sdist", kNow})), Change::added);
  EXPECT_EQ(good(store.put(Artifact{kHash, 10, "tar.gz", "sdist", kNow + 1})), Change::unchanged);
  EXPECT_EQ(good(store.put(kHash, ArtifactName{file("evil", "1.0"), "tsinghua"})), Change::added);
  EXPECT_EQ(good(store.put(kHash, ArtifactName{file("evil", "1.0"), "tsinghua"})), Change::unchanged);
  EXPECT_EQ(good(store.put(kHash, ArtifactName{file("evil", "1.0"), "douban"})), Change::added);
  EXPECT_EQ(good(store.put(kHash, ArtifactName{file("evil2", "1.0"), "douban"})), Change::added);
  EXPECT_FALSE(store.put(kOtherHash, ArtifactName{file("evil", "1.0"), "douban"}));
  const auto row = good(store.artifact(kHash));
  ASSERT_TRUE(row);
  EXPECT_EQ(row->names.size(), 3u);
  EXPECT_EQ(row->artifact.stored, kNow);
  EXPECT_TRUE(good(store.has_artifact(kHash)));
  EXPECT_FALSE(good(store.has_artifact(kOtherHash)));
  EXPECT_EQ(good(store.artifacts_of(file("EVIL", "1.0"))).size(), 0u) << "the file's name is another";
  EXPECT_EQ(good(store.artifacts_of({version("EVIL", "1.0"), ""})), std::vector<std::string>{kHash});
  const auto count = [&](const ArtifactFilter& filter) {
    return all<ArtifactRow>([&](const auto& visit) { return store.each_artifact(filter, visit); }).size();
  };
  EXPECT_EQ(count({}), 1u);
  EXPECT_EQ(count({"", "douban"}), 1u);
  EXPECT_EQ(count({"", "aliyun"}), 0u);
  EXPECT_EQ(count({"", "", {"evil2"}}), 1u);
  EXPECT_EQ(count({"", "douban", {"evil2"}, "0.1.0", true}), 1u);
  EXPECT_EQ(count({"", "", {"", "pypi"}, "", false, "malicious"}), 0u);
}

Scan scan_of(const std::string& engine, Time at) {
  Scan scan;
  scan.sha256 = kHash;
  scan.engine = engine;
  scan.at = at;
  scan.verdict = "malicious";
  scan.score = 0.987654321;
  scan.summary = "steals";
  scan.python_files = 2;
  scan.python_lines = 37;
  scan.platforms = {"windows"};
  scan.triggers = {"install"};
  scan.findings = {
      {"steal/browser-passwords", false, "information-stealing", "install", "entry", "hostile", 0.9, {"T1555"}, 3},
      {"code-obfuscation", true, "", "install", "entry", "suspicious", 0.5, {}, 1}};
  scan.indicators = {{"url", "https://example.com/x", "setup.py", 3, 1}};
  scan.report = R"({"schema":1})";
  return scan;
}

void scans_are_kept_by_engine(Store& store, Store&) {
  Scan scan = scan_of("0.1.0", kNow);
  EXPECT_FALSE(store.put(scan)) << "no such artifact";
  good(store.put(Artifact{kHash, 10, "tar.gz", "sdist", kNow}));
  EXPECT_EQ(good(store.put(scan)), Change::added);
  scan.at += kDay;
  scan.elapsed_ms = 12;
  EXPECT_EQ(good(store.put(scan)), Change::unchanged) << "the same result at another time";
  EXPECT_TRUE(good(store.has_scan(kHash, "0.1.0")));
  EXPECT_FALSE(good(store.has_scan(kHash, "0.2.0")));
  Scan newer = scan_of("0.2.0", kNow + 2 * kDay);
  newer.verdict = "clean";
  newer.findings.clear();
  EXPECT_EQ(good(store.put(newer)), Change::added);
  auto rows = all<Scan>([&](const auto& visit) { return store.each_scan({}, visit); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].verdict, "clean");
  rows = all<Scan>([&](const auto& visit) { return store.each_scan({kHash, "0.1.0"}, visit); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_DOUBLE_EQ(rows[0].score, 0.987654321);
  ASSERT_EQ(rows[0].findings.size(), 2u);
  EXPECT_EQ(rows[0].findings[0].attack, std::vector<std::string>{"T1555"});
  EXPECT_TRUE(rows[0].findings[1].evasion);
  ASSERT_EQ(rows[0].indicators.size(), 1u);
  EXPECT_EQ(rows[0].indicators[0].line, 3u);
  EXPECT_EQ(rows[0].platforms, std::vector<std::string>{"windows"});
  EXPECT_EQ(rows[0].python_lines, 37u);
  EXPECT_EQ(rows[0].at, kNow);
}

void classification_is_kept(Store& store, Store& other) {
  EXPECT_FALSE(store.put(Fingerprint{kHash, "aa", {}})) << "no such artifact";
  for (const std::string& hash : {kHash, kOtherHash}) {
    good(store.put(Artifact{hash, 10, "zip", "sdist", kNow}));
    EXPECT_EQ(good(store.put(Fingerprint{hash, "aa", {}})), Change::added);
    EXPECT_EQ(good(store.put(Fingerprint{hash, "aa", {}})), Change::unchanged);
  }
  const Family family{"key", "free-*", "free-*", kNow, kNow + kDay, {{kOtherHash, true}, {kHash, false}}};
  EXPECT_FALSE(store.replace_families({Family{"key", "", "", 0, 0, {{std::string(64, 'c'), true}}}}));
  good(store.replace_families({Family{"old", "", "", 0, 0, {{kHash, true}}}}));
  good(store.replace_families({family}));
  EXPECT_EQ(good(store.put(Fingerprint{kHash, "bb", {}})), Change::changed) << "keeps its family";
  const auto kept = good(other.fingerprint(kHash));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->signature, "bb");
  EXPECT_EQ(kept->family, "key");
  EXPECT_EQ(kept->position, 2u);
  EXPECT_FALSE(good(store.fingerprint(std::string(64, 'c'))));
  const auto members = all<FamilyMember>([&](const auto& visit) { return other.each_family_member(visit); });
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].sha256, kHash);
  EXPECT_EQ(members[0].signature, "");
  EXPECT_EQ(members[1].signature, "aa") << "newcomers are compared with it";
  EXPECT_EQ(members[1].members, 2u);
  EXPECT_EQ(members[1].first_seen, kNow);

  EXPECT_EQ(good(store.put(ClusterDecision{"rename", "a b\n", "label", "ann", "", kNow + 1})), Change::added);
  EXPECT_EQ(good(store.put(ClusterDecision{"confirm", "a b\n", "", "ann", "sure", kNow})), Change::added);
  EXPECT_EQ(good(store.put(ClusterDecision{"rename", "a b\n", "label", "ann", "", kNow + 1})), Change::unchanged);
  const auto decisions = good(other.cluster_decisions());
  ASSERT_EQ(decisions.size(), 2u);
  EXPECT_EQ(decisions[0].kind, "confirm");
  EXPECT_EQ(decisions[0].note, "sure");
  EXPECT_EQ(decisions[1].parts, "a b\n");

  EXPECT_FALSE(good(store.model("m")));
  EXPECT_EQ(good(store.put(Model{"m", "text", kNow})), Change::added);
  EXPECT_EQ(good(store.put(Model{"m", "more", kNow + 1})), Change::changed);
  EXPECT_EQ(good(other.model("m"))->content, "more");
  EXPECT_EQ(good(other.model("m"))->at, kNow + 1);
}

void checks_and_outcomes(Store& store, Store&) {
  good(store.put(Artifact{kHash, 10, "tar.gz", "sdist", kNow}));
  EXPECT_EQ(good(store.put(Check{kHash, "virustotal", "confirmed", {"12 engines"}, "{}", kNow})), Change::added);
  EXPECT_EQ(good(store.put(Check{kHash, "virustotal", "confirmed", {"12 engines"}, "{}", kNow})), Change::unchanged);
  EXPECT_EQ(good(store.set_outcome(kHash, "doubtful", {"small"}, kNow)), Change::changed);
  EXPECT_EQ(good(store.set_outcome(kHash, "doubtful", {"small"}, kNow + 1)), Change::unchanged);
  ASSERT_EQ(good(store.checks(kHash)).size(), 1u);
  EXPECT_EQ(good(store.checks(kHash))[0].reasons, std::vector<std::string>{"12 engines"});
  EXPECT_EQ(good(store.artifact(kHash))->outcome, "doubtful");
  EXPECT_EQ(good(store.status()).outcomes, (std::map<std::string, uint64_t>{{"doubtful", 1}}));
}

// ---- what is malicious

void advisories_make_malicious(Store& store, Store&) {
  Advisory a = advisory("evil");
  a.versions = {"1.0"};
  a.ranges = {{"2.0", "3.0", ""}, {"5.0", "", "5.10"}};
  good(store.put(a));
  const auto is = [&](const std::string& number) { return good(store.is_malicious(version("Evil", number))); };
  for (const char* number : {"1.0", "2.0", "2.9.post1", "5.0", "5.9", "5.10"}) EXPECT_TRUE(is(number)) << number;
  for (const char* number : {"1.1", "2.0rc1", "3.0", "5.11", "9"}) EXPECT_FALSE(is(number)) << number;
  good(store.put(version("evil", "2.5")));
  good(store.put(version("evil", "4.0")));
  EXPECT_TRUE(is("2.5")) << "known after the advisory";
  const auto blocked = all<BlockEntry>([&](const auto& visit) { return store.each_blocked(visit); });
  ASSERT_EQ(blocked.size(), 1u);
  EXPECT_FALSE(blocked[0].all_versions);
  EXPECT_EQ(blocked[0].versions, (std::vector<std::string>{"1.0", "2.5"}));
  a.withdrawn = kNow;
  good(store.put(a));
  EXPECT_FALSE(is("1.0"));
  EXPECT_TRUE(all<BlockEntry>([&](const auto& visit) { return store.each_blocked(visit); }).empty());
}

void all_versions_means_those_to_come(Store& store, Store&) {
  Advisory a = advisory("evil");
  a.versions = {};
  a.all_versions = true;
  good(store.put(a));
  EXPECT_TRUE(good(store.is_malicious(version("evil", "77"))));
  good(store.put(version("evil", "78")));
  EXPECT_TRUE(good(store.is_malicious(version("evil", "78"))));
  auto blocked = all<BlockEntry>([&](const auto& visit) { return store.each_blocked(visit); });
  ASSERT_EQ(blocked.size(), 1u);
  EXPECT_TRUE(blocked[0].all_versions);
  // The name was given to its owner, who starts with 79.
  good(store.put(Label{Label::Target::version, version("evil", "79"), "", "benign", "ann", "", kNow}));
  EXPECT_FALSE(good(store.is_malicious(version("evil", "79"))));
  blocked = all<BlockEntry>([&](const auto& visit) { return store.each_blocked(visit); });
  ASSERT_EQ(blocked.size(), 1u);
  EXPECT_FALSE(blocked[0].all_versions);
  EXPECT_EQ(blocked[0].versions, std::vector<std::string>{"78"});
}

void a_source_may_claim(Store& store, Store&) {
  good(store.put(Source{"registry", "folder", "", "", "malicious"}));
  good(store.put(Artifact{kHash, 1, "", "", kNow}));
  good(store.put(kHash, ArtifactName{file("evil", "1.0"), "registry"}));
  good(store.put(Sighting{"mirror", file("honest", "1.0"), "", Presence::served, "", "", kNow}));
  EXPECT_TRUE(good(store.is_malicious(version("evil", "1.0"))));
  EXPECT_FALSE(good(store.is_malicious(version("evil", "1.1"))));
  EXPECT_FALSE(good(store.is_malicious(version("honest", "1.0"))));
  good(store.put(Source{"mirror", "", "", "", "malicious"}));
  EXPECT_TRUE(good(store.is_malicious(version("honest", "1.0"))));
}

void refuted_artifacts_are_not_malicious(Store& store, Store&) {
  good(store.put(advisory("evil")));
  good(store.put(Artifact{kHash, 1, "", "", kNow}));
  good(store.put(kHash, ArtifactName{file("evil", "1.0"), "mirror"}));
  good(store.set_outcome(kHash, "refuted", {}, kNow));
  EXPECT_FALSE(good(store.is_malicious(version("evil", "1.0"))));
  good(store.put(Label{Label::Target::artifact, {}, kHash, "malicious", "ann", "looked at it", kNow}));
  EXPECT_TRUE(good(store.is_malicious(version("evil", "1.0")))) << "a person's word wins";
}

void the_newest_word_wins(Store& store, Store&) {
  good(store.put(advisory("evil")));
  const auto say = [&](Label::Target target, const char* label, const char* by, Time at) {
    return good(store.put(Label{target, version("evil", "1.0"), "", label, by, "", at}));
  };
  EXPECT_EQ(say(Label::Target::package, "benign", "ann", kNow), Change::added);
  EXPECT_FALSE(good(store.is_malicious(version("evil", "1.0"))));
  EXPECT_EQ(say(Label::Target::version, "malicious", "bob", kNow), Change::added);
  EXPECT_TRUE(good(store.is_malicious(version("evil", "1.0")))) << "said of the version";
  EXPECT_EQ(say(Label::Target::version, "benign", "ann", kNow + 1), Change::added);
  EXPECT_FALSE(good(store.is_malicious(version("evil", "1.0"))));
  EXPECT_EQ(say(Label::Target::version, "benign", "ann", kNow + 2), Change::unchanged);
  EXPECT_EQ(say(Label::Target::version, "malicious", "bob", kNow + 3), Change::unchanged) << "bob said so before";
  EXPECT_FALSE(store.put(Label{Label::Target::version, version("evil", "1.0"), "", "evil", "ann", "", kNow}));
  EXPECT_FALSE(store.put(Label{Label::Target::artifact, {}, kHash, "benign", "ann", "", kNow}));
  EXPECT_FALSE(store.put(Label{Label::Target::version, version("evil", "1.0"), "", "benign", "", "", kNow}));
  EXPECT_EQ(all<Label>([&](const auto& visit) { return store.each_label(visit); }).size(), 3u);
}

// ---- work

TaskKey task_key(const std::string& name, const std::string& source = "mirror") {
  return {"page", source, {{{name}, ""}, ""}, ""};
}

void a_task_goes_to_one_worker(Store& store, Store& other) {
  for (const char* name : {"a", "b", "c"}) EXPECT_EQ(good(store.add_task(task_key(name), kNow)), Change::added);
  EXPECT_EQ(good(store.add_task(task_key("A"), kNow)), Change::unchanged);
  const auto mine = good(store.claim_tasks("page", "", kNow, kMinute, 2));
  const auto theirs = good(other.claim_tasks("page", "mirror", kNow, kMinute, 5));
  ASSERT_EQ(mine.size(), 2u);
  ASSERT_EQ(theirs.size(), 1u);
  EXPECT_EQ(theirs[0].key, task_key("c"));
  EXPECT_EQ(theirs[0].attempts, 1u);
  EXPECT_TRUE(good(other.claim_tasks("page", "", kNow + kSecond, kMinute, 5)).empty());
  good(store.finish_task(mine[0].id, TaskState::done, "", R"({"etag":"x"})", kNow));
  good(store.finish_task(mine[1].id, TaskState::pending, "status 503", "", kNow, kNow + kHour));
  EXPECT_TRUE(good(other.claim_tasks("page", "other", kNow + 2 * kMinute, kMinute, 5)).empty());
  const auto again = good(other.claim_tasks("page", "", kNow + 2 * kMinute, kMinute, 5));
  ASSERT_EQ(again.size(), 1u) << "the lease of c ran out";
  EXPECT_EQ(again[0].attempts, 2u);
  EXPECT_EQ(good(other.claim_tasks("page", "", kNow + 2 * kHour, kMinute, 5)).size(), 2u);
  const auto done = good(store.task(task_key("a")));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, TaskState::done);
  EXPECT_EQ(done->memo, R"({"etag":"x"})");
  EXPECT_EQ(good(store.reopen_tasks("page", {TaskState::done}, kNow + kDay)), 1u);
  EXPECT_EQ(good(store.task(task_key("a")))->memo, R"({"etag":"x"})");
  EXPECT_EQ(all<Task>([&](const auto& visit) { return store.each_task("page", TaskState::pending, visit); }).size(),
            1u);
  EXPECT_FALSE(store.finish_task(4711, TaskState::done, "", "", kNow));
  // The clock was a day ahead when this one was claimed, and was put right.
  good(store.add_task(task_key("d"), kNow));
  EXPECT_FALSE(good(store.claim_tasks("page", "mirror", kNow + kDay, kMinute, 5)).empty());
  EXPECT_EQ(good(other.claim_tasks("page", "mirror", kNow, kMinute, 5)).size(), 4u);
  EXPECT_TRUE(good(other.claim_tasks("page", "mirror", kNow - kMinute, kMinute, 5)).empty())
      << "a clock that lags holds to it";
}

void cursors_and_answers(Store& store, Store& other) {
  EXPECT_EQ(good(store.cursor("osv-dump", "all.zip")), "");
  good(store.set_cursor({"osv-dump", "all.zip", "17", kNow}));
  good(store.set_cursor({"osv-dump", "all.zip", "18", kNow}));
  EXPECT_EQ(good(other.cursor("osv-dump", "all.zip")), "18");
  EXPECT_FALSE(good(store.answer("virustotal", "files/x")));
  good(store.put(Answer{"virustotal", "files/x", 404, "{}", kNow}));
  EXPECT_EQ(good(other.answer("virustotal", "files/x"))->status, 404);
}

void quotas_hold_over_processes(Store& store, Store& other) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(good((i % 2 == 0 ? store : other).spend("virustotal", kNow + i, 4, 5)), 0);
  EXPECT_EQ(good(store.spend("virustotal", kNow + 10, 4, 5)), kMinute - 10);
  EXPECT_EQ(good(other.spend("virustotal", kNow + kMinute, 4, 5)), 0);
  EXPECT_EQ(good(other.spend("virustotal", kNow + 3 * kMinute, 4, 5)), kDay - 3 * kMinute)
      << "the day's five are spent";
  EXPECT_EQ(good(other.spend("other", kNow, 4, 5)), 0);
  EXPECT_EQ(good(other.spend("virustotal", kNow + kDay, 4, 5)), 0);
  // The clock was ten days ahead for a while.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(good(store.spend("ahead", kNow + 10 * kDay, 4, 5)), 0);
  EXPECT_EQ(good(store.spend("ahead", kNow, 4, 5)), kMinute);
  EXPECT_EQ(good(store.spend("ahead", kNow + kMinute, 4, 5)), 0);
}

void failures_and_runs(Store& store, Store&) {
  good(store.put(Failure{"import", "registry", "a/1/a.tar.gz", "cannot be read", kNow, kNow}));
  good(store.put(Failure{"import", "registry", "a/1/a.tar.gz", "still not", kNow + 1, kNow + 1}));
  good(store.put(Failure{"import", "registry", "b/1/b.tar.gz", "x", kNow, kNow}));
  auto failures = good(store.failures(10));
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0].reason, "still not");
  EXPECT_EQ(failures[0].times, 2u);
  EXPECT_EQ(failures[0].first, kNow);
  good(store.clear_failures("import", "registry", "a/1/a.tar.gz"));
  EXPECT_EQ(good(store.failures(10)).size(), 1u);
  good(store.clear_failures("import", "registry", ""));
  EXPECT_TRUE(good(store.failures(10)).empty());
  Run run{0, "import", "registry", kNow};
  run.id = good(store.start_run(run));
  run.added = 7;
  run.ended = kNow + 5;
  good(store.end_run(run));
  const auto runs = good(store.runs(5));
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].added, 7u);
  EXPECT_EQ(runs[0].ended, kNow + 5);
}

void downloads_are_replaced(Store& store, Store&) {
  Downloads d{"bigquery", version("evil", "1.0"), "", kNow / kDay * kDay, "sdist", "Linux", "pip", "DE", 5};
  EXPECT_EQ(good(store.put(d)), Change::added);
  EXPECT_EQ(good(store.put(d)), Change::unchanged);
  d.count = 6;
  EXPECT_EQ(good(store.put(d)), Change::changed);
  const auto rows = all<Downloads>([&](const auto& visit) { return store.each_downloads({{"EVIL"}}, visit); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].count, 6u);
  EXPECT_EQ(rows[0].system, "Linux");
}

// ---- transactions

void what_is_not_committed_is_undone(Store& store, Store& other) {
  {
    auto batch = store.begin();
    ASSERT_TRUE(batch);
    good(store.put(version("a", "1")));
    EXPECT_FALSE(store.put(PackageKey{""}));
    good(store.put(version("b", "1")));
  }
  EXPECT_EQ(good(store.status()).packages, 0u);
  {
    auto batch = store.begin();
    ASSERT_TRUE(batch);
    good(store.put(version("a", "1")));
    {
      auto inner = store.begin();
      ASSERT_TRUE(inner);
      good(store.put(version("b", "1")));
    }
    // An error of the database must not spoil the rest of the batch.
    EXPECT_FALSE(store.put(kHash, ArtifactName{file("c", "1"), "s"}));
    good(store.put(version("c", "1")));
    good(batch->commit());
  }
  std::vector<std::string> names;
  for (const auto& p : all<PackageKey>([&](const auto& visit) { return other.each_package(visit); }))
    names.push_back(p.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "c"}));
}

void both_see_what_the_other_wrote(Store& store, Store& other) {
  for (int i = 0; i < 50; ++i) {
    good((i % 2 == 0 ? store : other).put(version("p" + std::to_string(i % 7), std::to_string(i))));
    good((i % 2 == 0 ? other : store)
             .put(Sighting{"m", file("p" + std::to_string(i % 7), std::to_string(i)), "", Presence::served, "", "",
                           kNow}));
  }
  const Status status = good(store.status());
  EXPECT_EQ(status.packages, 7u);
  EXPECT_EQ(status.versions, 50u);
  EXPECT_EQ(status.sightings, 50u);
}

void walks_go_over_pages(Store& store, Store&) {
  auto batch = store.begin();
  ASSERT_TRUE(batch);
  for (int i = 0; i < 2500; ++i) good(store.put(PackageKey{"p" + std::to_string(i)}));
  good(batch->commit());
  std::set<std::string> seen;
  good(store.each_package([&](const PackageKey& p) {
    seen.insert(p.name);
    if (seen.size() == 5) good(store.put(version(p.name, "1")));  // writing meanwhile
    return seen.size() < 2400;
  }));
  EXPECT_EQ(seen.size(), 2400u);
}

void summaries(Store& store, Store&) {
  good(store.put(Source{"pypi", "index", "https://pypi.org/", "", ""}));
  good(store.put(Source{"tsinghua", "mirror", "https://mirror.example.com/", "CN", ""}));
  good(store.put(advisory("evil")));
  for (const char* number : {"1.0", "2.0"}) {
    good(store.put(Sighting{"pypi", file("evil", number), "", Presence::gone, "", "", kNow}));
    good(store.put(Sighting{"tsinghua", file("evil", number), "", Presence::served, "", "", kNow}));
  }
  good(store.add_task(task_key("evil"), kNow));
  const Status status = good(store.status());
  EXPECT_EQ(status.advisories, 1u);
  EXPECT_EQ(status.sightings, 4u);
  EXPECT_EQ(status.malicious_versions, 1u);
  EXPECT_EQ(status.tasks.at("page").at("pending"), 1u);
  ASSERT_EQ(status.by_source.size(), 3u);
  EXPECT_EQ(status.by_source[0].name, "osv");
  EXPECT_EQ(status.by_source[0].advisories, 1u);
  EXPECT_EQ(status.by_source[2].sightings, 2u);
  const auto mirrors = good(store.mirror_summaries());
  ASSERT_EQ(mirrors.size(), 2u);
  EXPECT_EQ(mirrors[0].gone, 1u);
  EXPECT_EQ(mirrors[1].source.country, "CN");
  EXPECT_EQ(mirrors[1].served, 1u) << "2.0 is not known to be malicious";
  EXPECT_EQ(mirrors[1].removed_upstream, 1u);
  EXPECT_EQ(mirrors[1].last_checked, kNow);
}

#define CASE(name) \
  ContractCase { #name, name }
constexpr std::array kCases = {CASE(names_are_compared_normalised),
                               CASE(hostile_names_are_kept_or_refused),
                               CASE(an_advisory_is_replaced_as_a_whole),
                               CASE(what_is_known_of_a_file_adds_up),
                               CASE(looks_add_up_to_a_sighting),
                               CASE(older_looks_change_only_the_past),
                               CASE(a_file_never_seen_is_failed_or_gone),
                               CASE(a_sample_has_many_names),
                               CASE(scans_are_kept_by_engine),
                               CASE(classification_is_kept),
                               CASE(checks_and_outcomes),
                               CASE(advisories_make_malicious),
                               CASE(all_versions_means_those_to_come),
                               CASE(a_source_may_claim),
                               CASE(refuted_artifacts_are_not_malicious),
                               CASE(the_newest_word_wins),
                               CASE(a_task_goes_to_one_worker),
                               CASE(cursors_and_answers),
                               CASE(quotas_hold_over_processes),
                               CASE(failures_and_runs),
                               CASE(downloads_are_replaced),
                               CASE(what_is_not_committed_is_undone),
                               CASE(both_see_what_the_other_wrote),
                               CASE(walks_go_over_pages),
                               CASE(summaries)};
#undef CASE

}  // namespace

std::span<const ContractCase> contract_cases() { return kCases; }

}  // namespace antivenom::store::testing
