// Ways from any value to the functions of Python: ().__class__.__mro__[1].__subclasses__(), and from the classes found
// there to modules. They name nothing that a reader would look for.
#include <algorithm>

#include "interpret/interpreter.h"

namespace antivenom::interpret {

namespace {

// Subclasses of object that lead on to modules or run something by themselves, present in every CPython 3.
constexpr std::string_view kUseful[] = {"importlib.machinery.BuiltinImporter",
                                        "importlib.machinery.FrozenImporter",
                                        "importlib.machinery.SourceFileLoader",
                                        "warnings.catch_warnings",
                                        "os._wrap_close",
                                        "subprocess.Popen",
                                        "zipimport.zipimporter",
                                        "codecs.IncrementalDecoder"};

bool is_useful(std::string_view name) {
  return std::find(std::begin(kUseful), std::end(kUseful), name) != std::end(kUseful);
}

}  // namespace

// An attribute of a name from outside that leads away from it; Invalid: it is an attribute like any other.
Value Interpreter::step_of_ladder(const Unknown* object, std::string_view attribute) {
  const std::string_view name = heap_ref_.text(object->name);
  if (object->name == Symbol::empty) {
    const bool warnings = heap_ref_.text(object->type) == "warnings.catch_warnings" && attribute == "_module";
    return warnings ? reference("warnings", true) : Value();
  }
  if (attribute == "__builtins__") return reference("builtins", true);
  if (attribute == "__globals__") return reference(name.substr(0, name.find('.')), true);
  const bool type = is_type_name(name) || name == "object" || is_useful(name);
  if (!type) return {};
  if (attribute == "__base__") return reference("object");
  if (attribute == "__bases__") return heap_ref_.tuple({reference("object")});
  if (attribute == "__mro__")
    return name == "object" ? heap_ref_.tuple({reference(name)})
                            : heap_ref_.tuple({reference(name), reference("object")});
  return {};
}

// object.__subclasses__(): the useful ones, each of which may be at any place.
Value Interpreter::subclasses_of_object() {
  std::vector<Value> classes;
  for (std::string_view name : kUseful) classes.push_back(reference(name, true));
  Value list = heap_ref_.list(std::move(classes));
  if (list.is(Kind::kList)) list.as<Sequence>()->unordered = true;
  return list;
}

// str() of a class from outside that a ladder leads to: it is picked by its text.
std::optional<std::string> Interpreter::text_of_class(Value value) {
  if (!value.is_unknown() || value.as<Unknown>()->receiver().valid()) return std::nullopt;
  const std::string_view name = heap_ref_.text(value.as<Unknown>()->name);
  return is_useful(name) ? std::optional("<class '" + std::string(name) + "'>") : std::nullopt;
}

}  // namespace antivenom::interpret
