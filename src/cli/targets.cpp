#include "cli/targets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <tuple>

#include "artifact/artifact.h"
#include "artifact/names.h"
#include "base/memory.h"

namespace antivenom::cli {
namespace {

// Closes what it opened; standard input stays open.
class InputFile {
 public:
  explicit InputFile(const std::string& path)
      : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~InputFile() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string reason_of(int error) { return std::strerror(error); }

// At most `limit` bytes and one more, so that unpack() can tell that there were too many.
Result<Bytes> read_all(const std::string& path, uint64_t limit) {
  const InputFile file(path);
  if (file.get() < 0) return fail(reason_of(errno));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fail(reason_of(errno));
  if (path != "-" && !S_ISREG(info.st_mode)) return fail("neither a file nor a directory");
  Bytes bytes;
  constexpr size_t kChunk = 1 << 20;
  const size_t expected = info.st_size > 0 ? static_cast<size_t>(info.st_size) : 0;
  bytes.reserve(std::min<uint64_t>(expected, limit) + 1);
  make_pages_ready(bytes.data(), std::min<uint64_t>(expected, limit));
  while (bytes.size() <= limit) {
    const size_t old_size = bytes.size();
    // A file's end is looked for with one byte, for which there is room; a chunk would be cleared for nothing.
    const size_t want =
        std::min<uint64_t>(old_size <= expected ? expected - old_size + 1 : kChunk, limit + 1 - old_size);
    bytes.resize(old_size + want);
    const ssize_t got = ::read(file.get(), bytes.data() + old_size, want);
    const int error = errno;
    bytes.resize(old_size + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got == 0) break;
    if (got < 0 && error != EINTR) return fail(reason_of(error));
  }
  return bytes;
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return path != "-" && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

std::vector<std::string> expand_targets(const std::vector<std::string>& named) {
  std::vector<std::string> targets;
  for (const std::string& name : named) {
    if (is_directory(name)) {
      if (auto inside = list_targets(name)) {
        targets.insert(targets.end(), inside->begin(), inside->end());
        continue;
      }
    }
    targets.push_back(name);  // if it cannot be opened, scanning it says why
  }
  return targets;
}

std::vector<NamedTarget> name_targets(const std::vector<std::string>& targets, const std::string& folder,
                                      const UnpackLimits& limits) {
  std::vector<NamedTarget> named;
  const auto add = [&](const std::string& path, bool reported) {
    if (path == "-") return;
    NamedTarget& target = named.emplace_back(NamedTarget{path, {}, {}, reported});
    if (is_directory(path)) {
      const Artifact artifact = read_directory(path, limits);
      target.name = artifact.metadata.name;
      target.version = artifact.metadata.version;
    } else {
      std::tie(target.name, target.version) = unpacking::name_and_version(path);
    }
  };
  for (const std::string& target : targets) add(target, true);
  if (!folder.empty())
    for (const std::string& target : expand_targets({folder})) add(target, false);
  return named;
}

Result<Artifact> open_artifact(const std::string& target, const UnpackLimits& limits) {
  if (is_directory(target)) return read_directory(target, limits);
  auto bytes = read_all(target, limits.max_archive_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  return unpack(std::move(*bytes), target, limits);
}

Outcome open_and_scan(const std::string& target, const ScanOptions& options) {
  Outcome outcome;
  if (is_directory(target)) {
    Artifact artifact = read_directory(target, options.unpack);
    outcome.bytes = artifact.bytes;
    outcome.result = scan(std::move(artifact), options, &outcome.times);
    return outcome;
  }
  auto bytes = read_all(target, options.unpack.max_archive_bytes);
  if (!bytes) {
    outcome.opened = false;
    outcome.result = unreadable(target, bytes.error().message());
    return outcome;
  }
  outcome.bytes = bytes->size();
  outcome.result = scan(std::move(*bytes), target, options, &outcome.times);
  return outcome;
}

}  // namespace antivenom::cli
