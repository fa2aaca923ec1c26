#include "verdict/metrics.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace antivenom {
namespace {

// A statement over more lines than this is data (a payload literal): its first line stands for it.
constexpr uint32_t kMaxLinesOfOnePlace = 64;

bool is_python(const Facts& facts, FileId file) { return file < facts.files.size() && facts.files[file].python; }

}  // namespace

Place shipped_place(const Facts& facts, Place place) {
  while (place.layer != 0 && place.layer < facts.layers.size()) {
    const Place& opened = facts.layers[place.layer].opened_at;
    if (opened.layer >= place.layer) break;  // a layer is opened by one before it; anything else would be a loop
    place = opened;
  }
  return place;
}

std::set<std::pair<FileId, uint32_t>> evidence_lines(const Facts& facts, const std::vector<Finding>& findings) {
  std::set<std::pair<FileId, uint32_t>> lines;
  for (const Finding& finding : findings) {
    if (finding.weight < Weight::suspicious) continue;
    for (const Evidence& evidence : finding.evidence) {
      const Place place = shipped_place(facts, evidence.place);
      if (place.layer != 0 || !is_python(facts, place.file)) continue;
      const bool short_enough = place.end_line - place.line < kMaxLinesOfOnePlace;
      const uint32_t last = short_enough ? place.end_line : place.line;
      for (uint32_t line = place.line; line <= last; ++line) lines.emplace(place.file, line);
    }
  }
  return lines;
}

Metrics metrics_of(const Facts& facts, const std::vector<Finding>& findings) {
  Metrics metrics;
  metrics.files = facts.package.files;
  metrics.python_files = facts.package.python_files;
  metrics.max_depth = facts.package.max_depth;
  metrics.python_lines = facts.package.python_lines;
  metrics.malicious_lines = evidence_lines(facts, findings).size();
  if (metrics.python_lines > 0) {
    metrics.density =
        std::min(1.0, static_cast<double>(metrics.malicious_lines) / static_cast<double>(metrics.python_lines));
  }
  return metrics;
}

namespace {

enum Platform : size_t { kWindows, kLinux, kMacos };

// What there is on one platform only.
struct Tell {
  std::string_view mark;
  Platform platform;
};
constexpr std::array kTags{
    Tell{"powershell", kWindows},   Tell{"powershell-bypass", kWindows},  Tell{"powershell-download", kWindows},
    Tell{"run-key", kWindows},      Tell{"powershell-encoded", kWindows}, Tell{"powershell-execute", kWindows},
    Tell{"appdata-path", kWindows}, Tell{"powershell-hidden", kWindows},  Tell{"registry-path", kWindows},
    Tell{"dll-name", kWindows},     Tell{"defender-tamper", kWindows},    Tell{"launch-agent", kMacos},
    Tell{"plist-name", kMacos},     Tell{"login-item", kMacos},           Tell{"keychain", kMacos},
    Tell{"systemd-unit", kLinux},   Tell{"desktop-entry", kLinux},        Tell{"ld-preload", kLinux}};
constexpr std::array kCallees{Tell{"winreg.", kWindows},       Tell{"_winreg.", kWindows},
                              Tell{"ctypes.windll", kWindows}, Tell{"os.startfile", kWindows},
                              Tell{"win32", kWindows},         Tell{"powershell:", kWindows}};
constexpr std::array kTexts{Tell{"%APPDATA%", kWindows}, Tell{"%LOCALAPPDATA%", kWindows},
                            Tell{".exe", kWindows},      Tell{"%USERPROFILE%", kWindows},
                            Tell{"C:\\", kWindows},      Tell{".bat", kWindows},
                            Tell{".vbs", kWindows},      Tell{"/dev/tcp/", kLinux},
                            Tell{"/etc/shadow", kLinux}, Tell{".elf", kLinux},
                            Tell{"net user ", kWindows}, Tell{"net localgroup ", kWindows},
                            Tell{"wmic ", kWindows},     Tell{"shutdown /", kWindows},
                            Tell{"apt-get ", kLinux},    Tell{"/Library/", kMacos}};

// A name's ending stands at the end of a word: "sys.executable" is no program of Windows.
bool mentions(std::string_view text, std::string_view mark) {
  for (size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const size_t end = at + mark.size();
    if (mark.front() != '.' || end == text.size() || std::isalnum(static_cast<unsigned char>(text[end])) == 0)
      return true;
  }
  return false;
}

void mark_platforms(const Event& event, std::array<bool, 3>& named) {
  constexpr EffectSet kWindowsOnly = {Effect::read_registry, Effect::write_registry};
  if (event.effects.any(kWindowsOnly)) named[kWindows] = true;
  for (const Tell& tell : kTags)
    if (std::binary_search(event.tags.begin(), event.tags.end(), tell.mark)) named[tell.platform] = true;
  for (const Tell& tell : kCallees)
    if (event.callee.starts_with(tell.mark)) named[tell.platform] = true;
  for (const Argument& argument : event.args) {
    for (const Tell& tell : kTexts)
      if (mentions(argument.text, tell.mark)) named[tell.platform] = true;
  }
}

}  // namespace

std::vector<std::string> platforms_of(const Facts& facts, const std::vector<Finding>& findings) {
  constexpr std::array<std::string_view, 3> kPlatforms = {"windows", "linux", "macos"};
  std::array<bool, 3> named{};
  for (const Finding& finding : findings) {
    if (finding.weight < Weight::notable || finding.reach == Reach::unshipped) continue;
    for (const Evidence& evidence : finding.evidence) {
      if (evidence.event >= facts.events.size()) continue;
      const Event& event = facts.events[evidence.event];
      mark_platforms(event, named);
      for (ConditionId id : event.conditions) {
        if (id >= facts.conditions.size()) continue;
        for (const std::string& platform : facts.conditions[id].platforms) {
          const auto it = std::find(kPlatforms.begin(), kPlatforms.end(), platform);
          if (it != kPlatforms.end()) named[static_cast<size_t>(it - kPlatforms.begin())] = true;
        }
      }
    }
  }
  std::vector<std::string> result;
  for (size_t i = 0; i < kPlatforms.size(); ++i) {
    if (named[i]) result.emplace_back(kPlatforms[i]);
  }
  return result;
}

}  // namespace antivenom
