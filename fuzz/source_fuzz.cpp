// A Python source file, from its bytes to the verdict. The first byte says where the package has it.
#include "fuzz.h"

using namespace antivenom;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  constexpr size_t kTwiceOf = 16;  // inputs, one is scanned twice
  const ByteView source = fuzz::view(data + 1, size - 1);
  Artifact artifact = fuzz::empty_artifact();
  switch (data[0] % 4) {
    case 0:
      fuzz::add_file(artifact, "sample/__init__.py", Role::package_init, Content::python, "sample", source);
      break;
    case 1:
      fuzz::add_file(artifact, "setup.py", Role::setup, Content::python, "", source);
      break;
    case 2:
      fuzz::add_file(artifact, "tests/test_sample.py", Role::test, Content::python, "", source);
      break;
    default:
      fuzz::add_file(artifact, "sample.pth", Role::startup, Content::text, "", source);
  }
  fuzz::scan_and_check(artifact, size % kTwiceOf == 0);
  return 0;
}
