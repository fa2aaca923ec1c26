// xml.etree.ElementTree over known texts: lists of targets and settings are kept in XML, too. An element is an instance
// whose payload is the list of its children, so that it is walked and indexed like one.
//
// Read as a browser would rather than as expat does: what is not well-formed gives an unknown, never an exception.
#include <algorithm>
#include <charconv>

#include "interpret/library/objects.h"
#include "interpret/library/tables.h"
#include "interpret/library/unicode.h"

namespace antivenom::interpret {
namespace {

constexpr std::string_view kElement = "xml.etree.ElementTree.Element", kTree = "xml.etree.ElementTree.ElementTree";
constexpr size_t kMaxDepth = 200;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// "&amp;" and "&#65;" -> their characters; others stay as they are.
std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t end = text[i] == '&' ? text.substr(i, 12).find(';') : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += text[i];
      continue;
    }
    std::string_view name = text.substr(i + 1, end - 1);
    const size_t before = out.size();
    if (name == "amp")
      out += '&';
    else if (name == "lt")
      out += '<';
    else if (name == "gt")
      out += '>';
    else if (name == "quot")
      out += '"';
    else if (name == "apos")
      out += '\'';
    else if (name.starts_with('#')) {
      const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
      name.remove_prefix(hex ? 2 : 1);
      uint32_t code = 0;
      const auto [stopped, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
      if (error == std::errc() && stopped == name.data() + name.size() && code > 0 && code <= 0x10FFFF)
        append_utf8(out, code);
    }
    if (out.size() == before)
      out += text[i];
    else
      i += end;
  }
  return out;
}

class XmlReader {
 public:
  XmlReader(Runtime& runtime, std::string text, Runtime::Marks marks)
      : runtime_(runtime), text_(std::move(text)), marks_(marks) {}

  // The root element; Invalid where the text is no document.
  Value document() {
    while (at_ < text_.size()) {
      if (!runtime_.spend(1)) return {};
      const size_t tag = std::min(text_.find('<', at_), text_.size());
      add_text(unescaped(std::string_view(text_).substr(at_, tag - at_)));
      at_ = tag;
      if (at_ < text_.size() && !markup()) return {};
    }
    return open_.empty() ? root_ : Value();
  }

 private:
  bool skip_to(std::string_view end, size_t begin) {
    const size_t found = text_.find(end, begin);
    at_ = found == std::string::npos ? text_.size() : found + end.size();
    return found != std::string::npos;
  }

  bool markup() {
    const std::string_view rest = std::string_view(text_).substr(at_);
    if (rest.starts_with("<!--")) return skip_to("-->", at_ + 4);
    if (rest.starts_with("<?")) return skip_to("?>", at_ + 2);
    if (rest.starts_with("<![CDATA[")) {
      const size_t begin = at_ + 9;
      if (!skip_to("]]>", begin)) return false;
      add_text(text_.substr(begin, at_ - 3 - begin));
      return true;
    }
    if (rest.starts_with("<!"))
      return rest.substr(0, rest.find('>')).find('[') == std::string_view::npos && skip_to(">", at_ + 2);
    if (rest.starts_with("</")) {
      if (open_.empty() || !skip_to(">", at_ + 2)) return false;
      last_ = open_.back();
      open_.pop_back();
      return true;
    }
    return start_tag();
  }

