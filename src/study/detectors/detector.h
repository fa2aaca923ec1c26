// Other detectors, run where they are installed. A detector is one file in this folder, which defines
//
//   namespace antivenom::study::detectors { extern const Detector NAME; const Detector NAME = {...}; }
//
// and stands in the table of detectors.cpp. None of them runs what it looks at; those that want an unpacked package get
// its files in a private folder that is removed afterwards.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/artifact.h"
#include "base/result.h"

namespace antivenom::study {

struct Detector {
  std::string_view name;       // "guarddog", as on the command line
  std::string_view title;      // "GuardDog"
  std::string_view program;    // looked for on the PATH
  std::string_view threshold;  // from when on a package counts as detected, in words
  bool wants_folder = false;   // of unpacked files, else the archive as it is
  // `rules` is what stands behind NAME= on the command line.
  Result<std::vector<std::string>> (*arguments)(const std::string& target, const std::string& rules);
  // Whether it calls the package malicious; nothing if the output says that it failed.
  std::optional<bool> (*judge)(const std::string& output, int exit_code);
};

std::span<const Detector* const> all_detectors();
const Detector* find_detector(std::string_view name);

// The path of a program, looked for as a shell does; empty if it is not installed.
std::string program_path(std::string_view name);

struct ProgramOutput {
  int exit_code = -1;  // -1: ended by a signal, or by us
  std::string text;    // standard output, at most 64 MiB
  bool timed_out = false;
};
// Runs a program with no input; its messages are dropped. Ended after `seconds`.
Result<ProgramOutput> run_program(const std::vector<std::string>& command, unsigned seconds);

struct Detected {
  std::optional<bool> malicious;  // nothing: it failed or took too long
  double seconds = 0;
  std::string reason;  // of a failure
};
// One package. `path` is the archive; `artifact` its content for those that want a folder.
Detected run_detector(const Detector& detector, const std::string& rules, const std::string& path,
                      const Artifact& artifact, unsigned seconds);

}  // namespace antivenom::study
