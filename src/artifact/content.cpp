#include "artifact/content.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "artifact/names.h"
#include "artifact/tar.h"
#include "base/lower_case.h"
#include "base/utf8.h"

namespace antivenom::unpacking {
namespace {

struct Magic {
  std::string_view bytes;
  Content content;
};

constexpr std::array<Magic, 16> kMagics = {{
    {{"\x7f"
      "ELF",
      4},
     Content::native},
    {{"\xfe\xed\xfa\xce", 4}, Content::native},
    {{"\xfe\xed\xfa\xcf", 4}, Content::native},
    {{"\xce\xfa\xed\xfe", 4}, Content::native},
    {{"\xcf\xfa\xed\xfe", 4}, Content::native},
    {{"\xca\xfe\xba\xbe", 4}, Content::native},  // Mach-O for several machines; also Java classes
    {{"!<arch>\n", 8}, Content::native},
    {{"\x89PNG\r\n\x1a\n", 8}, Content::image},
    {{"\xff\xd8\xff", 3}, Content::image},
    {{"GIF87a", 6}, Content::image},
    {{"GIF89a", 6}, Content::image},
    {{"\0\0\1\0", 4}, Content::image},
    {{"II*\0", 4}, Content::image},
    {{"MM\0*", 4}, Content::image},
    {{"Rar!\x1a\x07", 6}, Content::archive},
    {{"MSCF\0\0\0\0", 8}, Content::archive},
}};

uint32_t little32(ByteView bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

bool is_windows_program(ByteView bytes) {
  if (!starts_with(bytes, "MZ") || bytes.size() < 64) return false;
  const uint32_t header = little32(bytes, 60);
  return header < bytes.size() && starts_with(bytes.substr(header), std::string_view("PE\0\0", 4));
}

bool is_bitmap(ByteView bytes) {
  // The size of the known info headers: "BM" alone also begins words.
  return starts_with(bytes, "BM") && bytes.size() > 18 && little32(bytes, 14) >= 12 && little32(bytes, 14) <= 124;
}

// CPython's magic number: two bytes of version, then CR LF.
bool is_bytecode(std::string_view extension, ByteView bytes) {
  const bool named = extension == ".pyc" || extension == ".pyo";
  const bool marked = bytes.size() >= 16 && bytes[2] == '\r' && bytes[3] == '\n' &&
                      (static_cast<unsigned char>(bytes[0]) >= 0x80 || static_cast<unsigned char>(bytes[1]) >= 0x80 ||
                       bytes[1] == '\x0c' || bytes[1] == '\x0d' || bytes[1] == '\x0e') &&
                      bytes.substr(4, 4).find_first_not_of(std::string_view("\0\1\2\3", 4)) == std::string_view::npos;
  return named ? bytes.size() >= 4 && bytes[2] == '\r' && bytes[3] == '\n' : marked;
}

constexpr size_t kWindow = 4096;

constexpr auto kOddControls = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < 0x20; ++c) out[c] = true;
  for (char usual : {'\t', '\n', '\r', '\f', '\b', '\x1b'}) out[static_cast<uint8_t>(usual)] = false;
  out[0x7f] = true;
  return out;
}();

// How many control characters are in it that texts do not have. Each file of each package passes here: eight bytes of
// which none is a control character are one step.
size_t odd_controls(ByteView window) {
  constexpr uint64_t kOnes = 0x0101010101010101ull, kHigh = kOnes * 0x80;
  size_t odd = 0;
  for (size_t at = 0; at < window.size(); at += sizeof(uint64_t)) {
    const ByteView next = window.substr(at, sizeof(uint64_t));
    uint64_t word = 0;
    std::memcpy(&word, next.data(), next.size());
    const uint64_t below_blank = (word - kOnes * 0x20) & ~word,
                   deleted = ((word ^ kOnes * 0x7f) - kOnes) & ~(word ^ kOnes * 0x7f);
    if (((below_blank | deleted) & kHigh) == 0) continue;
    for (const char c : next) odd += kOddControls[static_cast<uint8_t>(c)] ? 1 : 0;
  }
  return odd;
}

// The window may end inside a character.
bool is_utf8_window(ByteView bytes) {
  for (size_t cut = 0; cut < 4 && cut <= bytes.size(); ++cut) {
    if (is_utf8(bytes.substr(0, bytes.size() - cut))) return true;
    if (bytes.size() < kWindow) return false;
  }
  return false;
}

bool has_utf16_mark(ByteView bytes) { return starts_with(bytes, "\xff\xfe") || starts_with(bytes, "\xfe\xff"); }

// Text in any encoding. Random bytes hold about 11 % control characters, text next to none.
bool is_text(ByteView bytes) {
  const ByteView window = bytes.substr(0, kWindow);
  if (has_utf16_mark(window)) return true;
  const size_t odd = odd_controls(window);
  return is_utf8_window(window) ? odd * 10 <= window.size() : odd * 33 <= window.size();
}

std::string_view first_line(ByteView bytes) { return bytes.substr(0, std::min<size_t>(bytes.find('\n'), 256)); }

bool has_python_shebang(ByteView bytes) {
  return starts_with(bytes, "#!") && first_line(bytes).find("python") != std::string_view::npos;
}

// For files without an extension, where only the text can tell: by its first line that is no comment.
bool reads_like_python(ByteView bytes) {
  ByteView rest = bytes.substr(0, kWindow);
  if (starts_with(rest, "#!")) return false;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line[0] == '#') continue;
    if (starts_with(line, "\"\"\"") || starts_with(line, "'''")) return true;
    if (starts_with(line, "from ")) return line.find(" import ") != std::string_view::npos;
    if (starts_with(line, "import ")) return line.back() != ';';
    return (starts_with(line, "def ") || starts_with(line, "class ")) && line.back() == ':';
  }
  return false;
}

}  // namespace

Content content_of(std::string_view path, ByteView bytes) {
  const std::string name = lower_case(base_name(path));
  const size_t dot = name.rfind('.');
  const std::string_view extension = dot == std::string::npos ? std::string_view() : std::string_view(name).substr(dot);
  for (const Magic& magic : kMagics) {
    if (starts_with(bytes, magic.bytes)) return magic.content;
  }
  if (is_windows_program(bytes)) return Content::native;
  if (starts_with(bytes, "RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return Content::image;
  if (is_bitmap(bytes)) return Content::image;
  if (looks_like_archive(bytes)) return Content::archive;
  if (is_bytecode(extension, bytes)) return Content::bytecode;
  if (!is_text(bytes)) return Content::binary;
  const bool utf16 = has_utf16_mark(bytes);
  if (!utf16 && (extension == ".py" || extension == ".pyw" || extension == ".pyx")) return Content::python;
  if (has_python_shebang(bytes)) return Content::python;
  if (dot == std::string::npos && reads_like_python(bytes)) return Content::python;
  return Content::text;
}

}  // namespace antivenom::unpacking
