// PEP 440 order, without making anything of a version but its key: epoch, release, pre, post, dev, local.
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "store/store.h"

namespace antivenom::store {
namespace {

constexpr int64_t kLowest = INT64_MIN, kHighest = INT64_MAX;

struct Part {  // of a local version: numbers are newer than words
  bool number = false;
  int64_t value = 0;
  std::string word;
  auto operator<=>(const Part&) const = default;
};

struct Parsed {
  int64_t epoch = 0;
  std::vector<int64_t> release;                  // without trailing zeros
  std::pair<int64_t, int64_t> pre{kHighest, 0};  // kind (a 0, b 1, rc 2), number
  int64_t post = kLowest;
  int64_t dev = kHighest;
  std::vector<Part> local;
  auto operator<=>(const Parsed&) const = default;
};

class Reader {
 public:
  explicit Reader(std::string_view text) {
    for (const char c : text) text_ += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const size_t first = text_.find_first_not_of(" \t\r\n");
    const size_t last = text_.find_last_not_of(" \t\r\n");
    text_ = first == std::string::npos ? std::string() : text_.substr(first, last - first + 1);
  }

  bool done() const { return at_ == text_.size(); }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  bool take_separator() { return take('.') || take('-') || take('_'); }

  // Digits beyond what a number holds are as large as it gets.
  std::optional<int64_t> number() {
    constexpr int64_t kMax = INT64_MAX / 16;
    const size_t start = at_;
    int64_t value = 0;
    for (; !done() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0; ++at_) {
      value = value > kMax ? value : value * 10 + (text_[at_] - '0');
    }
    return at_ > start ? std::optional(value) : std::nullopt;
  }
  std::string letters_and_digits() {
    const size_t start = at_;
    while (!done() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return text_.substr(start, at_ - start);
  }
  size_t mark() const { return at_; }
  void back_to(size_t mark) { at_ = mark; }

 private:
  std::string text_;
  size_t at_ = 0;
};

struct Word {
  std::string_view text;
  int kind;
};
constexpr std::array kPre = {Word{"alpha", 0},   Word{"a", 0},   Word{"beta", 1}, Word{"b", 1},
                             Word{"preview", 2}, Word{"pre", 2}, Word{"rc", 2},   Word{"c", 2}};

// The number after a word: "", "1", ".1", "-1"; nothing is 0.
int64_t number_after(Reader& in) {
  const size_t mark = in.mark();
  in.take_separator();
  if (const auto number = in.number()) return *number;
  in.back_to(mark);
  return 0;
}

void read_pre(Reader& in, Parsed& out) {
  const size_t mark = in.mark();
  in.take_separator();
  for (const Word& word : kPre) {
    if (in.take_word(word.text)) {
      out.pre = {word.kind, number_after(in)};
      return;
    }
  }
  in.back_to(mark);
}

void read_post(Reader& in, Parsed& out) {
  const size_t mark = in.mark();
  if (in.take('-')) {
    if (const auto number = in.number()) {  // 1.0-1
      out.post = *number;
      return;
    }
    in.back_to(mark);
  }
  in.take_separator();
  if (in.take_word("post") || in.take_word("rev") || in.take_word("r")) {
    out.post = number_after(in);
    return;
  }
  in.back_to(mark);
}

void read_dev(Reader& in, Parsed& out) {
  const size_t mark = in.mark();
  in.take_separator();
  if (in.take_word("dev")) {
    out.dev = number_after(in);
    return;
  }
  in.back_to(mark);
}

bool read_local(Reader& in, Parsed& out) {
  do {
    const std::string part = in.letters_and_digits();
    if (part.empty()) return false;
    const bool number = part.find_first_not_of("0123456789") == std::string::npos && part.size() < 18;
    out.local.push_back({number, number ? std::stoll(part) : 0, number ? std::string() : part});
  } while (in.take_separator());
  return true;
}

std::optional<Parsed> parsed(std::string_view text) {
  Reader in(text);
  Parsed out;
  in.take('v');
  auto number = in.number();
  if (!number) return std::nullopt;
  if (in.take('!')) {
    out.epoch = *number;
    number = in.number();
    if (!number) return std::nullopt;
  }
  out.release.push_back(*number);
  for (size_t mark = in.mark(); in.take('.'); mark = in.mark()) {
    const auto next = in.number();
    if (!next) {
      in.back_to(mark);
      break;
    }
    out.release.push_back(*next);
  }
  while (out.release.size() > 1 && out.release.back() == 0) out.release.pop_back();
  read_pre(in, out);
  read_post(in, out);
  read_dev(in, out);
  // 1.0.dev1 comes before 1.0a1.
  if (out.pre.first == kHighest && out.post == kLowest && out.dev != kHighest) out.pre = {kLowest, 0};
  if (in.take('+') && !read_local(in, out)) return std::nullopt;
  return in.done() ? std::optional(out) : std::nullopt;
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  const auto left = parsed(a), right = parsed(b);
  if (left && right) return *left < *right ? -1 : *right < *left ? 1 : 0;
  if (left || right) return left ? 1 : -1;
  return a.compare(b) < 0 ? -1 : a == b ? 0 : 1;
}

bool is_version(std::string_view text) { return parsed(text).has_value(); }

}  // namespace antivenom::store
