// What goes into and comes out of a statement.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace antivenom::store {

// A tagged value, plain rather than a std::variant: GCC 12 warns of the latter in vectors without cause.
class Value {
 public:
  Value() = default;  // NULL
  Value(int64_t number) : kind_(Kind::integer), integer_(number) {}
  Value(uint64_t number) : Value(static_cast<int64_t>(number)) {}
  Value(int number) : Value(static_cast<int64_t>(number)) {}
  Value(uint32_t number) : Value(static_cast<int64_t>(number)) {}
  Value(bool flag) : Value(static_cast<int64_t>(flag)) {}
  Value(double number) : kind_(Kind::real), real_(number) {}
  Value(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
  Value(std::string_view text) : Value(std::string(text)) {}
  Value(const char* text) : Value(std::string(text)) {}

  bool is_null() const { return kind_ == Kind::null; }
  const int64_t* integer() const { return kind_ == Kind::integer ? &integer_ : nullptr; }
  const double* real() const { return kind_ == Kind::real ? &real_ : nullptr; }
  const std::string* text() const { return kind_ == Kind::text ? &text_ : nullptr; }

  // Reading, with NULL as nothing.
  int64_t as_integer() const { return kind_ == Kind::real ? static_cast<int64_t>(real_) : integer_; }
  uint64_t as_count() const { return static_cast<uint64_t>(as_integer()); }
  double as_real() const { return kind_ == Kind::real ? real_ : static_cast<double>(integer_); }
  const std::string& as_text() const { return text_; }

 private:
  enum class Kind : uint8_t { null, integer, real, text };
  Kind kind_ = Kind::null;
  int64_t integer_ = 0;
  double real_ = 0;
  std::string text_;
};

using Values = std::vector<Value>;

struct Rows {
  std::vector<Values> rows;
  uint64_t changed = 0;  // rows that the statement wrote

  bool empty() const { return rows.empty(); }
  size_t size() const { return rows.size(); }
  const Values& operator[](size_t i) const { return rows[i]; }
  auto begin() const { return rows.begin(); }
  auto end() const { return rows.end(); }
};

// NULL where nothing is known.
inline Value known(const std::string& text) { return text.empty() ? Value() : Value(text); }
inline Value known(int64_t time) { return time == 0 ? Value() : Value(time); }

}  // namespace antivenom::store
