// The text that a tree points into.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace antivenom::python {

// The text of a source: its own, or a view of bytes that outlive it.
class SourceText : public std::string_view {
 public:
  SourceText() = default;
  static SourceText keep(std::string text) {
    auto own = std::make_shared<const std::string>(std::move(text));
    const std::string_view all = *own;
    return {all, std::move(own)};
  }
  static SourceText view(std::string_view outlives) { return {outlives, nullptr}; }
  // Its first bytes; all of it when there are no more.
  SourceText first(size_t bytes) const { return {substr(0, bytes), own_}; }

 private:
  SourceText(std::string_view text, std::shared_ptr<const std::string> own)
      : std::string_view(text), own_(std::move(own)) {}
  std::shared_ptr<const std::string> own_;
};

}  // namespace antivenom::python
