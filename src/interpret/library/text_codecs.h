// Encoders and decoders between str (as WTF-8) and bytes, with Python's error handlers. No values, no heap.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace antivenom::interpret {

// What CPython would raise. An empty exception: not computable here (too large, a handler or a name we do not have).
struct Raised {
  std::string exception, message;
};
template <class T>
using Computed = tl::expected<T, Raised>;
inline tl::unexpected<Raised> raised(std::string exception, std::string message) {
  return tl::unexpected<Raised>(Raised{std::move(exception), std::move(message)});
}
inline tl::unexpected<Raised> not_computable() { return tl::unexpected<Raised>(Raised{}); }

// `codec` is a canonical name. False: it is no text codec.
bool is_text_codec(std::string_view codec);
// bytes -> str. The result is at most ten times as long as the input.
Computed<std::string> decode_text(std::string_view raw, std::string_view codec, std::string_view errors);
// str -> bytes, the same bound.
Computed<std::string> encode_text(std::string_view utf8, std::string_view codec, std::string_view errors);

// One coding run: what it wrote, and how it treats what it cannot code.
class Coder {
 public:
  Coder(std::string_view codec, std::string_view errors) : codec_(codec), errors_(errors) {}

  std::string out;

  // Bytes [at, at + n) of `in` do not decode. False: stop, failure() says why.
  bool bad_bytes(std::string_view in, size_t at, size_t n, std::string_view why);
  // Character `c` at index `at` does not encode in `codec`. Appends the ASCII replacement through `put`.
  bool bad_character(uint32_t c, size_t at, std::string_view why, const std::function<void(uint32_t)>& put);
  bool passes_surrogates() const { return errors_ == "surrogatepass"; }
  bool escapes_surrogates() const { return errors_ == "surrogateescape"; }
  Computed<std::string> result() &&;

 private:
  bool fail_with(std::string exception, std::string message);
  std::string_view codec_, errors_;
  bool failed_ = false;
  Raised failure_;
};

// The families of codecs, by canonical name.
Computed<std::string> decode_escapes(std::string_view raw, std::string_view codec, std::string_view errors);
Computed<std::string> encode_escapes(std::string_view utf8, std::string_view codec);
Computed<std::string> decode_utf7(std::string_view raw, std::string_view errors);
std::string encode_utf7(std::string_view utf8);
Computed<std::string> decode_punycode(std::string_view raw);
Computed<std::string> encode_punycode(std::string_view utf8);
Computed<std::string> decode_idna(std::string_view raw);
Computed<std::string> encode_idna(std::string_view utf8);
std::string rot13(std::string_view text);

}  // namespace antivenom::interpret
