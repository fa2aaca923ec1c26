// A pickle: its source text, and a package that loads it.
#include "fuzz.h"
#include "interpret/pickle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace antivenom;
  constexpr size_t kMaxListing = 32u << 20;
  const ByteView bytes = fuzz::view(data, size);
  fuzz::require(interpret::pickle_text(bytes).size() <= kMaxListing, "a listing is bounded");
  fuzz::scan_and_check(fuzz::package_with_data(
      "import pickle, pkgutil\nexec(str(pickle.loads(pkgutil.get_data(__name__, 'data.bin'))))\n", bytes));
  return 0;
}
