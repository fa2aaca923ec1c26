#include "interpret/pickle.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <vector>

#include "python/bytecode_text.h"

namespace antivenom::interpret {
namespace {

using python::is_plain_name;
using python::quoted;

constexpr size_t kMaxPickleText = 8u << 20;  // of the listing, bytes
constexpr size_t kMaxName = 4'096;           // of a module or what it offers, bytes
constexpr size_t kMaxPickleNodes = 400'000;
constexpr size_t kMaxStack = 200'000;
constexpr unsigned kMaxDepth = 20;  // of containers written out

// What unpickling's stack holds: a piece of text or a container still growing. Containers may be shared and may hold
// themselves.
struct Node {
  enum class Kind : uint8_t { kText, kList, kTuple, kDict, kSet, kMark } kind = Kind::kText;
  std::string text;
  std::vector<uint32_t> items;
};

class Machine {
 public:
  explicit Machine(std::string_view bytes) : bytes_(bytes) {}

  std::string run() {
    while (pos_ < bytes_.size() && nodes_.size() < kMaxPickleNodes && out_.size() < kMaxPickleText && step()) {
    }
    if (instructions_ < 2 || !started_) return {};
    if (!stack_.empty() && nodes_[stack_.back()].kind != Node::Kind::kMark) out_ += write(stack_.back(), 0) + "\n";
    return std::move(out_);
  }

 private:
  std::optional<std::string_view> take(uint64_t count) {
    if (count > bytes_.size() - pos_) return std::nullopt;
    const std::string_view part = bytes_.substr(pos_, count);
    pos_ += count;
    return part;
  }
  std::optional<uint64_t> number(unsigned size) {
    const auto raw = take(size);
    if (!raw) return std::nullopt;
    uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) value |= static_cast<uint64_t>(static_cast<uint8_t>((*raw)[i])) << (8 * i);
    return value;
  }
  std::optional<std::string> text_line() {
    const size_t end = bytes_.find('\n', pos_);
    if (end == std::string_view::npos) return std::nullopt;
    std::string line(bytes_.substr(pos_, end - pos_));
    pos_ = end + 1;
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }

  uint32_t node(Node::Kind kind, std::string text = {}, std::vector<uint32_t> items = {}) {
    nodes_.push_back({kind, std::move(text), std::move(items)});
    return static_cast<uint32_t>(nodes_.size() - 1);
  }
  bool push(uint32_t id) {
    if (stack_.size() >= kMaxStack) return false;
    stack_.push_back(id);
    return true;
  }
  bool push_text(std::string text) { return push(node(Node::Kind::kText, std::move(text))); }
  uint32_t pop() {
    if (stack_.empty()) return node(Node::Kind::kText, "None");
    const uint32_t id = stack_.back();
    stack_.pop_back();
    return id;
  }
  // Everything above the last mark, in order; the mark goes too.
  std::vector<uint32_t> pop_to_mark() {
    size_t at = stack_.size();
    while (at > 0 && nodes_[stack_[at - 1]].kind != Node::Kind::kMark) --at;
    std::vector<uint32_t> items(stack_.begin() + static_cast<std::ptrdiff_t>(at), stack_.end());
    stack_.resize(at > 0 ? at - 1 : 0);
    return items;
  }
  Node& top() {
    if (stack_.empty()) stack_.push_back(node(Node::Kind::kText, "None"));
    return nodes_[stack_.back()];
  }

