#include <string>

#include "rules/flow.h"
#include "../../shared/code.h"

namespace antivenom::rules::command {
namespace {

// Asks about the machine, builds, or fetches the package's own history.
bool is_building(std::string_view program) {
  return one_of(program,
                {"gcc", "g++", "cc", "c++", "clang", "clang++", "cl", "cl.exe", "ld", "ar", "as", "nm", "objdump", "strip", "make",
                 "gmake", "nmake", "cmake", "ninja", "meson", "bazel", "cargo", "rustc", "rustup", "go", "javac", "java", "ant",
                 "mvn", "gradle", "node", "npm", "npx", "yarn", "bower", "gulp", "grunt", "webpack", "tsc", "swig", "cython",
                 "protoc", "flex", "bison", "yacc", "autoconf", "autoreconf", "automake", "configure", "./configure", "autogen.sh",
                 "libtool", "pkg-config", "pkgconf", "llvm-config", "nvcc", "nvidia-smi", "hipcc", "mpicc", "mpicxx", "gfortran",
                 "f2py", "xcrun", "xcode-select", "xcodebuild", "sw_vers", "lipo", "install_name_tool", "otool", "codesign", "git",
                 "hg", "svn", "bzr", "fossil", "python", "python2", "python3", "pip", "pip3", "twine", "sphinx-build", "msgfmt",
                 "pybabel", "lrelease", "pyrcc5", "pyuic5", "pyside2-rcc", "uname", "arch", "lsb_release", "getconf", "ldconfig",
                 "ldd", "which", "where", "whereis", "type", "command", "test", "brew", "dpkg", "dpkg-architecture", "rpm", "vswhere",
                 "wmic", "sysctl", "lscpu", "nproc", "tput", "stty", "locale", "man", "help2man", "pandoc", "a2x", "asciidoc",
                 "gettext", "patch", "tar", "unzip", "ls", "cat", "echo", "pwd", "hostname", "whoami", "id", "env", "mkdir", "cp",
                 "mv", "ln", "touch", "sed", "awk", "grep", "find", "true", "false", "tox", "pytest", "nosetests", "flake8", "black",
                 "mypy", "conda", "mamba", "docker", "tmux", "readlink", "realpath", "dirname", "basename", "file", "rm", "ver",
                 "cmd", "clear", "cls", "date", "sh", "bash", "gsettings", "xdg-user-dir", "sysctl", "system_profiler", "gdal-config",
                 "mysql_config", "mariadb_config", "pg_config", "curl-config", "xml2-config", "xslt-config", "geos-config", "krb5-config",
                 "net-snmp-config", "sdl2-config", "freetype-config", "wx-config", "root-config", "icu-config", "ncurses6-config", "title",
                 "color", "mode", "chcp", "chmod", "perl", "ruby", "openssl", "rsync", "update-desktop-database", "gtk-update-icon-cache"}) ||
         program.ends_with("-config") || program.ends_with("_config") || program.find("gcc") != std::string_view::npos;
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsProgram)) {
    const Event& event = query.event(id);
    if (event.trigger == Trigger::runtime || event.reach != Reach::entry || event.place.layer != 0) continue;
    const bool plain = event.callee.starts_with("os.") || event.callee.starts_with("subprocess.") ||
                       event.callee.starts_with("commands.") || event.callee.starts_with("pty.");
    const std::string command = command_text(query, id);
    const std::string program = program_of(command);
    const bool opens_page = event.callee == "os.startfile" && contains_any(command, {"http", "file:"});
    if (!plain || program.empty() || program.starts_with("%") || opens_page) continue;
    const bool telling = contains_any(command, {"http://", "https://", "/dev/tcp", "powershell", "base64 ", "%temp%", "/tmp/"});
    if (is_building(program) && !telling) continue;
    reporter.found(telling ? 0.9 : event.trigger == Trigger::install ? 0.6 : 0.4).event(id, "runs " + program);
  }
}

}  // namespace

extern const Rule shell_at_install;
const Rule shell_at_install{
    .kind = RuleKind::behaviour,
    .category = Category::command_execution,
    .weight = Weight::notable,
    .summary = "run a program when it is installed or imported that has nothing to do with "
               "building",
    .why = "What runs while installing runs with the user's rights and is seen by nobody.",
    .careful = "Compilers, version control, package tools and questions about the machine are "
               "what setup files run; so are programs of the package itself. A command that could "
               "not be computed is not counted.",
    .attack = {"T1059"},
    .run = run,
};

}  // namespace antivenom::rules::command
