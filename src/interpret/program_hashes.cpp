#include "interpret/program_hashes.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "artifact/hash.h"
#include "artifact/names.h"
#include "base/lower_case.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kMaxHashes = 64;
constexpr uint64_t kMaxBytes = 256u << 20;

bool has_ending(std::string_view path, std::initializer_list<std::string_view> endings) {
  const std::string name = lower_case(unpacking::base_name(path));
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_program(const Member& member) {
  // Files inside of archives have no role of their own.
  const bool unshipped = member.container.empty() && (member.role == Role::test || member.role == Role::example);
  if (member.skipped || member.bytes.empty() || unshipped) return false;
  if (has_ending(member.path, {".exe", ".scr", ".com", ".pif", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".wsf", ".hta",
                               ".lnk", ".msi"}))
    return lower_case(unpacking::base_name(member.path)) != "make.bat";  // of Sphinx
  if (member.content != Content::native || member.bytes.starts_with("!<arch>")) return false;
  // Java classes begin like Mach-O for several machines; only the latter have few parts.
  constexpr unsigned char kMostMachines = 20;
  return !member.bytes.starts_with("\xca\xfe\xba\xbe") ||
         (member.bytes.size() > 8 && static_cast<unsigned char>(member.bytes[7]) <= kMostMachines);
}

bool is_library(const Member& member) {
  return has_ending(member.path, {".so", ".pyd", ".dylib", ".dll"}) || member.path.find(".so.") != std::string::npos;
}

}  // namespace

void add_program_hashes(const Artifact& artifact, Facts& facts) {
  const bool loads = std::any_of(facts.events.begin(), facts.events.end(),
                                 [](const Event& e) { return e.effects.has(Effect::load_native); });
  const bool built = artifact.kind == ArtifactKind::wheel || artifact.kind == ArtifactKind::egg;
  std::set<std::string> seen;
  uint64_t spent = 0;
  for (FileId file = 0; file < artifact.members.size() && seen.size() < kMaxHashes; ++file) {
    const Member& member = artifact.members[file];
    if (!is_program(member) || spent + member.bytes.size() > kMaxBytes) continue;
    spent += member.bytes.size();
    std::string hash = unpacking::sha256_hex(member.bytes);
    if (!seen.insert(hash).second) continue;
    Indicator indicator;
    indicator.type = "hash";
    indicator.value = std::move(hash);
    indicator.place.file = file;
    indicator.benign_looking = built && is_library(member) && !loads;
    facts.indicators.push_back(std::move(indicator));
  }
}

}  // namespace antivenom::interpret