  std::string write(uint32_t id, unsigned depth) {
    const Node& n = nodes_[id];
    if (n.kind == Node::Kind::kText) return n.text;
    if (n.kind == Node::Kind::kMark || depth >= kMaxDepth || written_ > kMaxPickleText) return "None";
    std::string out = n.kind == Node::Kind::kList   ? "["
                      : n.kind == Node::Kind::kDict ? "{"
                      : n.kind == Node::Kind::kSet  ? "set(["
                                                    : "(";
    for (size_t i = 0; i < n.items.size() && written_ <= kMaxPickleText; ++i) {
      const std::string item = write(n.items[i], depth + 1);
      written_ += item.size() + 2;
      if (i > 0) out += n.kind == Node::Kind::kDict && i % 2 == 1 ? ": " : ", ";
      out += item;
    }
    if (n.kind == Node::Kind::kDict && n.items.size() % 2 == 1) out += ": None";
    if (n.kind == Node::Kind::kTuple && n.items.size() == 1) out += ",";
    return out + (n.kind == Node::Kind::kList   ? "]"
                  : n.kind == Node::Kind::kDict ? "}"
                  : n.kind == Node::Kind::kSet  ? "])"
                                                : ")");
  }

  std::string arguments(uint32_t id) {
    if (nodes_[id].kind != Node::Kind::kTuple) return "*" + write(id, 0);
    std::string out;
    for (uint32_t item : std::vector<uint32_t>(nodes_[id].items)) out += (out.empty() ? "" : ", ") + write(item, 1);
    return out;
  }

  bool call(const std::string& callable, const std::string& given) {
    const std::string name = "_value_" + std::to_string(++names_);
    out_ += name + " = " + callable + "(" + given + ")\n";
    return push_text(name);
  }

