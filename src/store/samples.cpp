#include "store/samples.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "artifact/hash.h"
#include "base/descriptor.h"
#include "store/text.h"

namespace antivenom::store {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxSample = 1ull << 30;
constexpr const char* kUnfinished = "unfinished";  // folder of what is being written

tl::unexpected<Error> failed(int error, const std::string& path) {
  return fail(error == ENOSPC || error == EFBIG || error == EDQUOT
                  ? std::string("the disk is full (") + std::strerror(error) + ")"
                  : std::strerror(error),
              path);
}

Result<void> write_all(int descriptor, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed(written < 0 ? errno : ENOSPC, path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<void> sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0) return failed(errno, folder.string());
  return {};
}

Result<Bytes> read_whole(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) return failed(errno, path);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return failed(errno, path);
  if (!S_ISREG(info.st_mode) || static_cast<uint64_t>(info.st_size) > 2 * kMaxSample)
    return fail("this is no sample", path);
  Bytes bytes(static_cast<size_t>(info.st_size), '\0');
  const ReadCount read = read_up_to(file, bytes.data(), bytes.size());
  if (read.error != 0) return failed(read.error, path);
  bytes.resize(read.bytes);
  return bytes;
}

std::string path_of(const std::string& folder, std::string_view sha256) {
  const std::string hash(sha256);
  return folder + "/" + hash.substr(0, 2) + "/" + hash.substr(2, 2) + "/" + hash + ".zip";
}

// Removes files that no living process is writing: a writer keeps its file locked.
void remove_unfinished(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    const Descriptor file(::open(at->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.get() >= 0 && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(at->path().c_str());
  }
}

Result<void> make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return sync_folder(folder.parent_path());
  return errno == EEXIST ? Result<void>() : failed(errno, folder.string());
}

// Written apart, then put in its place in one step.
Result<void> write_atomically(const std::string& folder, const std::string& target, ByteView bytes) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::string apart = folder + "/" + kUnfinished + "/" + fs::path(target).stem().string() + "-" +
                              std::to_string(::getpid()) + "-" + std::to_string(attempt);
    const Descriptor file(::open(apart.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400));
    if (file.get() < 0 && errno == EEXIST) continue;  // of another thread, or left by a process that had our number
    if (file.get() < 0) return failed(errno, apart);
    auto done = ::flock(file.get(), LOCK_EX) == 0 ? write_all(file.get(), bytes, apart) : failed(errno, apart);
    if (done && ::fsync(file.get()) != 0) done = failed(errno, apart);
    if (done && ::rename(apart.c_str(), target.c_str()) == 0) return sync_folder(fs::path(target).parent_path());
    const int error = errno;
    ::unlink(apart.c_str());
    if (!done) return done;
    if (error != ENOENT) return failed(error, target);
    // Another process opened the store between our open and our lock, and took the file for a left-over.
  }
  return fail("no free name for a file", folder);
}

}  // namespace

Samples::Samples(std::string folder) : folder_(std::move(folder)) {}

Result<Samples> Samples::open(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail("the folder cannot be made: " + error.message(), folder);
  ::chmod(folder.c_str(), 0700);
  const fs::path unfinished = fs::path(folder) / kUnfinished;
  if (auto made = make_folder(unfinished); !made) return tl::unexpected(made.error());
  remove_unfinished(unfinished);
  return Samples(folder);
}

Result<Samples::Added> Samples::add(ByteView bytes) const {
  if (bytes.size() > kMaxSample) return fail("a sample of more than " + std::to_string(kMaxSample) + " bytes");
  Added added{unpacking::sha256_hex(bytes), false};
  const std::string target = path_of(folder_, added.sha256);
  if (has(added.sha256) && read(added.sha256)) return added;
  auto zip = locked(bytes, added.sha256);
  if (!zip) return tl::unexpected(zip.error());
  const fs::path inner = fs::path(target).parent_path(), outer = inner.parent_path();
  for (const fs::path& folder : {outer, inner}) {
    if (auto made = make_folder(folder); !made) return tl::unexpected(made.error());
  }
  if (auto written = write_atomically(folder_, target, *zip); !written) return tl::unexpected(written.error());
  added.is_new = true;
  return added;
}

Result<Bytes> Samples::read(std::string_view sha256) const {
  if (!is_sha256(sha256)) return fail("no SHA-256 in lower-case hex", storable(sha256, 80));
  const std::string path = path_of(folder_, sha256);
  auto zip = read_whole(path);
  if (!zip) return zip;
  auto files = unlocked(*zip, kMaxSample, 1);
  if (!files) return fail("the sample is damaged: " + files.error().what, path);
  if (files->size() != 1 || unpacking::sha256_hex(files->front().bytes) != sha256) {
    return fail("the sample is damaged: its bytes have another hash", path);
  }
  return std::move(files->front().bytes);
}

bool Samples::has(std::string_view sha256) const {
  struct stat info {};
  return is_sha256(sha256) && ::lstat(path_of(folder_, sha256).c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

Result<void> Samples::remove(std::string_view sha256) const {
  if (!is_sha256(sha256)) return fail("no SHA-256 in lower-case hex", storable(sha256, 80));
  const std::string path = path_of(folder_, sha256);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed(errno, path);
  return {};
}

Result<void> Samples::each(const std::function<bool(const std::string&, uint64_t)>& visit) const {
  std::vector<std::pair<std::string, uint64_t>> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error); !error && at != fs::recursive_directory_iterator();
       at.increment(error)) {
    const std::string hash = at->path().stem().string();
    if (at.depth() != 2 || at->path().extension() != ".zip" || !is_sha256(hash)) continue;
    std::error_code gone;
    const uint64_t bytes = at->file_size(gone);
    if (!gone) found.emplace_back(hash, bytes);
  }
  if (error) return fail(error.message(), folder_);
  std::sort(found.begin(), found.end());
  for (const auto& [hash, bytes] : found) {
    if (!visit(hash, bytes)) break;
  }
  return {};
}

}  // namespace antivenom::store
