#include <algorithm>

#include "artifact/names.h"
#include "diff/present.h"

namespace antivenom::diff {

std::string_view expected_difference(const Compared& compared, const FileMatch& match) {
  if (!compared.difference.same_release || match.same_content) return {};
  const SnapshotFile& file = match.new_file != kNone ? compared.after.files.files[match.new_file]
                                                     : compared.before.files.files[match.old_file];
  if (match.new_file != kNone && match.old_file != kNone) {
    return file.role == Role::metadata ? "metadata is written anew for each form" : std::string_view();
  }
  const bool in_wheel = (match.new_file != kNone ? compared.after : compared.before).files.kind == ArtifactKind::wheel;
  if (file.role == Role::metadata) return "metadata of one form";
  if (in_wheel) return file.content == Content::native ? "compiled for the wheel" : std::string_view();
  switch (file.role) {
    case Role::setup:
    case Role::build_backend:
      return "builds the wheel, and is not in it";
    case Role::test:
    case Role::example:
      return "tests and examples are not installed";
    case Role::data:
      return "sources and documents of the project";
    default:
      return {};
  }
}

}  // namespace antivenom::diff
