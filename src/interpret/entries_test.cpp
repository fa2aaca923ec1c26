#include <gtest/gtest.h>

#include "interpret/testing/package_facts.h"

namespace antivenom::interpret {
namespace {

TEST(Entries, events_of_a_pth_file_lie_within_its_lines) {
  const Facts facts =
      test_support::facts_of({{"sample.pth", "/some/path\nimport os; os.system('echo pth')\n/other\n"}});
  ASSERT_EQ(facts.events.size(), 1u);
  const Place& place = facts.events[0].place;
  EXPECT_EQ(place.line, 2u);
  EXPECT_EQ(facts.files.at(place.file).path, "sample.pth");
  EXPECT_EQ(facts.files.at(place.file).lines, 4u);
}

TEST(Entries, a_module_beside_the_importing_file_is_found_unless_everybody_knows_the_name) {
  const Facts facts = test_support::facts_of(
      {{"odd-name/__init__.py", "import tool\ntool.start()\nimport requests\nrequests.get('u')\n"},
       {"odd-name/tool.py", "import os\ndef start():\n    os.system('echo beside')\n"},
       {"odd-name/requests.py", "def get(url):\n    print(url)\n"}});
  ASSERT_EQ(facts.events.size(), 3u);
  EXPECT_EQ(facts.events[0].callee, "os.system");
  EXPECT_EQ(facts.events[0].trigger, Trigger::import);
  EXPECT_EQ(facts.events[1].callee, "requests.get");
  EXPECT_EQ(facts.events[2].callee, "print");  // nobody calls it
  EXPECT_EQ(facts.files[1].linked_lines, facts.files[1].lines + facts.files[2].lines);
}

TEST(Entries, what_imports_each_other_is_counted_together) {
  const Facts facts = test_support::facts_of({{"pkg/__init__.py", "from . import a\n"},
                                              {"pkg/a.py", "x = 1\ny = 2\n"},
                                              {"pkg/alone.py", "z = 3\n"},
                                              {"setup.py", "from setuptools import setup\nsetup()\n"}});
  std::vector<uint64_t> lines;  // the first file is none: the metadata that the helper adds
  for (const FileFact& file : facts.files) lines.push_back(file.linked_lines);
  EXPECT_EQ(lines, (std::vector<uint64_t>{0, 5, 5, 2, 3}));
}

TEST(Entries, scripts_that_setup_names_or_finds_are_programs) {
  const Facts facts = test_support::facts_of(
      {{"setup.py",
        "from glob import glob\nfrom setuptools import setup\nsetup(scripts=['extra/one'] + ['extra/two.py'])\n"
        "setup(scripts=glob('tools/*.py'))\n"},
       {"extra/one.py", "print('not named')\n"},
       {"extra/two.py", "print('two')\n"},
       {"tools/three.py", "print('three')\n"},
       {"tools/deep/four.py", "print('not found')\n"}});
  std::vector<std::string> said;
  for (const Event& event : facts.events)
    if (event.callee == "print" && event.reach == Reach::entry && event.trigger == Trigger::runtime)
      said.push_back(event.args.at(0).text);
  EXPECT_EQ(said, (std::vector<std::string>{"two", "three"}));
}

}  // namespace
}  // namespace antivenom::interpret
