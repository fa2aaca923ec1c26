// Three steps: where are the import roots (folders whose content an import sees at top level), what is each
// file called under them, and when does it run.
#include "artifact/roles.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::unpacking {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

template <size_t N>
bool one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 15> kExampleFolders = {
    "docs",  "doc",        "documentation", "examples", "example", "samples",   "sample", "demo",
    "demos", "benchmarks", "benchmark",     "bench",    "tools",   "notebooks", "ci"};
// Where a project keeps what only its own developers run, unless it is a package.
constexpr std::array<std::string_view, 7> kWorkshopFolders = {"maint",    "maintenance", "hacking",  "devscripts",
                                                              "devtools", "development", "packaging"};
constexpr std::array<std::string_view, 4> kExampleFiles = {"noxfile.py", "tasks.py", "fabfile.py", "dodo.py"};
constexpr std::array<std::string_view, 3> kScriptFolders = {"bin", "scripts", "script"};
constexpr std::array<std::string_view, 6> kSourceFolders = {"src", "lib", "python", "source", "py", "Lib"};
constexpr std::array<std::string_view, 10> kMetadataFiles = {
    "PKG-INFO",  "METADATA",    "RECORD",           "WHEEL",         "pyproject.toml",
    "setup.cfg", "MANIFEST.in", "entry_points.txt", "top_level.txt", "requires.txt"};

// "a/b.cpython-311-x86_64-linux-gnu.so" -> "a/b"; "" if no import finds such a file.
std::string_view import_stem(std::string_view path) {
  const std::string_view name = base_name(path);
  for (std::string_view extension : {".py", ".pyw", ".pyc"}) {
    if (ends_with(name, extension)) return path.substr(0, path.size() - extension.size());
  }
  if (ends_with(name, ".so") || ends_with(name, ".pyd")) {
    return path.substr(0, path.size() - name.size() + name.find('.'));
  }
  return {};
}

// Parts that are no identifiers ("0001_initial", "my-tool") are kept: importlib and `python -m` take them. A dot would
// mean another package.
std::string dotted(std::string_view path) {
  std::string_view stem = import_stem(path);
  if (stem.empty() || path.find("__pycache__/") != std::string_view::npos) return {};
  if (base_name(stem) == "__init__" && !folder_of(stem).empty()) stem = folder_of(stem);
  std::string out;
  while (!stem.empty()) {
    const std::string_view part = first_part(stem);
    if (part.find('.') != std::string_view::npos) return {};
    out += out.empty() ? "" : ".";
    out += part;
    stem.remove_prefix(std::min(stem.size(), part.size() + 1));
  }
  return out;
}

class RoleAssigner {
 public:
  RoleAssigner(Artifact& artifact, const ProjectLayout& layout, std::string_view project)
      : artifact_(artifact), layout_(layout), project_(project) {}

  void run() {
    collect_folders();
    find_roots();
    for (Member& member : artifact_.members) {
      if (member.container.empty()) assign(member);
    }
    promote_if_nothing_runs();
    for (Member& member : artifact_.members) {
      if (!member.container.empty()) member.role = inner_role(member);
    }
  }

