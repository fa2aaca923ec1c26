// Rule files -> compiled rules, with every error that can be told in one go.
#include <cstdlib>
#include <cstring>
#include <exception>
#include <map>

#include "user_rules/library.h"
#include "user_rules/rule_files.h"

namespace antivenom {
namespace {

constexpr size_t kMaxErrors = 20;
constexpr size_t kMaxIncludes = 1'000;  // a chain that includes twice at each of its levels grows without end
constexpr uint32_t kMatchBytes = 64;    // libyara keeps a copy of each match: a million of them at most for one string

// The compiler of one run and what its callbacks need. Callbacks are called through C: nothing is thrown out of them.
class Builder {
 public:
  bool start() {
    YR_COMPILER* compiler = nullptr;
    if (yara().compiler_create(&compiler) != ERROR_SUCCESS) return false;
    compiler_.reset(compiler);
    yara().compiler_set_callback(compiler, on_message, this);
    yara().compiler_set_include_callback(compiler, on_include, on_free, this);
    for (const char* name : {"filename", "filepath", "extension"}) {
      if (yara().compiler_define_string_variable(compiler, name, "") != ERROR_SUCCESS) return false;
    }
    return yara().compiler_define_integer_variable(compiler, "layer", 0) == ERROR_SUCCESS;
  }

  // After a broken file the compiler takes no other: the next ones are read by a new one, for their errors only.
  void add(const RuleFile& file) {
    const auto text = read_rule_file(file.path);
    if (!text) return complain(text.error().message());
    current_ = &file;
    included_.clear();
    includes_ = 0;
    const size_t before = errors.size();
    if (yara().compiler_add_string(compiler_.get(), text->c_str(), file.rule_namespace.c_str()) == 0) return;
    if (errors.size() == before) complain(file.path.string() + ": cannot be compiled");
    if (!start()) complain("out of memory");
  }

  RulesOwner finish() {
    YR_RULES* rules = nullptr;
    if (!errors.empty()) return {};
    if (yara().compiler_get_rules(compiler_.get(), &rules) != ERROR_SUCCESS) complain("out of memory");
    return RulesOwner(rules);
  }

  void complain(std::string message) {
    if (errors.size() < kMaxErrors) errors.push_back(std::move(message));
  }

  std::vector<std::string> errors;

 private:
  static void on_message(int level, const char* file, int line, const YR_RULE*, const char* message, void* self) {
    if (level != YARA_ERROR_LEVEL_ERROR) return;
    Builder& builder = *static_cast<Builder*>(self);
    try {
      const std::string where = builder.path_of(file).string();
      builder.complain(where + ":" + std::to_string(line) + ": " + message);
    } catch (const std::exception&) {
      return;  // out of memory: add() still sees that the file failed
    }
  }

  // The text of an included file, for on_free; nullptr is an error of the file that includes.
  static const char* on_include(const char* name, const char* from, const char*, void* self) {
    Builder& builder = *static_cast<Builder*>(self);
    try {
      if (++builder.includes_ > kMaxIncludes) return nullptr;
      const auto path = resolve_include(builder.path_of(from), name, builder.current_->root);
      if (!path) return nullptr;
      const auto text = read_rule_file(*path);
      if (!text) return nullptr;
      builder.included_[name] = *path;
      char* copy = static_cast<char*>(std::malloc(text->size() + 1));
      if (copy != nullptr) std::memcpy(copy, text->c_str(), text->size() + 1);
      return copy;
    } catch (const std::exception&) {
      return nullptr;
    }
  }
  static void on_free(const char* text, void*) { std::free(const_cast<char*>(text)); }

  // libyara knows an included file by the name in the include, and the file we gave as text by none.
  std::filesystem::path path_of(const char* name) const {
    if (name == nullptr) return current_->path;
    const auto it = included_.find(name);
    return it != included_.end() ? it->second : current_->path;
  }

  CompilerOwner compiler_;
  const RuleFile* current_ = nullptr;
  std::map<std::string, std::filesystem::path> included_;
  size_t includes_ = 0;  // of this file
};

// A misspelt word would leave a rule without a say and nobody told.
void check_metas(YR_RULES* rules, std::vector<std::string>& errors) {
  YR_RULE* rule = nullptr;
  yr_rules_foreach(rules, rule) {
    const YR_META* meta = meta_for_us(rule);
    if (meta == nullptr || said_by(meta) != RuleSays::nothing || errors.size() >= kMaxErrors) continue;
    errors.push_back(std::string(rule->ns->name) + ": rule " + rule->identifier +
                     ": meta 'antivenom' must be \"suspicious\" or \"malicious\"");
  }
}

}  // namespace

const YR_META* meta_for_us(const YR_RULE* rule) {
  const YR_META* meta = nullptr;
  yr_rule_metas_foreach(rule, meta) {
    if (std::strcmp(meta->identifier, "antivenom") == 0) return meta;
  }
  return nullptr;
}

RuleSays said_by(const YR_META* meta) {
  if (meta == nullptr || meta->type != META_TYPE_STRING) return RuleSays::nothing;
  if (std::strcmp(meta->string, "malicious") == 0) return RuleSays::malicious;
  if (std::strcmp(meta->string, "suspicious") == 0) return RuleSays::suspicious;
  return RuleSays::nothing;
}

UserRules::UserRules(std::unique_ptr<Library> library) : library_(std::move(library)) {}
UserRules::~UserRules() = default;

UserRules::Compiled UserRules::compile(const std::vector<std::string>& paths) {
  Compiled out;
  const auto files = find_rule_files(paths);
  if (!files) return {nullptr, {files.error().message()}};
  if (const auto& loaded = libyara(); !loaded) return {nullptr, {loaded.error().message()}};
  auto library = std::make_unique<Library>();
  Builder builder;
  if (!library->ready || yara().set_configuration_uint32(YR_CONFIG_MAX_MATCH_DATA, kMatchBytes) != ERROR_SUCCESS ||
      !builder.start()) {
    return {nullptr, {"libyara cannot be started"}};
  }
  for (const RuleFile& file : *files) builder.add(file);
  library->rules = builder.finish();
  out.errors = std::move(builder.errors);
  if (library->rules != nullptr) check_metas(library->rules.get(), out.errors);
  if (out.errors.empty()) out.rules.reset(new UserRules(std::move(library)));
  return out;
}

}  // namespace antivenom
