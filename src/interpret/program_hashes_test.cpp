#include "interpret/program_hashes.h"

#include <gtest/gtest.h>

#include "artifact/testing/archive_builder.h"

namespace antivenom::interpret {
namespace {

const std::string kElf = std::string("\x7f") + "ELF\2\1\1 inert";
const std::string kWindows = [] {  // the header of the format and nothing to run
  std::string bytes = "MZ" + std::string(58, '\0') + std::string("\x40\0\0\0", 4);
  return bytes + std::string("PE\0\0", 4) + "inert";
}();

std::string listed(const Artifact& artifact, bool loads = false) {
  Facts facts;
  if (loads) {
    Event& event = facts.events.emplace_back();
    event.effects.add(Effect::load_native);
  }
  add_program_hashes(artifact, facts);
  std::string out;
  for (const Indicator& i : facts.indicators)
    out += i.type + " " + i.value.substr(0, 8) + " " + artifact.members[i.place.file].path +
           (i.benign_looking ? " benign\n" : "\n");
  return out;
}

TEST(ProgramHashes, programs_and_scripts_are_listed_also_inside_archives) {
  testing::ZipBuilder inner;
  inner.add("deep/saver.scr", kWindows);
  inner.add("readme.txt", "text");
  testing::TarBuilder tar;
  tar.add("demo-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n");
  tar.add("demo-1.0/demo/__init__.py", "x = 1\n");
  tar.add("demo-1.0/demo/tool", kElf);
  tar.add("demo-1.0/demo/same", kElf);
  tar.add("demo-1.0/demo/run.BAT", "echo hi\n");
  tar.add("demo-1.0/docs/make.bat", "echo docs\n");
  tar.add("demo-1.0/demo/data.bin", "no program");
  tar.add("demo-1.0/demo/more.zip", inner.finished());
  // printf '\x7fELF\2\1\1 inert' | sha256sum, and so on.
  EXPECT_EQ(listed(unpack(testing::gzipped(tar.finished()), "demo-1.0.tar.gz")),
            "hash 3db4f2b6 demo/tool\nhash ab08508f demo/run.BAT\nhash a20da357 demo/more.zip!/deep/saver.scr\n");
}

TEST(ProgramHashes, compiled_modules_of_a_wheel_are_where_they_belong) {
  testing::ZipBuilder wheel;
  wheel.add("demo/__init__.py", "x = 1\n");
  wheel.add("demo/fast.so", kElf);
  wheel.add("demo/helper.exe", kWindows);
  wheel.add("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n");
  wheel.add("demo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n");
  const Artifact artifact = unpack(wheel.finished(), "demo-1.0-cp311-cp311-linux_x86_64.whl");
  EXPECT_EQ(listed(artifact), "hash 3db4f2b6 demo/fast.so benign\nhash a20da357 demo/helper.exe\n");
  EXPECT_EQ(listed(artifact, true), "hash 3db4f2b6 demo/fast.so\nhash a20da357 demo/helper.exe\n");
}

}  // namespace
}  // namespace antivenom::interpret
