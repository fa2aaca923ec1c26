#include "collect/feeds/formats/csv.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/lower_case.h"

namespace antivenom::collect {
namespace {

// The longest field seen in a real listing has 9 KB.
constexpr size_t kMaxRow = 1 << 20;
constexpr size_t kMaxFields = 1024;
// Looking for the end of a quote reads up to kMaxRow each time.
constexpr size_t kMaxUnclosed = 1000;

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '_' && c != '-' && std::isspace(static_cast<unsigned char>(c)) == 0) {
      out += lower_case(c);
    }
  }
  return out;
}

char separator_of(std::string_view first_line) {
  char best = ',';
  for (const char c : {';', '\t'}) {
    if (std::count(first_line.begin(), first_line.end(), c) > std::count(first_line.begin(), first_line.end(), best))
      best = c;
  }
  return best;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  separator_ = separator_of(text_.substr(0, std::min(text_.find('\n'), kMaxRow)));
  columns_ = take_row().fields;
}

std::optional<size_t> CsvReader::column(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (folded(columns_[i]) == folded(name)) return i;
    }
  }
  return std::nullopt;
}

std::optional<CsvRow> CsvReader::next() {
  while (at_ < text_.size()) {
    CsvRow row = take_row();
    const bool empty =
        std::all_of(row.fields.begin(), row.fields.end(), [](const std::string& f) { return f.empty(); });
    if (!empty || row.error) return row;
  }
  return std::nullopt;
}

CsvRow CsvReader::take_row() {
  CsvRow row;
  row.line = line_;
  row.fields.emplace_back();
  const size_t start = at_;
  bool quoted = false, whole = false;
  while (at_ < text_.size() && at_ - start <= kMaxRow && row.fields.size() <= kMaxFields) {
    const char c = text_[at_++];
    line_ += c == '\n' ? 1 : 0;
    if (quoted) {
      if (c != '"') {
        row.fields.back() += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        row.fields.back() += '"';
        ++at_;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == separator_) {
      row.fields.emplace_back();
    } else if (c == '\n') {
      whole = true;
      break;
    } else if (c != '\r') {
      row.fields.back() += c;
    }
  }
  if (whole || (at_ == text_.size() && !quoted)) return row;
  // Go on behind the line on which the row starts.
  row.fields.clear();
  row.error = Error{quoted ? "a quote is not closed" : "the row is too long", {}};
  const size_t end = text_.find('\n', start);
  at_ = end == std::string_view::npos || ++unclosed_ >= kMaxUnclosed ? text_.size() : end + 1;
  if (unclosed_ >= kMaxUnclosed) row.error->what += "; too many rows like that, the rest is not read";
  line_ = row.line + 1;
  return row;
}

}  // namespace antivenom::collect
