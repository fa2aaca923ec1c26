// Functions that ask about the package itself: its source, its data files, its modules, its code objects.
#include <algorithm>

#include "interpret/interpreter.h"
#include "interpret/library/objects.h"

namespace antivenom::interpret {

// One handler a name. A handler that cannot answer leaves the call to the tables: it gives Invalid without raising.
struct PackageSpecials {
  struct Call {
    std::string_view name;
    Value receiver;
    CallArgs& args;
    bool indirect;
    Value first() const { return args.size() > 0 ? args.positional[0] : Value(); }
  };
  using Handler = Value (*)(Interpreter& in, Call& call);
  struct Row {
    std::string_view name;
    Handler handler;
  };

  static EffectSet effects_of(std::string_view name) {
    const knowledge::Api* api = knowledge::find_api(name);
    return api != nullptr ? api->effects : EffectSet();
  }
  static std::optional<EventId> record(Interpreter& in, const Call& call) {
    return in.record(call.name, effects_of(call.name), Value(), call.args, call.indirect);
  }

  // --- source
  static Value get_source(Interpreter& in, Call& call) {
    return call.first().valid() ? in.source_of(call.first()) : Value();
  }
  static Value get_doc(Interpreter& in, Call& call) {
    if (!call.first().is(Kind::kFunction) && !call.first().is(Kind::kClass) && !call.first().is(Kind::kModule))
      return {};
    return in.get_attribute(call.first(), in.sym("__doc__"), false);
  }
  static Value lines_of(Interpreter& in, Value text) {
    CallArgs args;
    args.keywords.emplace_back(in.sym("keepends"), Value::boolean(true));
    const Value split = text.is(Kind::kStr) ? in.get_attribute(text, in.sym("splitlines"), false) : Value();
    return split.valid() ? in.call_value(split, args) : Value();
  }
  static Value source_lines(Interpreter& in, Call& call) {
    const Value lines = lines_of(in, get_source(in, call));
    return lines.valid() ? in.heap_ref_.tuple({lines, Value::integer(1)}) : Value();
  }
  static Value file_lines(Interpreter& in, const Call& call) {
    const std::string_view* bytes = call.first().valid() ? in.shipped_file(in.hint_of(call.first())) : nullptr;
    return bytes != nullptr
               ? lines_of(in, in.heap_ref_.str(*bytes, Origins::none, in.heap_ref_.step(Trail::none, "file")))
               : Value();
  }
  static Value get_lines(Interpreter& in, Call& call) { return file_lines(in, call); }
  static Value get_line(Interpreter& in, Call& call) {
    const Value lines = file_lines(in, call);
    const auto number = call.args.size() > 1 ? in.to_index(call.args.positional[1]) : std::nullopt;
    if (!lines.is(Kind::kList) || !number) return {};
    const auto& items = lines.as<Sequence>()->items;
    return *number >= 1 && static_cast<uint64_t>(*number) <= items.size() ? items[static_cast<size_t>(*number) - 1]
                                                                          : in.heap_ref_.str("");
  }

