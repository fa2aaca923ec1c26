// Bytes -> files. Everything a distribution ships, held in memory, each member accounted for once.
//
// unpack() never fails: damage, lies and limits become `problems` and `anomalies` of the Artifact, because a
// broken archive is something an attacker makes and a person must hear about.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace antivenom {

enum class ArtifactKind : uint8_t { sdist, wheel, egg, directory };

// When would this file run? Decided once, from its path, the kind of artifact and its metadata.
enum class Role : uint8_t {
  setup,          // setup.py at the root of an sdist or source tree: runs at install
  build_backend,  // in-tree PEP 517 backend (pyproject backend-path): runs at install
  startup,        // *.pth at the root of site-packages, sitecustomize.py, usercustomize.py: runs at interpreter start
  package_init,   // pkg/__init__.py: runs on `import pkg`
  module,         // importable module of the distribution
  main,           // __main__.py: runs on `python -m pkg`
  script,         // bin/ or *.data/scripts/: runs when the user calls it
  test,           // tests, test_*.py, conftest.py (of a tests folder): not run by an installed package
  example,        // docs, examples, benchmarks, tools not installed
  metadata,       // PKG-INFO, METADATA, RECORD, entry_points.txt, pyproject.toml, setup.cfg ...
  data,           // everything else: data, images, native code, text
};

enum class Content : uint8_t { python, bytecode, native, archive, image, text, binary };

// One regular file of the artifact.
struct Member {
  std::string path;       // normalised: '/' separators, no leading '/', no '.' or '..' parts, valid UTF-8 (bytes that
                          // are not become \xNN), relative to the distribution's root folder (`name-1.0/` stripped)
  std::string raw_path;   // as the archive has it, made printable
  std::string container;  // for an archive inside the archive: its path; else empty
  Role role = Role::data;
  Content content = Content::binary;
  std::string module;  // dotted name it is imported under ("pkg.sub.mod"; "pkg" for pkg/__init__.py); "" if none.
                       // src-layouts are resolved: src/pkg/a.py -> "pkg.a"
  ByteView bytes;      // points into Artifact::buffers; when skipped, the part before the limit or the damage
  uint64_t declared_size = 0;  // bytes, as the archive says
  bool executable = false;
  bool skipped = false;  // true: a limit or damage kept it from being read in full; Artifact::problems says why
};

// Something could not be read, or not in full. Shown under "errors" in every report.
struct Problem {
  std::string file;    // member, or the artifact's own path
  std::string reason;  // plain words, with the limit and its value where one was hit
};

// A lie or an oddity by which two unpackers may see two packages. A finding of its own.
struct Anomaly {
  std::string
      id;  // kebab-case: "zip-header-mismatch", "tar-header-mismatch", "several-end-records",
           // "duplicate-member", "path-traversal", "link-outside", "odd-member-type", "name-encoding",
           // "hidden-leading-data", "hidden-data", "hidden-trailing-data", "wrong-extension", "bomb",
           // "metadata-mismatch", "record-mismatch", "encrypted-member", "image-trailing-data", "image-low-bits*"
  std::string file;
  std::string detail;      // plain words
  bool confusing = false;  // true: two unpackers could extract different content
};

struct EntryPoint {
  std::string group;  // "console_scripts", "pytest11", "gui_scripts", ...
  std::string name;
  std::string target;  // "pkg.mod:func"
};

struct Metadata {
  std::string name, version, summary, author, author_email, home_page, license;
  std::vector<std::string> requires_dist;  // requirement strings as written
  std::vector<std::string> dependency_links;
  std::vector<std::string> project_urls;
  std::vector<EntryPoint> entry_points;
  std::string build_backend;              // "setuptools.build_meta"
  std::vector<std::string> backend_path;  // in-tree backend folders
  std::vector<std::string> build_requires;
  std::string description;  // long description, at most 64 KiB
  bool from_file = false;   // false: nothing but the file name told us
};

struct UnpackLimits {
  uint64_t max_archive_bytes = 512ull << 20;  // the file as given
  uint64_t max_total_bytes = 768ull << 20;    // unpacked, all members
  uint64_t max_member_bytes = 64ull << 20;    // one member
  uint64_t max_members = 50'000;
  uint64_t max_ratio = 1'000;  // unpacked / packed, once beyond 16 MiB
  uint32_t max_nesting = 3;    // archives inside archives
  uint32_t max_path_bytes = 4'096;
};

// Owns all bytes; Members point into it. Move only.
struct Artifact {
  std::string path;  // as the user named it; "-" for standard input
  ArtifactKind kind = ArtifactKind::directory;
  std::string format;    // "tar.gz", "zip", "tar", "directory", ...: told from the bytes
  std::string sha256;    // of the artifact's bytes, lower-case hex; for a directory: of the sorted member list
  uint64_t bytes = 0;    // size as given (archive) or sum of files (directory)
  bool readable = true;  // false: no member could be read at all; `problems` says why
  Metadata metadata;
  std::vector<Member> members;  // in archive order (those of inner archives last); directories are not members, a
                                // link is one with its target's bytes if that is a file of the archive
  std::vector<Problem> problems;
  std::vector<Anomaly> anomalies;
  std::vector<std::unique_ptr<Bytes>> buffers;

  Artifact() = default;
  Artifact(Artifact&&) = default;
  Artifact& operator=(Artifact&&) = default;
};

// Reads an archive held in memory. `path` is used for messages and as a hint for name and version only: the
// format is told from the bytes. Never fails; see Artifact::readable.
Artifact unpack(Bytes bytes, std::string_view path, const UnpackLimits& limits = {});

// Reads a directory tree as if it were an unpacked distribution: an unpacked sdist, an installed package, or a
// source tree. Symbolic links are not followed; the ones that lead out are anomalies.
Artifact read_directory(const std::string& path, const UnpackLimits& limits = {});

// True if the file at the start of `bytes` looks like an archive we can open (zip, tar, gzip, bzip2, xz, zstd).
bool looks_like_archive(ByteView bytes);

// Lists what `scan` should treat as targets under a directory: if it holds archives and no Python project of its
// own, the archives (sorted); else the directory itself.
Result<std::vector<std::string>> list_targets(const std::string& path);

std::string_view to_string(ArtifactKind kind);
std::string_view to_string(Role role);
std::string_view to_string(Content content);

}  // namespace antivenom
