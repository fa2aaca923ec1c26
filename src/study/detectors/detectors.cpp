#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "study/detectors/detector.h"

namespace antivenom::study {

namespace detectors {
extern const Detector aura, bandit4mal, guarddog, ossgadget, yara;
}

namespace {

namespace fs = std::filesystem;

constexpr std::array<const Detector*, 5> kDetectors = {&detectors::aura, &detectors::bandit4mal, &detectors::guarddog,
                                                       &detectors::ossgadget, &detectors::yara};

// The files of a package, in a folder that only we can enter and that goes away.
class UnpackedFolder {
 public:
  explicit UnpackedFolder(const Artifact& artifact) {
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "antivenom-study-XXXXXX").string();
    if (error || ::mkdtemp(pattern.data()) == nullptr) return;
    path_ = pattern;
    for (const Member& member : artifact.members) {
      // Members' paths are relative and do not climb; a file cannot stand where a folder does, and is left out then.
      const fs::path place = fs::path(path_) / member.path;
      fs::create_directories(place.parent_path(), error);
      if (error) continue;
      std::ofstream(place, std::ios::binary) << member.bytes;
    }
  }
  ~UnpackedFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  UnpackedFolder(const UnpackedFolder&) = delete;
  UnpackedFolder& operator=(const UnpackedFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

std::span<const Detector* const> all_detectors() { return kDetectors; }

const Detector* find_detector(std::string_view name) {
  const auto it =
      std::find_if(kDetectors.begin(), kDetectors.end(), [&](const Detector* d) { return d->name == name; });
  return it == kDetectors.end() ? nullptr : *it;
}

Detected run_detector(const Detector& detector, const std::string& rules, const std::string& path,
                      const Artifact& artifact, unsigned seconds) {
  Detected out;
  std::optional<UnpackedFolder> folder;
  if (detector.wants_folder) folder.emplace(artifact);
  const std::string target = folder ? folder->path() : path;
  const std::string program = program_path(detector.program);
  if (target.empty() || program.empty()) {
    out.reason =
        program.empty() ? std::string(detector.program) + " is not installed" : "no folder for its files could be made";
    return out;
  }
  auto arguments = detector.arguments(target, rules);
  if (!arguments) {
    out.reason = arguments.error().message();
    return out;
  }
  std::vector<std::string> command = {program};
  command.insert(command.end(), arguments->begin(), arguments->end());
  const auto start = std::chrono::steady_clock::now();
  auto output = run_program(command, seconds);
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!output) {
    out.reason = output.error().message();
  } else if (output->timed_out) {
    out.reason = "took too long";
  } else {
    out.malicious = detector.judge(output->text, output->exit_code);
    if (!out.malicious) out.reason = "its output is not understood";
  }
  return out;
}

}  // namespace antivenom::study