  // --- data files
  static Value files(Interpreter& in, Call& call) {
    return in.unknown_like("pathlib.Path", in.folder_of_package(call.first()), Origins::none);
  }
  static std::string resource_path(Interpreter& in, const Call& call) {
    std::string path = in.folder_of_package(call.first());
    for (size_t i = 1; i < call.args.size(); ++i)
      if (call.args.positional[i].is(Kind::kStr)) path += '/' + in.hint_of(call.args.positional[i]);
    // The package may itself be the root of what is scanned.
    const std::string in_root = call.args.size() > 1 ? "{package}/" + in.hint_of(call.args.positional[1]) : path;
    return in.shipped_file(path) == nullptr && in.shipped_file(in_root) != nullptr ? in_root : path;
  }
  template <bool Binary>
  static Value read_resource(Interpreter& in, Call& call) {
    const std::string path = resource_path(in, call);
    if (call.args.size() < 2 || in.shipped_file(path) == nullptr) return {};
    const auto event = record(in, call);
    return event ? in.file_content(path, Binary, *event) : Value();
  }
  template <bool Binary>
  static Value open_resource(Interpreter& in, Call& call) {
    const std::string path = resource_path(in, call);
    if (call.args.size() < 2 || in.shipped_file(path) == nullptr) return {};
    const auto event = record(in, call);
    if (!event) return {};
    Value file = in.unknown_like("io.IOBase", path, in.heap_ref_.origin(*event));
    file.as<Unknown>()->set_receiver(in.heap_ref_.str(Binary ? "rb" : "r"));
    return file;
  }
  template <bool Path>
  static Value resource_name(Interpreter& in, Call& call) {
    const std::string path = resource_path(in, call);
    if (call.args.size() < 2 || in.shipped_file(path) == nullptr) return {};
    const auto event = record(in, call);
    return event ? in.unknown_like(Path ? "pathlib.Path" : "str", path, Origins::none) : Value();
  }
  static Value loader_data(Interpreter& in, Call& call) {
    const std::string path = call.first().valid() ? in.hint_of(call.first()) : "";
    if (in.shipped_file(path) == nullptr) return {};
    const auto event = in.record("open", {Effect::read_file}, Value(), call.args, call.indirect);
    return event ? in.file_content(path, true, *event) : Value();
  }
  static Value zip_file(Interpreter& in, Call& call) {
    const Value mode = call.args.get(in.heap_ref_, 1, "mode");
    if (!call.first().valid() || (mode.valid() && in.hint_of(mode) != "r")) return {};
    const Value reader = in.zip_reader(call.first());
    if (!reader.valid()) return {};
    const auto event =
        in.record(call.name, effects_of(call.name) | EffectSet{Effect::read_file}, Value(), call.args, call.indirect);
    if (event) in.mark_members(reader, in.heap_ref_.origin(*event));
    return reader;
  }
  static Value json_load(Interpreter& in, Call& call) { return in.parse_shipped("json.loads", call.args); }

  // --- modules
  static Value module_type(Interpreter& in, Call& call) {
    return call.first().valid() ? in.make_module(call.first()) : Value();
  }
  static Value modules_get(Interpreter& in, Call& call) {
    if (!call.first().is(Kind::kStr)) return {};
    return in.item_of_unknown(in.reference("sys.modules").as<Unknown>(), call.first());
  }
  static Value modules_set_default(Interpreter& in, Call& call) {
    if (call.args.size() != 2 || !in.set_item(in.reference("sys.modules"), call.first(), call.args.positional[1]))
      return {};
    return call.args.positional[1];
  }
  static Value insert_finder(Interpreter& in, Call& call) {
    if (call.args.size() == 0) return {};
    in.add_finder(call.args.positional.back());
    return Value::none();
  }
  static Value spec_from_loader(Interpreter& in, Call& call) {
    const Value loader = call.args.get(in.heap_ref_, 1, "loader");
    if (!call.first().valid() || !loader.is(Kind::kInstance)) return {};
    Instance* spec = new_builtin_instance(in, "importlib.machinery.ModuleSpec");
    for (const auto& [field, value] :
         {std::pair("name", call.first()), std::pair("loader", loader), std::pair("origin", Value::none()),
          std::pair("submodule_search_locations", Value::none())})
      spec->attributes.set(in.sym(field), value);
    return Value(spec);
  }
  static Value module_from_spec(Interpreter& in, Call& call) {
    return call.first().valid() ? in.module_of_spec(call.first()) : Value();
  }
  static Value exec_module(Interpreter& in, Call& call) {
    if (!call.receiver.is(Kind::kInstance) || !call.first().valid()) return {};
    const auto event =
        in.record("importlib.abc.Loader.exec_module", {Effect::import_dynamic}, Value(), call.args, call.indirect);
    return event ? in.run_loader(call.receiver, call.first(), *event) : Value();
  }

  // --- code objects
  static Value code_type(Interpreter& in, Call& call) { return in.make_code(call.args); }
  static Value subclasses(Interpreter& in, Call&) { return in.subclasses_of_object(); }
  // BuiltinImporter().load_module("os"), also called on the class.
  static Value load_builtin(Interpreter& in, Call& call) {
    const Value name = call.args.size() > 0 ? call.args.positional.back() : Value();
    if (!name.is(Kind::kStr)) return {};
    const Value module = in.import_name(in.sym(name.as<Text>()->text()), true);
    return module.valid() ? in.computed_name(module) : Value();
  }
  // Only ladders take it apart.
  static Value catch_warnings(Interpreter& in, Call& call) {
    return call.indirect ? in.unknown(Origins::none, "warnings.catch_warnings") : Value();
  }
  static Value code_replace(Interpreter& in, Call& call) {
    if (!call.first().is(Kind::kCode)) return {};
    return in.replace_in_code(call.first().as<Code>(), call.args);
  }