 private:
  static bool is_importable(std::string_view below) {
    for (std::string_view rest = import_stem(below); !rest.empty();) {
      const std::string_view part = first_part(rest);
      if (!is_identifier(part)) return false;
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    return true;
  }

  bool installed_shape() const { return artifact_.kind == ArtifactKind::wheel || artifact_.kind == ArtifactKind::egg; }

  void collect_folders() {
    for (const Member& member : artifact_.members) {
      if (!member.container.empty() || !starts_with(member.path, project_)) continue;
      const std::string_view path = std::string_view(member.path).substr(project_.size());
      const std::string_view folder = folder_of(path);
      if (base_name(import_stem(path)) == "__init__") packages_.insert(folder);
      if (ends_with(path, ".py") && folder.find('/') == std::string_view::npos) python_folders_.insert(folder);
      if (const std::string stem = dotted(path); !stem.empty()) importable_.insert(std::string(import_stem(path)));
      if (path == "setup.py" || path == "pyproject.toml" || path == "setup.cfg") has_project_ = true;
    }
  }

  bool has_top_level(std::string_view root, std::string_view name) const {
    const std::string path = std::string(root) + std::string(name);
    return packages_.count(path) != 0 || importable_.count(path) != 0;
  }

  // Longest first, so that "src/" is tried before "".
  void find_roots() {
    for (const std::string& root : layout_.package_roots) add_root(root);
    for (std::string_view folder : kSourceFolders) {
      if (packages_.count(folder) != 0 || installed_shape() || contains(layout_.top_level, folder)) continue;
      const std::string inside = std::string(folder) + "/";
      const bool holds_package = std::any_of(packages_.begin(), packages_.end(), [&](std::string_view package) {
        return starts_with(package, inside) && package.find('/', inside.size()) == std::string_view::npos;
      });
      if (holds_package || (folder == "src" && python_folders_.count(folder) != 0)) add_root(folder);
    }
    for (const std::string& name : layout_.top_level) find_root_of(name);
    std::sort(roots_.begin(), roots_.end(), [](const std::string& a, const std::string& b) {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
  }

  void find_root_of(std::string_view top_level) {
    if (has_top_level("", top_level) || layout_.top_level.size() > 50) return;
    std::string_view best;
    for (std::string_view package : packages_) {
      if (base_name(package) != top_level || folder_of(package).empty()) continue;
      if (best.empty() || package.size() < best.size() || (package.size() == best.size() && package < best))
        best = package;
    }
    // Inside another package it is a sub-package that happens to have the name.
    if (!best.empty() && packages_.count(folder_of(best)) == 0) add_root(folder_of(best));
  }

  void add_root(std::string_view folder) {
    std::string root = std::string(folder) + "/";
    if (root.size() > 1 && !contains(roots_, root)) roots_.push_back(std::move(root));
  }

  // The path below its import root; wheels also have *.data/purelib and *.data/platlib.
  std::string_view below_root(std::string_view path) const {
    // An installed tree, as bdist_dumb packs it or a virtual environment holds it. Few paths have what both end in, and
    // that is found faster from the front.
    if (path.find("-packages/") != std::string_view::npos) {
      for (std::string_view site : {"site-packages/", "dist-packages/"}) {
        const size_t at = path.rfind(site);
        if (at != std::string_view::npos && (at == 0 || path[at - 1] == '/')) return path.substr(at + site.size());
      }
    }
    if (installed_shape()) {
      const std::string_view top = first_part(path);
      if (!ends_with(top, ".data") || top.size() == path.size()) return path;
      const std::string_view rest = path.substr(top.size() + 1);
      const std::string_view scheme = first_part(rest);
      return (scheme == "purelib" || scheme == "platlib") && scheme.size() < rest.size()
                 ? rest.substr(scheme.size() + 1)
                 : std::string_view();
    }
    for (const std::string& root : roots_) {
      if (starts_with(path, root)) return path.substr(root.size());
    }
    return path;
  }

  void assign(Member& member) {
    member.role = Role::data;
    if (!starts_with(member.path, project_)) {
      if (member.content == Content::python) member.role = Role::example;
      return;
    }
    const std::string_view path = std::string_view(member.path).substr(project_.size());
    const std::string_view below = below_root(path);
    if (is_metadata(path)) {
      member.role = member.content == Content::python ? Role::data : Role::metadata;
      if (is_egg_script(path)) member.role = Role::script;
      return;
    }
    if (is_startup(below)) {
      member.role = Role::startup;
      member.module = dotted(below);
      return;
    }
    if (is_script(path, member)) {
      member.role = Role::script;
      return;
    }
    if (below.empty() || import_stem(path).empty()) return;
    if (path == "setup.py" && !installed_shape()) {
      member.role = Role::setup;
      return;
    }
    member.module = dotted(below);
    if (member.content == Content::python || member.content == Content::bytecode) {
      member.role = role_of_code(path, below, member);
      if (member.role == Role::data || member.role == Role::script) member.module.clear();
    }
  }

  Role role_of_code(std::string_view path, std::string_view below, const Member& member) const {
    const std::string_view name = base_name(path);
    if (is_backend(path, member.module)) return Role::build_backend;
    if (is_test(below)) return Role::test;
    if (is_example(path, below)) return Role::example;
    if (name == "setup.py" && !installed_shape() && packages_.count(folder_of(path)) == 0) return Role::example;
    if (is_left_behind(below)) return Role::example;
    const std::string_view stem = base_name(import_stem(path));
    if (stem == "__main__") return Role::main;
    const std::string_view folder = folder_of(path);
    const bool cached = path.find("__pycache__/") != std::string_view::npos;
    // Nothing imports a name with a dot in it, nor "my-tool.py" where no package holds it.
    if (member.module.empty() && !cached) return Role::data;
    if (!is_importable(below) && !cached && packages_.count(folder) == 0) {
      return folder.empty() ? Role::script : Role::data;
    }
    return stem == "__init__" && !folder.empty() ? Role::package_init : Role::module;
  }

  // A source tree's maintenance scripts: a folder beside the packages that is none and holds none is not installed.
  bool is_left_behind(std::string_view below) const {
    const std::string_view top = first_part(below);
    if (installed_shape() || packages_.empty() || top.size() == below.size()) return false;
    const std::string inside = std::string(top) + "/";
    const bool related = packages_.count(top) != 0 || contains(layout_.top_level, top) ||
                         std::any_of(packages_.begin(), packages_.end(), [&](std::string_view package) {
                           return starts_with(package, inside) ||
                                  package.find("/" + inside) != std::string_view::npos ||
                                  ends_with(package, "/" + std::string(top));
                         });
    return !related;
  }

  static bool is_metadata(std::string_view path) {
    const std::string_view top = first_part(path);
    const std::string_view name = base_name(path);
    for (std::string_view folder = folder_of(path); !folder.empty(); folder = folder_of(folder)) {
      const std::string_view last = base_name(folder);
      if (ends_with(last, ".dist-info") || ends_with(last, ".egg-info") || last == "EGG-INFO") return true;
    }
    if (top.size() != path.size()) return false;
    return one_of(name, kMetadataFiles) || (starts_with(name, "requirements") && ends_with(name, ".txt"));
  }

  static bool is_egg_script(std::string_view path) { return starts_with(path, "EGG-INFO/scripts/"); }

  static bool is_startup(std::string_view below) {
    if (below.empty() || below.find('/') != std::string_view::npos) return false;
    const std::string_view stem = import_stem(below);
    return ends_with(below, ".pth") || stem == "sitecustomize" || stem == "usercustomize";
  }

  bool is_script(std::string_view path, const Member& member) const {
    const bool code = member.content == Content::python || member.content == Content::text;
    const bool runs = member.content == Content::python || member.executable || starts_with(member.bytes, "#!");
    if (!code || !runs) return false;
    const std::string_view top = first_part(path);
    if (top.size() == path.size()) return false;
    if (installed_shape() && ends_with(top, ".data")) return first_part(path.substr(top.size() + 1)) == "scripts";
    return one_of(top, kScriptFolders) && packages_.count(top) == 0;
  }

  bool is_backend(std::string_view path, std::string_view module) const {
    const Metadata& metadata = artifact_.metadata;
    if (installed_shape() || metadata.backend_path.empty()) return false;
    const std::string_view backend = first_part_of_module(metadata.build_backend);
    for (const std::string& folder : metadata.backend_path) {
      const std::string root = clean_name(folder).path;
      if (!root.empty() && starts_with(path, root + "/")) return true;
      // The whole source tree is on the path: only what is named runs.
      if (root.empty() && !backend.empty() && first_part_of_module(module) == backend) return true;
    }
    return false;
  }

  static std::string_view first_part_of_module(std::string_view name) {
    return name.substr(0, name.find_first_of(".:"));
  }

  bool is_own_name(std::string_view top) const {
    return normalised_name(artifact_.metadata.name) == normalised_name(top) || contains(layout_.top_level, top);
  }

  bool is_test(std::string_view below) const {
    const std::string_view name = base_name(below);
    if (starts_with(name, "test_") || name == "conftest.py" || name == "tests.py") return true;
    bool top = true;
    for (std::string_view rest = folder_of(below); !rest.empty(); top = false) {
      const std::string_view part = first_part(rest);
      if ((part == "test" || part == "tests") && !(top && is_own_name(part))) return true;
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    return false;
  }

  bool is_example(std::string_view path, std::string_view below) const {
    if (installed_shape()) return false;
    const std::string_view top = first_part(path);
    if (top.size() == path.size()) return one_of(top, kExampleFiles) && !is_own_name(import_stem(top));
    if (path.size() != below.size() || is_own_name(top)) return false;
    if (one_of(lower_case(top), kExampleFolders)) return true;
    if (one_of(lower_case(top), kWorkshopFolders) && !packages_.empty() && packages_.count(top) == 0) return true;
    // A folder that is no package and that top_level.txt does not name is not installed.
    return has_project_ && !layout_.top_level.empty() && packages_.count(top) == 0 &&
           !contains(layout_.top_level, top) && roots_.empty() && python_folders_.count(top) != 0;
  }

  // A distribution whose only code seems to be tests, examples or data ships just that: it is what somebody runs.
  void promote_if_nothing_runs() {
    const auto runs = [](const Member& m) {
      return m.role == Role::module || m.role == Role::package_init || m.role == Role::main;
    };
    if (std::any_of(artifact_.members.begin(), artifact_.members.end(), runs)) return;
    for (Member& member : artifact_.members) {
      const bool passive = member.role == Role::test || member.role == Role::example || member.role == Role::data;
      if (!passive || member.content != Content::python || base_name(member.path) == "setup.py") continue;
      if (!member.container.empty() || import_stem(member.path).empty()) continue;
      member.role = base_name(import_stem(member.path)) == "__init__" ? Role::package_init : Role::module;
    }
  }

  // What lies in an archive inside a test or example belongs there too; all else is data until code opens it.
  Role inner_role(const Member& member) const {
    const std::string_view outer = std::string_view(member.path).substr(0, member.path.find("!/"));
    if (is_test(outer)) return Role::test;
    return one_of(lower_case(first_part(outer)), kExampleFolders) ? Role::example : Role::data;
  }

  Artifact& artifact_;
  const ProjectLayout& layout_;
  std::string_view project_;
  std::unordered_set<std::string_view> packages_;        // folders with an __init__
  std::unordered_set<std::string_view> python_folders_;  // top folders that hold *.py themselves
  std::unordered_set<std::string> importable_;           // paths of modules without extension
  std::vector<std::string> roots_;
  bool has_project_ = false;
};

}  // namespace

void assign_roles(Artifact& artifact, const ProjectLayout& layout, std::string_view project) {
  RoleAssigner(artifact, layout, project).run();
}

}  // namespace antivenom::unpacking