  // module.name, nested names allowed; Python 2 spells some modules differently.
  std::string global(std::string module, const std::string& name) {
    started_ = true;
    if (module == "__builtin__") module = "builtins";
    if (module == "copy_reg") module = "copyreg";
    auto dotted = [](std::string_view text) {
      for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find('.', begin), text.size());
        if (!is_plain_name(text.substr(begin, end - begin))) return false;
        begin = end + 1;
      }
      return true;
    };
    // Quoting a quoted text again and again doubles it each time: seventy bytes would become gigabytes.
    if (module.size() > kMaxName || name.size() > kMaxName) return "None";
    if (!dotted(module) || !dotted(name))
      return "getattr(__import__(" + quoted(module, false) + "), " + quoted(name, false) + ")";
    if (std::find(imported_.begin(), imported_.end(), module) == imported_.end() && imported_.size() < 1'000) {
      imported_.push_back(module);
      out_ += "import " + module + "\n";
    }
    return module + "." + name;
  }

  void remember(uint64_t key) {
    if (!stack_.empty()) memo_[key] = stack_.back();
  }
  bool recall(uint64_t key) {
    const auto it = memo_.find(key);
    return it != memo_.end() && push(it->second);
  }
  static uint64_t key_of(const std::string& line) { return std::strtoull(line.c_str(), nullptr, 10); }

  bool string(std::optional<uint64_t> size, bool bytes) {
    const auto raw = size ? take(*size) : std::nullopt;
    return raw && push_text(quoted(*raw, bytes));
  }
  bool integer_line(std::string line) {
    if (line.ends_with('L')) line.pop_back();
    if (line == "01" || line == "00") return push_text(line == "01" ? "True" : "False");
    const bool digits =
        !line.empty() && line.size() < 400 &&
        std::all_of(line.begin() + (line[0] == '-' ? 1 : 0), line.end(), [](char c) { return c >= '0' && c <= '9'; });
    return push_text(digits ? "(" + line + ")" : "None");
  }
  bool long_integer(std::optional<uint64_t> size) {
    const auto raw = size ? take(*size) : std::nullopt;
    if (!raw) return false;
    if (raw->size() > 8) return push_text("int.from_bytes(" + quoted(*raw, true) + ", 'little', signed=True)");
    uint64_t value = !raw->empty() && (raw->back() & 0x80) != 0 ? UINT64_MAX : 0;
    for (size_t i = raw->size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>((*raw)[i]);
    return push_text("(" + std::to_string(static_cast<int64_t>(value)) + ")");
  }
  bool real() {
    const auto raw = take(8);
    if (!raw) return false;
    uint64_t bits = 0;
    for (char c : *raw) bits = bits << 8 | static_cast<uint8_t>(c);
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, std::isfinite(value) ? "(%.17g)" : "float('%g')", value);
    return push_text(buffer);
  }

  bool step() {
    const auto op = static_cast<uint8_t>(bytes_[pos_++]);
    ++instructions_;
    if (op == 0x80 || op == 0x95) started_ = true;
    return step_value(op) || step_container(op) || step_object(op);
  }

  bool step_value(uint8_t op) {
    auto line = [&](auto&& use) {
      auto text = text_line();
      return text && use(std::move(*text));
    };
    auto signed_number = [&] {
      const auto value = number(4);
      return value && push_text("(" + std::to_string(static_cast<int32_t>(*value)) + ")");
    };
    auto small = [&](unsigned size) {
      const auto value = number(size);
      return value && push_text(std::to_string(*value));
    };
    switch (op) {
      case 0x80:
        return number(1).has_value();
      case 0x95:
        return number(8).has_value();
      case 'N':
        return push_text("None");
      case 0x88:
        return push_text("True");
      case 0x89:
        return push_text("False");
      case 'I':
      case 'L':
        return line([&](std::string text) { return integer_line(std::move(text)); });
      case 'F':
        return line([&](std::string text) { return push_text("float(" + quoted(text, false) + ")"); });
      case 'G':
        return real();
      case 'J':
        return signed_number();
      case 'K':
        return small(1);
      case 'M':
        return small(2);
      case 0x8a:
        return long_integer(number(1));
      case 0x8b:
        return long_integer(number(4));
      case 'S':
        // A Python literal with its quotes.
        return line([&](std::string text) {
          const bool whole = text.size() >= 2 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0];
          return push_text(whole && text.find(text[0], 1) == text.size() - 1 ? text : quoted(text, false));
        });
      case 'V':
        return line([&](std::string text) { return push_text(quoted(text, false)); });
      case 'T':
        return string(number(4), false);
      case 'U':
        return string(number(1), false);
      case 'X':
        return string(number(4), false);
      case 0x8c:
        return string(number(1), false);
      case 0x8d:
        return string(number(8), false);
      case 'B':
        return string(number(4), true);
      case 'C':
        return string(number(1), true);
      case 0x8e:
      case 0x96:
        return string(number(8), true);
      case 0x97:
        return push_text("b''");
      case 0x98:
        return true;
      default:
        return false;
    }
  }

  bool step_container(uint8_t op) {
    auto tuple_of = [&](size_t count) {
      std::vector<uint32_t> items(count);
      for (size_t i = count; i-- > 0;) items[i] = pop();
      return push(node(Node::Kind::kTuple, {}, std::move(items)));
    };
    auto extend = [&](std::vector<uint32_t> items) {
      Node& container = top();
      if (container.kind != Node::Kind::kText)
        container.items.insert(container.items.end(), items.begin(), items.end());
      return true;
    };
    auto memo_line = [&](bool put) {
      const auto text = text_line();
      if (!text) return false;
      if (!put) return recall(key_of(*text));
      remember(key_of(*text));
      return true;
    };
    auto memo = [&](unsigned size, bool put) {
      const auto key = number(size);
      if (!key) return false;
      if (!put) return recall(*key);
      remember(*key);
      return true;
    };
    switch (op) {
      case '(':
        return push(node(Node::Kind::kMark));
      case '0':
        pop();
        return true;
      case '1':
        pop_to_mark();
        return true;
      case '2':
        return !stack_.empty() && push(stack_.back());
      case ']':
        return push(node(Node::Kind::kList));
      case '}':
        return push(node(Node::Kind::kDict));
      case ')':
        return push(node(Node::Kind::kTuple));
      case 0x8f:
        return push(node(Node::Kind::kSet));
      case 'l':
        return push(node(Node::Kind::kList, {}, pop_to_mark()));
      case 'd':
        return push(node(Node::Kind::kDict, {}, pop_to_mark()));
      case 't':
        return push(node(Node::Kind::kTuple, {}, pop_to_mark()));
      case 0x91:
        return push(node(Node::Kind::kSet, {}, pop_to_mark()));
      case 0x85:
        return tuple_of(1);
      case 0x86:
        return tuple_of(2);
      case 0x87:
        return tuple_of(3);
      case 'a': {
        const uint32_t item = pop();
        return extend({item});
      }
      case 's': {
        const uint32_t value = pop(), key = pop();
        return extend({key, value});
      }
      case 'e':
      case 'u':
      case 0x90:
        return extend(pop_to_mark());
      case 'p':
        return memo_line(true);
      case 'g':
        return memo_line(false);
      case 'q':
        return memo(1, true);
      case 'r':
        return memo(4, true);
      case 'h':
        return memo(1, false);
      case 'j':
        return memo(4, false);
      case 0x94:
        remember(memo_.size());
        return true;
      default:
        return false;
    }
  }

  bool step_object(uint8_t op) {
    switch (op) {
      case 'c':
      case 'i': {
        const auto module = text_line();
        const auto name = module ? text_line() : std::nullopt;
        if (!name) return false;
        const std::string callable = global(*module, *name);
        if (op == 'c') return push_text(callable);
        return call(callable, arguments(node(Node::Kind::kTuple, {}, pop_to_mark())));
      }
      case 0x93: {
        const uint32_t name = pop(), module = pop();
        auto plain = [&](uint32_t id) {
          const std::string text = write(id, 0);
          return text.size() >= 2 && text[0] == '\'' ? text.substr(1, text.size() - 2) : text;
        };
        return push_text(global(plain(module), plain(name)));
      }
      case 'R': {
        const uint32_t given = pop(), callable = pop();
        return call(write(callable, 0), arguments(given));
      }
      case 'o': {
        std::vector<uint32_t> items = pop_to_mark();
        if (items.empty()) return false;
        const uint32_t callable = items.front();
        items.erase(items.begin());
        return call(write(callable, 0), arguments(node(Node::Kind::kTuple, {}, std::move(items))));
      }
      case 0x81:
      case 0x92: {
        const std::string keywords = op == 0x92 ? write(pop(), 0) : "";
        const uint32_t given = pop(), cls = pop();
        const std::string text = write(cls, 0), list = arguments(given);
        return call(text + ".__new__",
                    text + (list.empty() ? "" : ", " + list) + (keywords.empty() ? "" : ", **" + keywords));
      }
      case 'b': {
        const uint32_t state = pop();
        const Node& object = top();
        if (object.kind == Node::Kind::kText && object.text.starts_with("_value_"))
          out_ += object.text + ".__setstate__(" + write(state, 0) + ")\n";
        return true;
      }
      case 'P':
        return text_line() && push_text("None");
      case 'Q':
        pop();
        return push_text("None");
      case 0x82:
        return number(1) && push_text("None");
      case 0x83:
        return number(2) && push_text("None");
      case 0x84:
        return number(4) && push_text("None");
      default:
        return false;  // STOP, and what is no instruction
    }
  }

  std::string_view bytes_;
  size_t pos_ = 0;
  size_t instructions_ = 0, written_ = 0;
  uint32_t names_ = 0;
  bool started_ = false;
  std::vector<Node> nodes_;
  std::vector<uint32_t> stack_;
  std::unordered_map<uint64_t, uint32_t> memo_;
  std::vector<std::string> imported_;
  std::string out_;
};

}  // namespace

std::string pickle_text(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04")) {
    // torch.save() stores its pickle uncompressed as <name>/data.pkl.
    const size_t name = bytes.find("data.pkl");
    const size_t begin = name == std::string_view::npos ? name : bytes.find('\x80', name + 8);
    if (begin == std::string_view::npos) return {};
    bytes.remove_prefix(begin);
  }
  return Machine(bytes).run();
}

}  // namespace antivenom::interpret
