#include <gtest/gtest.h>

#include "artifact/artifact.h"
#include "artifact/testing/archive_builder.h"
#include "artifact/testing/describe.h"

namespace antivenom {
namespace {

using namespace testing;
using Files = std::vector<std::pair<std::string, std::string>>;

Artifact sdist(const Files& files, std::string_view root = "pkg-1.0/") {
  TarBuilder tar;
  for (const auto& [name, content] : files) tar.add(std::string(root) + name, content);
  return unpack(tar.finished(), "pkg-1.0.tar");
}

Artifact wheel(const Files& files) {
  ZipBuilder zip;
  for (const auto& [name, content] : files) zip.add(name, content);
  return unpack(
      zip.add("pkg-1.0.dist-info/WHEEL", "").add("pkg-1.0.dist-info/METADATA", "Name: pkg\nVersion: 1.0\n").finished(),
      "pkg-1.0-py3-none-any.whl");
}

TEST(Roles, flat_layout) {
  const Artifact artifact = sdist({{"setup.py", "1"},
                                   {"PKG-INFO", "Name: pkg\n"},
                                   {"pkg/__init__.py", ""},
                                   {"pkg/__main__.py", ""},
                                   {"pkg/sub/mod.py", ""},
                                   {"pkg/tests/test_a.py", ""},
                                   {"pkg/test_b.py", ""},
                                   {"tests/conftest.py", ""},
                                   {"docs/conf.py", ""},
                                   {"examples/demo.py", ""},
                                   {"bin/tool", "#!/usr/bin/env python\n"},
                                   {"single.py", ""},
                                   {"noxfile.py", ""},
                                   {"evil.pth", "import os\n"},
                                   {"pkg/data.bin", "x"},
                                   {"requirements.txt", ""},
                                   {"other/setup.py", ""}});
  EXPECT_EQ(artifact.kind, ArtifactKind::sdist);
  EXPECT_EQ(roles(artifact),
            (Lines{"setup.py setup -", "PKG-INFO metadata -", "pkg/__init__.py package-init pkg",
                   "pkg/__main__.py main pkg.__main__", "pkg/sub/mod.py module pkg.sub.mod",
                   "pkg/tests/test_a.py test pkg.tests.test_a", "pkg/test_b.py test pkg.test_b",
                   "tests/conftest.py test tests.conftest", "docs/conf.py example docs.conf",
                   "examples/demo.py example examples.demo", "bin/tool script -", "single.py module single",
                   "noxfile.py example noxfile", "evil.pth startup -", "pkg/data.bin data -",
                   "requirements.txt metadata -", "other/setup.py example other.setup"}));
}

TEST(Roles, what_only_the_developers_run_is_not_installed) {
  EXPECT_EQ(
      roles(sdist({{"setup.py", ""}, {"pkg/__init__.py", ""}, {"maint/build.py", ""}, {"hacking/__init__.py", ""}})),
      (Lines{"setup.py setup -", "pkg/__init__.py package-init pkg", "maint/build.py example maint.build",
             "hacking/__init__.py package-init hacking"}));
}

TEST(Roles, src_layout_without_a_hint) {
  EXPECT_EQ(roles(sdist({{"setup.py", ""}, {"src/pkg/__init__.py", ""}, {"src/pkg/a.py", ""}, {"src/one.py", ""}})),
            (Lines{"setup.py setup -", "src/pkg/__init__.py package-init pkg", "src/pkg/a.py module pkg.a",
                   "src/one.py module one"}));
}

TEST(Roles, package_folders_of_the_metadata) {
  const std::string by_toml = "[tool.setuptools.packages.find]\nwhere = ['code/py']\n";
  EXPECT_EQ(roles(sdist({{"pyproject.toml", by_toml}, {"code/py/ns/a.py", ""}}))[1], "code/py/ns/a.py module ns.a");
  const std::string by_cfg = "[options]\npackage_dir =\n    = Source\n";
  EXPECT_EQ(roles(sdist({{"setup.cfg", by_cfg}, {"Source/ns/a.py", ""}}))[1], "Source/ns/a.py module ns.a");
  const Files by_top_level = {
      {"setup.py", ""}, {"pkg.egg-info/top_level.txt", "thing\n"}, {"deep/down/thing/__init__.py", ""}};
  EXPECT_EQ(roles(sdist(by_top_level))[2], "deep/down/thing/__init__.py package-init thing");
}

TEST(Roles, a_lib_or_src_that_is_a_package_is_no_root) {
  EXPECT_EQ(roles(sdist({{"setup.py", ""}, {"src/__init__.py", ""}, {"src/a/__init__.py", ""}})),
            (Lines{"setup.py setup -", "src/__init__.py package-init src", "src/a/__init__.py package-init src.a"}));
  EXPECT_EQ(roles(sdist({{"setup.py", ""}, {"lib/a/__init__.py", ""}}))[1], "lib/a/__init__.py package-init a");
}

TEST(Roles, wheel) {
  EXPECT_EQ(roles(wheel({{"pkg/__init__.py", ""},
                         {"ns/sub/a.py", ""},
                         {"setup.py", ""},
                         {"pkg/x/setup.py", ""},
                         {"x.pth", "import a"},
                         {"sitecustomize.py", ""},
                         {"pkg-1.0.data/scripts/run", "#!python\n"},
                         {"pkg-1.0.data/purelib/b.py", ""},
                         {"pkg-1.0.data/data/lib/python3/site-packages/y.pth", "import b"},
                         {"pkg/_c.cpython-311-x86_64-linux-gnu.so",
                          "\x7f"
                          "ELF"}})),
            (Lines{"pkg/__init__.py package-init pkg", "ns/sub/a.py module ns.sub.a", "setup.py module setup",
                   "pkg/x/setup.py module pkg.x.setup", "x.pth startup -", "sitecustomize.py startup sitecustomize",
                   "pkg-1.0.data/scripts/run script -", "pkg-1.0.data/purelib/b.py module b",
                   "pkg-1.0.data/data/lib/python3/site-packages/y.pth startup -",
                   "pkg/_c.cpython-311-x86_64-linux-gnu.so data pkg._c", "pkg-1.0.dist-info/WHEEL metadata -",
                   "pkg-1.0.dist-info/METADATA metadata -"}));
}

TEST(Roles, a_dist_info_folder_in_an_sdist_hides_no_setup) {
  const Artifact artifact = sdist({{"setup.py", ""}, {"x.dist-info/WHEEL", ""}, {"x.dist-info/METADATA", ""}});
  EXPECT_EQ(artifact.kind, ArtifactKind::sdist);
  EXPECT_EQ(artifact.members[0].role, Role::setup);
}

TEST(Roles, a_wheel_shaped_tree_in_a_tar_is_a_wheel) {
  const Artifact artifact = sdist({{"pkg-1.0.dist-info/METADATA", "Name: pkg\n"}, {"pkg/__init__.py", ""}});
  EXPECT_EQ(artifact.kind, ArtifactKind::wheel);
  EXPECT_EQ(roles(artifact)[1], "pkg/__init__.py package-init pkg");
}

TEST(Roles, egg) {
  const Artifact artifact = unpack(ZipBuilder()
                                       .add("EGG-INFO/PKG-INFO", "Name: pkg\n")
                                       .add("EGG-INFO/scripts/run", "#!python\n")
                                       .add("pkg/a.py", "")
                                       .finished(),
                                   "pkg-1.0-py3.8.egg");
  EXPECT_EQ(artifact.kind, ArtifactKind::egg);
  EXPECT_EQ(roles(artifact),
            (Lines{"EGG-INFO/PKG-INFO metadata -", "EGG-INFO/scripts/run script -", "pkg/a.py module pkg.a"}));
}

TEST(Roles, in_tree_build_backends_run_at_install) {
  const std::string in_folder = "[build-system]\nrequires = []\nbuild-backend = 'be'\nbackend-path = ['_build']\n";
  EXPECT_EQ(
      roles(sdist({{"pyproject.toml", in_folder}, {"_build/be.py", ""}, {"pkg/__init__.py", ""}})),
      (Lines{"pyproject.toml metadata -", "_build/be.py build-backend _build.be", "pkg/__init__.py package-init pkg"}));
  const std::string at_root = "[build-system]\nbuild-backend = 'be:obj'\nbackend-path = ['.']\n";
  EXPECT_EQ(roles(sdist({{"pyproject.toml", at_root}, {"be.py", ""}, {"a.py", ""}})),
            (Lines{"pyproject.toml metadata -", "be.py build-backend be", "a.py module a"}));
}

TEST(Roles, a_package_called_tests_may_be_the_product) {
  EXPECT_EQ(roles(sdist({{"setup.py", ""}, {"tests/__init__.py", ""}})),
            (Lines{"setup.py setup -", "tests/__init__.py package-init tests"}));
  EXPECT_EQ(roles(sdist({{"PKG-INFO", "Name: test\n"}, {"test/a.py", ""}, {"pkg/b.py", ""}})),
            (Lines{"PKG-INFO metadata -", "test/a.py module test.a", "pkg/b.py module pkg.b"}));
}

TEST(Roles, names_that_are_no_identifiers_still_run) {
  EXPECT_EQ(roles(sdist({{"setup.py", ""},
                         {"my-tool/__init__.py", ""},
                         {"pkg/__init__.py", ""},
                         {"pkg/0001_first.py", ""},
                         {"run-me.py", ""},
                         {".github/x.py", ""}})),
            (Lines{"setup.py setup -", "my-tool/__init__.py package-init my-tool", "pkg/__init__.py package-init pkg",
                   "pkg/0001_first.py module pkg.0001_first", "run-me.py script -", ".github/x.py example -"}));
}

TEST(Roles, bytecode_is_code) {
  const std::string pyc("\xa7\x0d\x0d\x0a\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  EXPECT_EQ(roles(sdist({{"setup.py", ""}, {"pkg/a.pyc", pyc}, {"pkg/__pycache__/b.cpython-311.pyc", pyc}})),
            (Lines{"setup.py setup -", "pkg/a.pyc module pkg.a", "pkg/__pycache__/b.cpython-311.pyc module -"}));
}

TEST(Roots, one_folder_is_stripped_two_are_not) {
  EXPECT_EQ(roles(sdist({{"setup.py", ""}}, "anything/")), Lines{"setup.py setup -"});
  EXPECT_EQ(roles(sdist({{"a-1/x.py", ""}, {"b/y.py", ""}}, "")), (Lines{"a-1/x.py data -", "b/y.py module b.y"}));
  EXPECT_EQ(roles(sdist({{"pkg/__init__.py", ""}, {"pkg/a.py", ""}}, "")),
            (Lines{"pkg/__init__.py package-init pkg", "pkg/a.py module pkg.a"}));
  EXPECT_EQ(roles(sdist({{"p-1/setup.py", ""}, {"p-1/a.py", ""}, {"junk/b.py", ""}}, "")),
            (Lines{"p-1/setup.py setup -", "p-1/a.py module a", "junk/b.py example -"}));
}

TEST(Roots, paths_doubled_by_a_mirror_are_halved) {
  EXPECT_EQ(roles(sdist({{"pkg/__init__.py/pkg/__init__.py", ""},
                         {"p.dist-info/METADATA/p.dist-info/METADATA", "Name: pkg\n"}})),
            (Lines{"pkg/__init__.py package-init pkg", "p.dist-info/METADATA metadata -"}));
}

TEST(MetadataOfArtifacts, core_metadata_wins_and_the_rest_fills) {
  const Artifact artifact = sdist(
      {{"PKG-INFO",
        "Metadata-Version: 2.1\r\nName: pkg\r\nVersion: 1.0\r\nSummary: Does\r\n  things\r\nAuthor: Ren\xe9\r\n"
        "Requires-Dist: a>=1\r\nRequires-Dist: b; extra == 'x'\r\nProject-URL: Home, "
        "https://example.com\r\n\r\nLong\ntext\n"},
       {"pyproject.toml",
        "[build-system]\nrequires=['setuptools']\nbuild-backend='setuptools.build_meta'\n[project]\nname='other'\n"
        "license={text='MIT'}\n[project.scripts]\nrun='pkg.cli:main'\n[project.entry-points.pytest11]\np='pkg.plugin'"
        "\n"},
       {"pkg.egg-info/entry_points.txt", "[console_scripts]\nfirst = pkg:f\n"},
       {"requirements.txt", "never\n"}});
  const Metadata& m = artifact.metadata;
  EXPECT_EQ((Lines{m.name, m.version, m.summary, m.author, m.license, m.build_backend, m.description}),
            (Lines{"pkg", "1.0", "Does\nthings", "Ren\xc3\xa9", "MIT", "setuptools.build_meta", "Long\ntext\n"}));
  EXPECT_EQ(m.requires_dist, (Lines{"a>=1", "b; extra == 'x'"}));
  EXPECT_EQ(m.build_requires, Lines{"setuptools"});
  EXPECT_EQ(m.project_urls, Lines{"Home, https://example.com"});
  Lines entries;
  for (const EntryPoint& e : m.entry_points) entries.push_back(e.group + " " + e.name + " " + e.target);
  EXPECT_EQ(entries,
            (Lines{"console_scripts first pkg:f", "console_scripts run pkg.cli:main", "pytest11 p pkg.plugin"}));
  EXPECT_TRUE(m.from_file);
}

TEST(MetadataOfArtifacts, setup_cfg_requires_txt_and_requirements_are_read) {
  const Metadata cfg =
      sdist({{"setup.cfg",
              "[metadata]\nname = pkg\nversion = attr: pkg.v\n[options]\ninstall_requires =\n    a\n    b>1\n"
              "dependency_links = https://example.com/x\n[options.entry_points]\nconsole_scripts =\n    run = "
              "pkg:main\n"}})
          .metadata;
  EXPECT_EQ(cfg.requires_dist, (Lines{"a", "b>1"}));
  EXPECT_EQ(cfg.dependency_links, Lines{"https://example.com/x"});
  EXPECT_EQ(cfg.entry_points.at(0).target, "pkg:main");
  EXPECT_EQ(cfg.version, "1.0");
  EXPECT_EQ(sdist({{"pkg.egg-info/requires.txt", "a\n\n[x:python_version<'3']\nb\n"}, {"setup.py", ""}})
                .metadata.requires_dist,
            (Lines{"a", "b; extra == 'x' and python_version<'3'"}));
  const Metadata last =
      sdist({{"requirements.txt", "# c\na==1  # why\n-i https://example.com/simple\n-r other.txt\n"}, {"setup.py", ""}})
          .metadata;
  EXPECT_EQ(last.requires_dist, Lines{"a==1"});
  EXPECT_EQ(last.dependency_links, Lines{"https://example.com/simple"});
  EXPECT_FALSE(last.from_file);
}

TEST(MetadataOfArtifacts, broken_toml_is_a_problem_and_no_more) {
  const Artifact artifact = sdist({{"pyproject.toml", "[project\n"}, {"setup.py", ""}});
  ASSERT_EQ(artifact.problems.size(), 1u);
  EXPECT_EQ(artifact.problems[0].file, "pyproject.toml");
  EXPECT_EQ(artifact.metadata.name, "pkg");
}

TEST(MetadataOfArtifacts, broken_toml_is_read_as_far_as_it_goes) {
  const std::string toml =
      "[project]\nname = 'stated'\n[build-system]\nbuild-backend = 'be'\nbackend-path = ['_build']\n[&";
  const Artifact artifact = sdist({{"pyproject.toml", toml}, {"_build/be.py", ""}});
  EXPECT_EQ(problems(artifact), Lines{"pyproject.toml: no valid TOML: line 6: unexpected `&`"});
  EXPECT_EQ(artifact.metadata.name, "stated");
  EXPECT_EQ(roles(artifact)[1], "_build/be.py build-backend _build.be");
}

TEST(MetadataOfArtifacts, wheel_file_names_have_tags) {
  const Artifact artifact =
      unpack(ZipBuilder().add("a.py", "").finished(), "/x/My_Pkg-2.0b1-1-cp311-abi3-manylinux2014_x86_64.whl");
  EXPECT_EQ(artifact.metadata.name, "My_Pkg");
  EXPECT_EQ(artifact.metadata.version, "2.0b1-1");
}

}  // namespace
}  // namespace antivenom
