#include "diff/match.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

#include "artifact/names.h"

namespace antivenom::diff {
namespace {

constexpr size_t kSmallest = 16;         // bytes: files of fewer are alike by chance
constexpr size_t kShortest = 6;          // characters: lines of fewer tell nothing
constexpr size_t kMostFilesOfLine = 16;  // a line in more files tells nothing
constexpr double kAlike = 0.5;           // share of the longer file's lines, as git takes it for a rename

class Matcher {
 public:
  Matcher(const Snapshot& a, const Snapshot& b)
      : a_(a), b_(b), old_of_(b.files.size(), kNone), taken_(a.files.size()) {}

  Matching run() {
    by([](const SnapshotFile& file) { return file.key; }, [](const SnapshotFile&) { return true; });
    by([](const SnapshotFile& file) { return file.module; },
       [](const SnapshotFile& file) { return file.content == Content::python && !file.module.empty(); });
    // Of files with one content, the one of the same name first.
    const auto telling = [](const SnapshotFile& file) { return file.size >= kSmallest; };
    by([](const SnapshotFile& file) { return file.hash + std::string(unpacking::base_name(file.path)); }, telling);
    by([](const SnapshotFile& file) { return file.hash; }, telling);
    by_lines();
    return result();
  }

 private:
  void pair(uint32_t old_file, uint32_t new_file) {
    old_of_[new_file] = old_file;
    taken_[old_file] = true;
  }

  template <class Key, class Eligible>
  void by(const Key& key, const Eligible& eligible) {
    std::unordered_multimap<std::string, uint32_t> free;
    for (uint32_t i = static_cast<uint32_t>(a_.files.size()); i-- > 0;) {
      if (!taken_[i] && eligible(a_.files[i])) free.emplace(key(a_.files[i]), i);
    }
    for (uint32_t i = 0; i < b_.files.size(); ++i) {
      if (old_of_[i] != kNone || !eligible(b_.files[i])) continue;
      const auto it = free.find(key(b_.files[i]));
      if (it == free.end()) continue;
      pair(it->second, i);
      free.erase(it);
    }
  }

  static bool tells(std::string_view line) { return unpacking::trimmed(line).size() >= kShortest; }

  // Moved and changed: at least half of the lines in common.
  void by_lines() {
    std::unordered_map<std::string_view, std::vector<uint32_t>> where;
    std::vector<size_t> lines_of(a_.files.size());
    for (uint32_t i = 0; i < a_.files.size(); ++i) {
      if (taken_[i] || a_.files[i].content != Content::python) continue;
      for (const std::string_view line : split_lines(a_.files[i].bytes)) {
        if (!tells(line)) continue;
        ++lines_of[i];
        auto& files = where[line];
        if (files.size() <= kMostFilesOfLine && (files.empty() || files.back() != i)) files.push_back(i);
      }
    }
    if (where.empty()) return;
    for (uint32_t i = 0; i < b_.files.size(); ++i) {
      if (old_of_[i] != kNone || b_.files[i].content != Content::python) continue;
      std::map<uint32_t, size_t> shared;
      size_t lines = 0;
      for (const std::string_view line : split_lines(b_.files[i].bytes)) {
        if (!tells(line)) continue;
        ++lines;
        const auto it = where.find(line);
        if (it == where.end() || it->second.size() > kMostFilesOfLine) continue;
        for (const uint32_t file : it->second) ++shared[file];
      }
      uint32_t best = kNone;
      for (const auto& [file, count] : shared) {
        const double share = static_cast<double>(count) / static_cast<double>(std::max(lines, lines_of[file]));
        if (!taken_[file] && share >= kAlike && (best == kNone || count > shared[best])) best = file;
      }
      if (best != kNone) pair(best, i);
    }
  }

  FileMatch compared(uint32_t old_file, uint32_t new_file) const {
    FileMatch match;
    match.old_file = old_file;
    match.new_file = new_file;
    const SnapshotFile *a = old_file == kNone ? nullptr : &a_.files[old_file],
                       *b = new_file == kNone ? nullptr : &b_.files[new_file];
    match.same_content = a != nullptr && b != nullptr && a->hash == b->hash;
    if (match.same_content) return match;
    const auto lines_of = [](const SnapshotFile* file) {
      return file != nullptr && file->is_text() ? split_lines(file->bytes) : std::vector<std::string_view>();
    };
    match.hunks = differing_lines(lines_of(a), lines_of(b));
    for (const Hunk& hunk : match.hunks) {
      match.removed_lines += hunk.old_end - hunk.old_begin;
      match.added_lines += hunk.new_end - hunk.new_begin;
    }
    return match;
  }

  Matching result() const {
    Matching out;
    out.of_old.resize(a_.files.size());
    out.of_new.resize(b_.files.size());
    for (uint32_t i = 0; i < b_.files.size(); ++i) {
      out.of_new[i] = static_cast<uint32_t>(out.files.size());
      if (old_of_[i] != kNone) out.of_old[old_of_[i]] = out.of_new[i];
      out.files.push_back(compared(old_of_[i], i));
    }
    for (uint32_t i = 0; i < a_.files.size(); ++i) {
      if (taken_[i]) continue;
      out.of_old[i] = static_cast<uint32_t>(out.files.size());
      out.files.push_back(compared(i, kNone));
    }
    return out;
  }

  const Snapshot &a_, &b_;
  std::vector<uint32_t> old_of_;
  std::vector<bool> taken_;
};

}  // namespace

Matching match_files(const Snapshot& old_version, const Snapshot& new_version) {
  return Matcher(old_version, new_version).run();
}

Matching reversed(const Matching& matching) {
  Matching out = matching;
  std::swap(out.of_old, out.of_new);
  for (FileMatch& match : out.files) {
    std::swap(match.old_file, match.new_file);
    std::swap(match.added_lines, match.removed_lines);
    for (Hunk& hunk : match.hunks) {
      std::swap(hunk.old_begin, hunk.new_begin);
      std::swap(hunk.old_end, hunk.new_end);
    }
  }
  return out;
}

bool is_old_line(const FileMatch& match, uint32_t line) {
  if (match.old_file == kNone) return false;
  if (match.same_content) return true;
  const uint32_t at = line - 1;
  const auto hunk = std::upper_bound(match.hunks.begin(), match.hunks.end(), at,
                                     [](uint32_t value, const Hunk& h) { return value < h.new_end; });
  return hunk == match.hunks.end() || at < hunk->new_begin;
}

}  // namespace antivenom::diff
