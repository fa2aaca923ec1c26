// A Runtime for tests of natives: calls natives only, remembers the first exception raised, serves given files.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "interpret/library.h"

namespace antivenom::interpret {

class TestRuntime final : public Runtime {
 public:
  explicit TestRuntime(uint64_t steps = 50'000'000, uint64_t heap_bytes = 192u << 20, uint64_t value_bytes = 32u << 20)
      : Runtime(owned_heap_), owned_heap_(heap_bytes, value_bytes), steps_(steps) {}

  bool spend(uint64_t steps) override {
    if (steps > steps_) return steps_ = 0, false;
    steps_ -= steps;
    return true;
  }
  void raise(std::string_view exception, std::string_view message) override {
    if (!exception_.empty()) return;
    exception_ = exception;
    message_ = message;
  }
  bool raised() const override { return !exception_.empty(); }
  const std::string& exception() const { return exception_; }
  const std::string& message() const { return message_; }
  void clear_exception() { exception_.clear(), message_.clear(); }
  uint64_t steps_left() const { return steps_; }

  const std::string_view* shipped_file(std::string_view path) override {
    const auto it = files.find(std::string(path));
    return it == files.end() ? nullptr : &it->second;
  }
  std::map<std::string, std::string_view> files;

  Class* builtin_class(std::string_view qualified) override {
    Class*& cls = classes_[std::string(qualified)];
    if (cls != nullptr) return cls;
    cls = heap().make<Class>();
    cls->qualified = heap().intern(qualified);
    cls->name = heap().intern(qualified.substr(qualified.rfind('.') + 1));
    cls->builtin = true;
    return cls;
  }

  Value attribute(Value object, Symbol name) override {
    const std::string_view text = heap().text(name);
    const NativeDef* def = nullptr;
    if (object.is(Kind::kInstance)) {
      if (const Value* found = object.as<Instance>()->attributes.find(name)) return *found;
      def = find_native(std::string(heap().text(object.as<Instance>()->cls->qualified)).append(".").append(text));
    } else if (object.is(Kind::kNative) && !object.as<Native>()->self.valid()) {
      def = find_native(std::string(object.as<Native>()->def->name).append(".").append(text));
      if (def != nullptr) return Value(heap().make<Native>(def));
    } else {
      def = find_method(type_name(object), text);
    }
    if (def != nullptr) return Value(heap().make<Native>(def, object));
    raise("AttributeError", text);
    return {};
  }

  Value call(Value callable, CallArgs args) override {
    if (callable.is(Kind::kInstance)) {
      const auto method = std::string(heap().text(callable.as<Instance>()->cls->qualified)).append(".__call__");
      const NativeDef* def = find_native(method);
      return def != nullptr ? def->fn(*this, callable, args) : Value();
    }
    if (!callable.is(Kind::kNative)) return {};
    const auto* native = callable.as<Native>();
    return native->def->fn(*this, native->self, args);
  }

 private:
  Heap owned_heap_;
  uint64_t steps_;
  std::string exception_, message_;
  std::map<std::string, Class*> classes_;
};

}  // namespace antivenom::interpret
