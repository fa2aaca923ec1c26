#include "collect/feeds/formats/json.h"

#include <algorithm>

namespace antivenom::collect {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool too_deep(std::string_view text) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxJsonDepth) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (too_deep(text)) return fail("JSON nested deeper than " + std::to_string(kMaxJsonDepth));
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return fail("no valid JSON at byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    return fail("no valid JSON");
  }
}

JsonPieces JsonPieces::elements(std::string_view text) {
  JsonPieces pieces(text, Form::sequence);
  if (text.starts_with("\xEF\xBB\xBF")) pieces.at_ = 3;
  pieces.skip_blanks();
  if (pieces.at_ < text.size() && text[pieces.at_] == '[') {
    pieces.form_ = Form::array;
    return pieces;
  }
  JsonPieces first = pieces;
  if (first.skip_value() && first.line_ == pieces.line_) {
    const size_t end = text.find_first_not_of(" \t\r", first.at_);
    if (end != std::string_view::npos && text[end] == '\n') pieces.form_ = Form::lines;
  }
  return pieces;
}

JsonPieces JsonPieces::members(std::string_view text) {
  JsonPieces pieces(text, Form::object);
  if (text.starts_with("\xEF\xBB\xBF")) pieces.at_ = 3;
  return pieces;
}

void JsonPieces::skip_blanks() {
  for (; at_ < text_.size() && is_blank(text_[at_]); ++at_) line_ += text_[at_] == '\n' ? 1 : 0;
}

bool JsonPieces::take(char c) {
  skip_blanks();
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool JsonPieces::skip_text() {
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\\') {
      ++at_;
    } else if (text_[at_] == '"') {
      ++at_;
      return true;
    } else if (text_[at_] == '\n') {
      ++line_;
    }
  }
  at_ = text_.size();
  return false;
}

bool JsonPieces::skip_value() {
  size_t depth = 0;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      if (!skip_text()) return false;
      if (depth == 0) return true;
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at_;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return true;
      ++at_;
      if (--depth == 0) return true;
    } else if (depth == 0 && (c == ',' || is_blank(c))) {
      return true;
    } else {
      line_ += c == '\n' ? 1 : 0;
      ++at_;
    }
  }
  return depth == 0;
}

std::optional<JsonPiece> JsonPieces::stop(std::string what) {
  error_ = Error{std::move(what), "line " + std::to_string(line_)};
  closed_ = true;
  return std::nullopt;
}

std::optional<JsonPiece> JsonPieces::next() {
  if (closed_) return std::nullopt;
  const char open = form_ == Form::array ? '[' : '{', close = form_ == Form::array ? ']' : '}';
  const bool enclosed = form_ == Form::array || form_ == Form::object;
  if (enclosed) {
    if (!opened_ && !take(open)) return stop(form_ == Form::array ? "no JSON list" : "no JSON object");
    if (take(close)) {
      closed_ = true;
      skip_blanks();
      if (at_ < text_.size()) return stop("something follows the end of the JSON");
      return std::nullopt;
    }
    if (opened_ && !take(',')) return stop(at_ < text_.size() ? "no comma between two records" : "the JSON is cut off");
    opened_ = true;
  }
  skip_blanks();
  if (at_ >= text_.size()) {
    if (enclosed) return stop("the JSON is cut off");
    closed_ = true;
    return std::nullopt;
  }
  JsonPiece piece;
  piece.index = index_++;
  piece.line = line_;
  if (form_ == Form::object) {
    const size_t start = at_;
    if (text_[at_] != '"' || !skip_text()) return stop("a member of the JSON has no name");
    const auto key = parse_json(text_.substr(start, at_ - start));
    piece.key = key && key->is_string() ? key->get<std::string>() : std::string();
    if (!take(':')) return stop("a member of the JSON has no value");
    skip_blanks();
  }
  const size_t start = at_;
  if (form_ == Form::lines) {
    at_ = std::min(text_.find('\n', at_), text_.size());
    piece.text = text_.substr(start, at_ - start);
    return piece;
  }
  if (!skip_value()) {
    stop("the JSON is cut off");
    if (form_ != Form::object) return std::nullopt;
    piece.text = text_.substr(start);
    return piece;
  }
  if (at_ == start) return stop("a value is missing");
  piece.text = text_.substr(start, at_ - start);
  return piece;
}

const Json& member(const Json& object, std::string_view key) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto at = object.find(key);
  return at == object.end() ? kNothing : *at;
}

std::string text_of(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() ? value.dump() : std::string();
}

std::vector<std::string> texts_of(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  std::vector<std::string> out;
  if (value.is_string()) out.push_back(value.get<std::string>());
  if (value.is_array()) {
    for (const Json& item : value) {
      if (item.is_string()) out.push_back(item.get<std::string>());
    }
  }
  return out;
}

}  // namespace antivenom::collect
