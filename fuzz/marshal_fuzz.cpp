// Marshal data of the Python that the first byte chooses: the reader, the decompiler, and a package that ships it as
// bytecode only.
#include <string>

#include "fuzz.h"
#include "python/bytecode.h"
#include "python/tree.h"

namespace {

using namespace antivenom;
using python::MarshalId;

struct Version {
  int major, minor;
  std::string_view header;  // of a .pyc: magic number, flags, time and size
};

#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0"
constexpr Version kVersions[] = {
    {2, 7, {"\x03\xf3\r\n" ZEROS, 8}},  {3, 6, {"\x33\r\r\n" ZEROS, 12}},    {3, 7, {"\x42\r\r\n" ZEROS, 16}},
    {3, 8, {"\x55\r\r\n" ZEROS, 16}},   {3, 9, {"\x61\r\r\n" ZEROS, 16}},    {3, 10, {"\x6f\r\r\n" ZEROS, 16}},
    {3, 11, {"\xa7\r\r\n" ZEROS, 16}},  {3, 12, {"\xcb\r\r\n" ZEROS, 16}},   {3, 13, {"\xf3\r\r\n" ZEROS, 16}},
    {3, 4, {"\xee\x0c\r\n" ZEROS, 12}}, {3, 14, {"\x10\x0e\r\n" ZEROS, 16}},  // their instructions are not known
};
#undef ZEROS

void check_graph(const python::MarshalData& data, size_t size) {
  const size_t objects = data.objects.size();
  fuzz::require(data.root < objects && data.consumed <= size, "marshal data has a root and an end");
  for (const python::MarshalObject& object : data.objects) {
    for (MarshalId item : object.items) fuzz::require(item < objects, "an item is an object");
    fuzz::require(object.kind != python::MarshalKind::kCode || object.code < data.codes.size(), "code has its fields");
  }
  for (const python::CodeObject& code : data.codes)
    for (MarshalId part : {code.code, code.consts, code.names, code.varnames, code.freevars, code.cellvars,
                           code.filename, code.name, code.exception_table, code.line_table})
      fuzz::require(part < objects, "a field of code is an object");
}

void check_listing(const python::MarshalData& data) {
  const python::MarshalObject& root = data.objects[data.root];
  if (root.kind != python::MarshalKind::kCode) return;
  python::DecompileLimits limits;
  limits.max_instructions = 20'000;
  limits.max_bytes = 1u << 20;
  constexpr size_t kBeyond = 8u << 20;  // one line, and one constant in it, may pass the bound
  fuzz::require(python::decompile_text(data, root.code, limits).size() <= limits.max_bytes + kBeyond,
                "a listing stays within its bound");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  constexpr size_t kGuesses = 2;  // values of the first byte that leave the version to the reader
  const size_t choice = data[0] % (std::size(kVersions) + kGuesses);
  const ByteView bytes = fuzz::view(data + 1, size - 1);
  const bool guess = choice >= std::size(kVersions);
  const Version& version = kVersions[guess ? 0 : choice];
  const auto read = guess ? python::read_marshal(bytes) : python::read_marshal(bytes, version.major, version.minor);
  if (!read) return 0;
  check_graph(*read, bytes.size());
  check_listing(*read);
  if (guess) {
    fuzz::scan_and_check(fuzz::package_with_data(
        "import marshal, pkgutil\nexec(marshal.loads(pkgutil.get_data(__name__, 'data.bin')))\n", bytes));
    return 0;
  }
  const std::string pyc = std::string(version.header) + std::string(bytes);
  Artifact artifact = fuzz::empty_artifact();
  fuzz::add_file(artifact, "sample/__init__.pyc", Role::package_init, Content::bytecode, "sample", pyc);
  fuzz::add_file(artifact, "setup.py", Role::setup, Content::python, "",
                 "import runpy\nfor i in range(3):\n    print(runpy.run_path('sample/__init__.pyc'))\n");
  fuzz::scan_and_check(artifact);
  return 0;
}