  std::string_view word() {
    const size_t begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) &&
           std::string_view("=/><\"'").find(text_[at_]) == std::string_view::npos)
      ++at_;
    return std::string_view(text_).substr(begin, at_ - begin);
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  Value str(std::string_view text) { return runtime_.heap().str(text, marks_.origins, marks_.trail); }

  bool start_tag() {
    ++at_;
    const std::string_view name = word();
    if (name.empty() || open_.size() >= kMaxDepth || (open_.empty() && root_.valid())) return false;
    Instance* element = new_builtin_instance(runtime_, kElement);
    element->payload = runtime_.heap().list({});
    auto* attributes = runtime_.heap().make<Dict>(Kind::kDict);
    set_field(runtime_, element, "tag", str(name));
    set_field(runtime_, element, "text", Value::none());
    set_field(runtime_, element, "tail", Value::none());
    set_field(runtime_, element, "attrib", Value(attributes));
    if (!element->payload.is(Kind::kList)) return false;
    if (open_.empty())
      root_ = Value(element);
    else
      open_.back()->payload.as<Sequence>()->items.push_back(Value(element));
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      if (text_[at_] == '>') {
        ++at_;
        open_.push_back(element);
        last_ = nullptr;
        return true;
      }
      if (text_[at_] == '/') {
        last_ = element;
        return skip_to(">", at_);
      }
      if (!attribute(attributes)) return false;
    }
    return false;
  }

  bool attribute(Dict* attributes) {
    const Value key = str(word());
    skip_blanks();
    if (!runtime_.spend(1) || at_ >= text_.size() || text_[at_] != '=') return false;
    ++at_;
    skip_blanks();
    if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) return false;
    const size_t begin = at_ + 1, end = text_.find(text_[at_], begin);
    if (end == std::string::npos) return false;
    const Value value = str(unescaped(std::string_view(text_).substr(begin, end - begin)));
    at_ = end + 1;
    if (key.valid() && value.valid()) runtime_.dict_set(attributes, key, value);
    return key.valid() && value.valid();
  }

  // Behind a child it is that child's tail, else the open element's text.
  void add_text(const std::string& text) {
    Instance* element = last_ != nullptr ? last_ : open_.empty() ? nullptr : open_.back();
    if (text.empty() || element == nullptr || (last_ != nullptr && open_.empty())) return;
    const char* name = last_ != nullptr ? "tail" : "text";
    const Value before = field(runtime_, element, name);
    const Value all = str(before.is(Kind::kStr) ? std::string(before.as<Text>()->text()) + text : text);
    if (all.valid()) set_field(runtime_, element, name, all);
  }

  Runtime& runtime_;
  const std::string text_;
  const Runtime::Marks marks_;
  size_t at_ = 0;
  std::vector<Instance*> open_;
  Instance* last_ = nullptr;  // the element that ended last, if nothing began since
  Value root_;
};

Value read_document(Runtime& runtime, Value text) {
  const auto known = runtime.to_bytes(text, true);
  if (!known || !spend_bytes(runtime, known->size())) return {};
  return XmlReader(runtime, std::string(*known), runtime.marks_of(text)).document();
}

Value from_string(Runtime& runtime, Value, CallArgs& args) {
  const Value text = args.get(runtime.heap(), 0, "text");
  return text.valid() ? read_document(runtime, text) : Value();
}

// parse(file): a stream of the library, or a shipped file.
Value parse(Runtime& runtime, Value, CallArgs& args) {
  const Value source = args.get(runtime.heap(), 0, "source");
  Value text = source.is(Kind::kInstance) ? source.as<Instance>()->payload : Value();
  if (source.is(Kind::kStr)) {
    if (const std::string_view* shipped = runtime.shipped_file(source.as<Text>()->text()))
      text = runtime.heap().bytes(*shipped);
  }
  const Value root = text.valid() ? read_document(runtime, text) : Value();
  if (!root.valid()) return {};
  Instance* tree = new_builtin_instance(runtime, kTree);
  set_field(runtime, tree, "_root", root);
  return Value(tree);
}

Value root_of(Runtime& runtime, Value self) {
  const Instance* tree = instance_of(runtime, self, kTree);
  return tree != nullptr                                   ? field(runtime, tree, "_root")
         : instance_of(runtime, self, kElement) != nullptr ? self
                                                           : Value();
}
Value get_root(Runtime& runtime, Value self, CallArgs&) { return root_of(runtime, self); }

const std::vector<Value>* children_of(Value element) {
  const Value list = element.is(Kind::kInstance) ? element.as<Instance>()->payload : Value();
  return list.is(Kind::kList) ? &list.as<Sequence>()->items : nullptr;
}

bool has_tag(Runtime& runtime, Value element, std::string_view tag) {
  return tag == "*" || tag.empty() || text_field(runtime, element.as<Instance>(), "tag") == tag;
}

// All below `element` with that tag, in the order of the document; itself too if `with_itself`. False: out of steps.
bool all_below(Runtime& runtime, Value element, std::string_view tag, bool with_itself, std::vector<Value>& out) {
  std::vector<Value> stack{element};
  for (bool first = true; !stack.empty(); first = false) {
    const Value one = stack.back();
    stack.pop_back();
    if (!runtime.spend(1) || children_of(one) == nullptr) return false;
    if ((!first || with_itself) && has_tag(runtime, one, tag)) out.push_back(one);
    const auto& children = *children_of(one);
    stack.insert(stack.end(), children.rbegin(), children.rend());
  }
  return true;
}