  static const Row* find(std::string_view name);
};

namespace {

// Sorted by name.
constexpr PackageSpecials::Row kRows[] = {
    {"imp.new_module", PackageSpecials::module_type},
    {"importlib.abc.FileLoader.exec_module", PackageSpecials::exec_module},
    {"importlib.abc.InspectLoader.exec_module", PackageSpecials::exec_module},
    {"importlib.abc.SourceLoader.exec_module", PackageSpecials::exec_module},
    {"importlib.machinery.BuiltinImporter.load_module", PackageSpecials::load_builtin},
    {"importlib.machinery.FrozenImporter.load_module", PackageSpecials::load_builtin},
    {"importlib.machinery.ModuleSpec", PackageSpecials::spec_from_loader},
    {"importlib.machinery.SourceFileLoader.get_data", PackageSpecials::loader_data},
    {"importlib.resources.files", PackageSpecials::files},
    {"importlib.resources.open_binary", PackageSpecials::open_resource<true>},
    {"importlib.resources.open_text", PackageSpecials::open_resource<false>},
    {"importlib.resources.path", PackageSpecials::resource_name<true>},
    {"importlib.resources.read_binary", PackageSpecials::read_resource<true>},
    {"importlib.resources.read_text", PackageSpecials::read_resource<false>},
    {"importlib.util.module_from_spec", PackageSpecials::module_from_spec},
    {"importlib.util.spec_from_loader", PackageSpecials::spec_from_loader},
    {"importlib_resources.files", PackageSpecials::files},
    {"inspect.getdoc", PackageSpecials::get_doc},
    {"inspect.getsource", PackageSpecials::get_source},
    {"inspect.getsourcelines", PackageSpecials::source_lines},
    {"json.load", PackageSpecials::json_load},
    {"linecache.getline", PackageSpecials::get_line},
    {"linecache.getlines", PackageSpecials::get_lines},
    {"object.__subclasses__", PackageSpecials::subclasses},
    {"pkg_resources.resource_filename", PackageSpecials::resource_name<false>},
    {"pkg_resources.resource_stream", PackageSpecials::open_resource<true>},
    {"pkg_resources.resource_string", PackageSpecials::read_resource<true>},
    {"pkgutil.get_data", PackageSpecials::read_resource<true>},
    {"sys.meta_path.append", PackageSpecials::insert_finder},
    {"sys.meta_path.insert", PackageSpecials::insert_finder},
    {"sys.modules.get", PackageSpecials::modules_get},
    {"sys.modules.pop", PackageSpecials::modules_get},
    {"sys.modules.setdefault", PackageSpecials::modules_set_default},
    {"types.CodeType", PackageSpecials::code_type},
    {"types.CodeType.replace", PackageSpecials::code_replace},
    {"types.ModuleType", PackageSpecials::module_type},
    {"warnings.catch_warnings", PackageSpecials::catch_warnings},
    {"zipfile.ZipFile", PackageSpecials::zip_file},
};
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

}  // namespace

const PackageSpecials::Row* PackageSpecials::find(std::string_view name) {
  auto it = std::lower_bound(std::begin(kRows), std::end(kRows), name,
                             [](const Row& row, std::string_view n) { return row.name < n; });
  return it != std::end(kRows) && it->name == name ? it : nullptr;
}

bool Interpreter::is_package_special(std::string_view name) { return PackageSpecials::find(name) != nullptr; }

Value Interpreter::call_package_special(std::string_view name, Value receiver, CallArgs& args, bool indirect,
                                        bool& handled) {
  const PackageSpecials::Row* row = PackageSpecials::find(name);
  handled = false;
  if (row == nullptr) return {};
  PackageSpecials::Call call{name, receiver, args, indirect};
  Value result = row->handler(*this, call);
  handled = result.valid();
  return result;
}

}  // namespace antivenom::interpret
