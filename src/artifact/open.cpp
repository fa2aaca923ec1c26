#include "artifact/open.h"

#include "artifact/members.h"
#include "artifact/metadata.h"
#include "artifact/names.h"
#include "artifact/odd_formats.h"
#include "artifact/record.h"
#include "artifact/roles.h"
#include "artifact/streams.h"
#include "artifact/tar.h"
#include "artifact/zip.h"

namespace antivenom::unpacking {
namespace {

void report_stream(const Stream& stream, ByteView packed, std::string_view name, Intake& intake) {
  if (stream.cut) {
    intake.problem(name, "unpacks to more than " + intake.room_limit() + "; the rest was not read");
    intake.anomaly("bomb", name, "unpacks to more than " + intake.room_limit(), false);
  }
  if (!stream.damage.empty()) intake.problem(name, stream.damage);
  if (stream.cut || !stream.damage.empty()) return;
  const ByteView rest = packed.substr(stream.consumed);
  if (rest.find_first_not_of('\0') == ByteView::npos) return;
  intake.anomaly("hidden-trailing-data", name,
                 std::to_string(rest.size()) + " bytes follow the end of the compressed data", false);
}

std::string open_stream(Codec codec, ByteView bytes, std::string_view name, Intake& intake,
                        std::vector<Entry>& entries) {
  Stream stream = decompress(codec, bytes, intake.room());
  report_stream(stream, bytes, name, intake);
  const bool partial = stream.cut || !stream.damage.empty();
  const std::string extension(extension_of(codec));
  const ByteView inside = intake.adopt(std::move(stream.bytes));
  if (is_tar(inside)) {
    read_tar(inside, name, intake, entries);
    return "tar." + extension;
  }
  // An empty tar archive is nothing but zeros.
  if (partial && inside.empty()) return extension;
  if (!intake.admit_member(name)) return extension;
  Entry entry;
  entry.name = file_stem(name);
  entry.bytes = inside;
  entry.declared_size = inside.size();
  entry.partial = partial;
  intake.hold_to_limit(entry);
  entries.push_back(std::move(entry));
  return extension;
}

}  // namespace

std::string open_archive(ByteView bytes, std::string_view name, Intake& intake, std::vector<Entry>& entries) {
  if (is_zip(bytes)) {
    read_zip(bytes, name, intake, entries);
    return "zip";
  }
  if (const Codec codec = codec_of(bytes); codec != Codec::none)
    return open_stream(codec, bytes, name, intake, entries);
  if (is_tar(bytes)) {
    read_tar(bytes, name, intake, entries);
    return "tar";
  }
  if (const std::string_view odd = odd_format_of(bytes); !odd.empty()) {
    read_odd_format(bytes, name, intake, entries);
    return std::string(odd);
  }
  if (has_zip_end(bytes)) {
    read_zip(bytes, name, intake, entries);
    return "zip";
  }
  intake.problem(name, bytes.empty() ? "the file is empty" : "no archive format that can be read here");
  return "";
}

void open_inner_archives(Artifact& artifact, Intake& intake) {
  intake.enter_inner(true);
  std::vector<uint32_t> depth(artifact.members.size(), 0);
  // Members are appended while the list is walked: a queue without recursion.
  for (size_t i = 0; i < artifact.members.size(); ++i) {
    if (artifact.members[i].content != Content::archive) continue;
    const std::string path = artifact.members[i].path;
    const ByteView bytes = artifact.members[i].bytes;
    if (depth[i] >= intake.limits().max_nesting) {
      intake.problem(path, "not opened: archives inside archives beyond max_nesting = " +
                               std::to_string(intake.limits().max_nesting));
      continue;
    }
    if (intake.room() == 0) {
      intake.problem(path, "not opened: the artifact unpacks to more than " + intake.room_limit());
      continue;
    }
    std::vector<Entry> entries;
    open_archive(bytes, path, intake, entries);
    add_members(artifact, intake, std::move(entries), path);
    depth.resize(artifact.members.size(), depth[i] + 1);
  }
  intake.enter_inner(false);
}

void complete(Artifact& artifact, Intake& intake) {
  strip_folder(artifact, root_folder(artifact));
  undo_doubled_paths(artifact);
  artifact.kind = kind_of(artifact);
  // An installed or repacked tree keeps the RECORD of the wheel it came from: only the wheel itself can lie.
  if (artifact.kind == ArtifactKind::wheel && artifact.format == "zip") check_record(artifact, intake);
  open_inner_archives(artifact, intake);
  const std::string project = artifact.kind == ArtifactKind::wheel || artifact.kind == ArtifactKind::egg
                                  ? std::string()
                                  : project_folder(artifact);
  const ProjectLayout layout = read_metadata(artifact, project);
  assign_roles(artifact, layout, project);
}

}  // namespace antivenom::unpacking
