#include "collect/feeds/formats/yaml.h"

#include <yaml.h>

#include <string>
#include <utility>
#include <vector>

namespace antivenom::collect {
namespace {

// Builds a value from the events of a document.
class Builder {
 public:
  // False: the error says why the document cannot be read.
  bool add(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_ALIAS_EVENT:
        return refuse("YAML with aliases is not read", event);
      case YAML_SCALAR_EVENT:
        return value(scalar(event), event);
      case YAML_SEQUENCE_START_EVENT:
        return open(Json::array(), event);
      case YAML_MAPPING_START_EVENT:
        return open(Json::object(), event);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return close(event);
      default:
        return true;
    }
  }

  Json root;
  std::string error;

 private:
  struct Frame {
    Json value;
    std::string key;
    bool has_key = false;
  };

  static Json scalar(const yaml_event_t& event) {
    const auto& s = event.data.scalar;
    std::string text(reinterpret_cast<const char*>(s.value), s.length);
    const bool plain = s.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && (text.empty() || text == "~" || text == "null")) return nullptr;
    return text;
  }

  bool refuse(const char* what, const yaml_event_t& event) {
    error = std::string(what) + ": line " + std::to_string(event.start_mark.line + 1);
    return false;
  }

  bool open(Json empty, const yaml_event_t& event) {
    if (stack_.size() >= kMaxJsonDepth) return refuse("YAML nested too deeply", event);
    stack_.push_back({std::move(empty), {}, false});
    return true;
  }

  bool close(const yaml_event_t& event) {
    Json value_of_frame = std::move(stack_.back().value);
    stack_.pop_back();
    return value(std::move(value_of_frame), event);
  }

  bool value(Json v, const yaml_event_t& event) {
    if (stack_.empty()) {
      root = std::move(v);
      return true;
    }
    Frame& frame = stack_.back();
    if (frame.value.is_array()) {
      frame.value.push_back(std::move(v));
    } else if (!frame.has_key) {
      if (!v.is_string()) return refuse("a YAML key that is no text", event);
      frame.key = v.get<std::string>();
      frame.has_key = true;
    } else {
      frame.value[frame.key] = std::move(v);
      frame.has_key = false;
    }
    return true;
  }

  std::vector<Frame> stack_;
};

class Parser {
 public:
  explicit Parser(std::string_view text) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (ready_)
      yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() {
    if (ready_) yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Result<Json> document() {
    Builder builder;
    for (;;) {
      yaml_event_t event;
      if (!ready_ || yaml_parser_parse(&parser_, &event) == 0) {
        return fail("no valid YAML: line " + std::to_string(parser_.problem_mark.line + 1));
      }
      const bool fine = builder.add(event);
      const bool ended = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete(&event);
      if (!fine) return fail(builder.error);
      if (ended) return std::move(builder.root);
    }
  }

 private:
  yaml_parser_t parser_{};
  bool ready_ = false;
};

}  // namespace

Result<Json> parse_yaml(std::string_view text) { return Parser(text).document(); }

}  // namespace antivenom::collect
