// A metadata file, which one is told by the first byte: what the distribution says of itself, roles, RECORD.
#include <algorithm>
#include <array>

#include "artifact/intake.h"
#include "artifact/metadata.h"
#include "artifact/record.h"
#include "artifact/roles.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "toml/toml.h"

namespace {

using namespace antivenom;

// make_seeds.py reads this list.
constexpr std::array<const char*, 10> kFiles = {
    "pyproject.toml",
    "setup.cfg",
    "PKG-INFO",
    "sample-1.0.dist-info/METADATA",
    "sample-1.0.dist-info/RECORD",
    "sample-1.0.dist-info/entry_points.txt",
    "requirements.txt",
    "sample.egg-info/requires.txt",
    "sample.egg-info/dependency_links.txt",
    "sample.egg-info/top_level.txt",
};
constexpr std::string_view kCode = "x = 1\n";

Artifact package_with(const std::string& file, ByteView bytes) {
  Artifact artifact = fuzz::empty_artifact();
  for (const char* path : {"sample/__init__.py", "src/sample/a.py", "backend/be.py", "setup.py"})
    fuzz::add_file(artifact, path, Role::data, Content::python, "", kCode);
  fuzz::add_file(artifact, file, Role::data, Content::text, "", bytes);
  artifact.kind = unpacking::kind_of(artifact);
  return artifact;
}

void check_texts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) fuzz::require(is_utf8(text), "a list holds UTF-8");
}

void check_metadata(const Metadata& metadata) {
  for (const std::string* text :
       {&metadata.name, &metadata.version, &metadata.summary, &metadata.author, &metadata.author_email,
        &metadata.home_page, &metadata.license, &metadata.build_backend, &metadata.description})
    fuzz::require(is_utf8(*text), "metadata are UTF-8");
  for (const auto* list : {&metadata.requires_dist, &metadata.dependency_links, &metadata.project_urls,
                           &metadata.backend_path, &metadata.build_requires})
    check_texts(*list);
  fuzz::require(metadata.description.size() <= 64u << 10, "a description is cut");
  fuzz::require(metadata.entry_points.size() <= unpacking::kMaxListed, "entry points are bounded");
  for (const EntryPoint& entry : metadata.entry_points) check_texts({entry.group, entry.name, entry.target});
}

void check_document(ByteView text) {
  const toml::Document document = toml::parse(text);
  fuzz::require(document.root().kind() == toml::Kind::table, "a document is a table");
  const auto& failure = document.failure();
  if (!failure) return;
  const auto breaks = std::count(text.begin(), text.end(), '\n');
  fuzz::require(failure->line >= 1 && failure->line <= static_cast<uint64_t>(breaks) + 1, "a failure has a line");
  fuzz::require(!failure->reason.empty() && is_utf8(failure->reason), "a failure has a reason");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t file = data[0] % kFiles.size();
  const ByteView bytes = fuzz::view(data + 1, size - 1);
  if (file == 0) check_document(bytes);
  Artifact artifact = package_with(kFiles[file], bytes);
  unpacking::Intake intake(artifact, {}, size);
  const unpacking::ProjectLayout layout = unpacking::read_metadata(artifact, "");
  unpacking::assign_roles(artifact, layout, "");
  unpacking::check_record(artifact, intake);
  check_metadata(artifact.metadata);
  check_texts(layout.package_roots);
  check_texts(layout.top_level);
  fuzz::check_told(artifact);
  return 0;
}
