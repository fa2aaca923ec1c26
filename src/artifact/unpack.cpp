#include "artifact/artifact.h"

#include <array>

#include "artifact/hash.h"
#include "artifact/images.h"
#include "artifact/intake.h"
#include "artifact/members.h"
#include "artifact/names.h"
#include "artifact/odd_formats.h"
#include "artifact/open.h"
#include "artifact/streams.h"
#include "artifact/tar.h"
#include "artifact/zip.h"

namespace antivenom {
namespace {

using namespace unpacking;

// What an extension promises, as the first or last part of Artifact::format.
struct Promise {
  std::string_view extension, format;
};
constexpr std::array<Promise, 14> kPromises = {{{".tar.gz", "gz"},
                                                {".tgz", "gz"},
                                                {".gz", "gz"},
                                                {".tar.bz2", "bz2"},
                                                {".tbz2", "bz2"},
                                                {".tbz", "bz2"},
                                                {".tar.xz", "xz"},
                                                {".txz", "xz"},
                                                {".tar.zst", "zst"},
                                                {".tar.z", "Z"},
                                                {".tar", "tar"},
                                                {".zip", "zip"},
                                                {".whl", "zip"},
                                                {".egg", "zip"}}};

void check_extension(const Artifact& artifact, Intake& intake) {
  std::string extension;
  file_stem(artifact.path, &extension);
  for (const Promise& promise : kPromises) {
    if (promise.extension != extension) continue;
    const std::string_view format = artifact.format;
    const std::string_view real =
        format.substr(format.rfind('.') == std::string_view::npos ? 0 : format.rfind('.') + 1);
    if (real != promise.format) {
      intake.anomaly("wrong-extension", artifact.path,
                     "the name says " + extension + ", the bytes are " + artifact.format, false);
    }
    return;
  }
}

// The packed bytes are needed no longer when nothing points into them: everything but ZIP and tar was unpacked
// into a buffer of its own.
bool points_into_packed(const Artifact& artifact) { return artifact.format == "zip" || artifact.format == "tar"; }

}  // namespace

Artifact unpack(Bytes bytes, std::string_view path, const UnpackLimits& limits) {
  Artifact artifact;
  artifact.path = path;
  artifact.kind = ArtifactKind::sdist;
  artifact.bytes = bytes.size();
  artifact.sha256 = sha256_hex(bytes);
  Intake intake(artifact, limits, bytes.size());
  if (bytes.size() > limits.max_archive_bytes) {
    intake.problem(path, "larger than max_archive_bytes = " + std::to_string(limits.max_archive_bytes));
    artifact.readable = false;
    return artifact;
  }
  artifact.buffers.push_back(std::make_unique<Bytes>(std::move(bytes)));
  std::vector<Entry> entries;
  artifact.format = open_archive(*artifact.buffers.front(), path, intake, entries);
  if (!points_into_packed(artifact)) artifact.buffers.erase(artifact.buffers.begin());
  if (!artifact.format.empty()) check_extension(artifact, intake);
  add_members(artifact, intake, std::move(entries), "");
  complete(artifact, intake);
  measure_images(artifact, intake);
  if (artifact.members.empty()) {
    artifact.readable = false;
    if (artifact.problems.empty()) intake.problem(path, "the archive holds no files");
  }
  return artifact;
}

bool looks_like_archive(ByteView bytes) {
  return is_zip(bytes) || codec_of(bytes) != Codec::none || !odd_format_of(bytes).empty() || is_tar(bytes);
}

std::string_view to_string(ArtifactKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"sdist", "wheel", "egg", "directory"};
  return kNames[static_cast<size_t>(kind)];
}

std::string_view to_string(Role role) {
  constexpr std::array<std::string_view, 11> kNames = {"setup",   "build-backend", "startup", "package-init",
                                                       "module",  "main",          "script",  "test",
                                                       "example", "metadata",      "data"};
  return kNames[static_cast<size_t>(role)];
}

std::string_view to_string(Content content) {
  constexpr std::array<std::string_view, 7> kNames = {"python", "bytecode", "native", "archive",
                                                      "image",  "text",     "binary"};
  return kNames[static_cast<size_t>(content)];
}

}  // namespace antivenom