// The paths that programs use: "a", "a/b", "*", ".//a"; nothing for others.
std::optional<std::vector<Value>> select(Runtime& runtime, Value element, std::string_view path) {
  std::vector<Value> found{element};
  if (path.starts_with("./") && !path.starts_with(".//")) path.remove_prefix(2);
  while (!path.empty()) {
    const bool deep = path.starts_with(".//") || path.starts_with("//");
    if (deep) path.remove_prefix(path.starts_with('.') ? 3 : 2);
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view step = path.substr(0, end);
    path.remove_prefix(std::min(end + (path.substr(end).starts_with("//") ? 0 : 1), path.size()));
    if (step.empty() || step.find_first_of("[]@.") != std::string_view::npos) return std::nullopt;
    std::vector<Value> next;
    for (Value one : found) {
      if (deep) {
        if (!all_below(runtime, one, step, false, next)) return std::nullopt;
      } else if (const auto* children = children_of(one); children != nullptr) {
        for (Value child : *children)
          if (child.is(Kind::kInstance) && has_tag(runtime, child, step)) next.push_back(child);
      }
    }
    if (!runtime.spend(next.size() + 1)) return std::nullopt;
    found = std::move(next);
  }
  return found;
}

std::optional<std::vector<Value>> selected(Runtime& runtime, Value self, const CallArgs& args) {
  const Value root = root_of(runtime, self), path = args.get(runtime.heap(), 0, "path");
  if (!root.valid() || !path.is(Kind::kStr)) return std::nullopt;
  return select(runtime, root, std::string(path.as<Text>()->text()));
}

Value find(Runtime& runtime, Value self, CallArgs& args) {
  const auto found = selected(runtime, self, args);
  return !found ? Value() : found->empty() ? Value::none() : found->front();
}
Value find_all(Runtime& runtime, Value self, CallArgs& args) {
  auto found = selected(runtime, self, args);
  return found ? runtime.heap().list(std::move(*found)) : Value();
}
Value find_text(Runtime& runtime, Value self, CallArgs& args) {
  const auto found = selected(runtime, self, args);
  if (!found) return {};
  if (found->empty()) return Reader(runtime, args).optional(1, "default");
  const Value text = field(runtime, found->front().as<Instance>(), "text");
  return text.is_none() ? runtime.heap().str("") : text;
}

Value iterate_all(Runtime& runtime, Value self, CallArgs& args) {
  const Value root = root_of(runtime, self);
  Reader in(runtime, args);
  const std::string tag = in.str_or(0, "tag", "*");
  std::vector<Value> found;
  if (!root.valid() || !in.ok() || !all_below(runtime, root, tag, true, found)) return {};
  return runtime.heap().list(std::move(found));
}

Value get(Runtime& runtime, Value self, CallArgs& args) {
  const Instance* element = instance_of(runtime, self, kElement);
  const Value key = args.get(runtime.heap(), 0, "key");
  const Value attributes = element != nullptr ? field(runtime, element, "attrib") : Value();
  if (!attributes.is(Kind::kDict) || !runtime.known(key)) return {};
  const Value* found = runtime.dict_find(attributes.as<Dict>(), key);
  return found != nullptr ? *found : Reader(runtime, args).optional(1, "default");
}

#define AV_ELEMENT_METHODS(type)                                                                   \
  {type ".find", find}, {type ".findall", find_all, "list"}, {type ".findtext", find_text, "str"}, \
      {type ".iter", iterate_all, "list"}, {type ".iterfind", find_all, "list"}, {                 \
    type ".getroot", get_root                                                                      \
  }

constexpr NativeDef kXmlNatives[] = {
    {"xml.etree.ElementTree.fromstring", from_string, "xml.etree.ElementTree.Element"},
    {"xml.etree.ElementTree.XML", from_string, "xml.etree.ElementTree.Element"},
    {"xml.etree.cElementTree.fromstring", from_string, "xml.etree.ElementTree.Element"},
    {"xml.etree.cElementTree.XML", from_string, "xml.etree.ElementTree.Element"},
    {"defusedxml.ElementTree.fromstring", from_string, "xml.etree.ElementTree.Element"},
    {"lxml.etree.fromstring", from_string, "xml.etree.ElementTree.Element"},
    {"lxml.etree.XML", from_string, "xml.etree.ElementTree.Element"},
    {"xml.etree.ElementTree.parse", parse, "xml.etree.ElementTree.ElementTree"},
    {"xml.etree.cElementTree.parse", parse, "xml.etree.ElementTree.ElementTree"},
    {"defusedxml.ElementTree.parse", parse, "xml.etree.ElementTree.ElementTree"},
    {"lxml.etree.parse", parse, "xml.etree.ElementTree.ElementTree"},
    AV_ELEMENT_METHODS("xml.etree.ElementTree.Element"),
    AV_ELEMENT_METHODS("xml.etree.ElementTree.ElementTree"),
    {"xml.etree.ElementTree.Element.get", get},
};
#undef AV_ELEMENT_METHODS

}  // namespace

std::span<const NativeDef> xml_natives() { return kXmlNatives; }

}  // namespace antivenom::interpret
