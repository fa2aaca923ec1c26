#include "collect/export/rows.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "artifact/names.h"
#include "base/digest.h"

namespace antivenom::collect {
namespace {

Error stopped() { return {"interrupted", ""}; }
bool is_stopped(const ExportOptions& options) { return options.stop != nullptr && *options.stop; }

Result<std::optional<store::Scan>> newest_scan(store::Store& store, const std::string& sha256) {
  std::optional<store::Scan> scan;
  auto walked = store.each_scan({sha256, ""}, [&](const store::Scan& found) {
    scan = found;
    return false;
  });
  if (!walked) return tl::unexpected(walked.error());
  return scan;
}

}  // namespace

Result<void> each_sample(store::Store& store, const ExportOptions& options,
                         const std::function<Result<void>(const SampleRow&)>& visit) {
  Result<void> outcome;
  auto walked = store.each_artifact({}, [&](const store::ArtifactRow& artifact) {
    if (is_stopped(options)) outcome = tl::unexpected(stopped());
    auto scan = newest_scan(store, artifact.artifact.sha256);
    if (!scan) outcome = tl::unexpected(scan.error());
    for (size_t i = 0; outcome && i < artifact.names.size(); ++i) {
      auto malicious = store.is_malicious(artifact.names[i].file.version);
      if (!malicious) {
        outcome = tl::unexpected(malicious.error());
      } else if (*malicious || !options.only_malicious) {
        outcome = visit({artifact, &artifact.names[i], *scan ? &**scan : nullptr, *malicious});
      }
    }
    return outcome.has_value();
  });
  return walked ? outcome : walked;
}

Result<void> each_culprit(store::Store& store, const ExportOptions& options,
                          const std::function<Result<void>(const Culprit&)>& visit) {
  Result<void> outcome;
  auto walked = store.each_artifact({}, [&](const store::ArtifactRow& artifact) {
    if (is_stopped(options)) outcome = tl::unexpected(stopped());
    if (artifact.label == "benign" || (artifact.label.empty() && artifact.outcome == "refuted"))
      return outcome.has_value();
    auto scan = newest_scan(store, artifact.artifact.sha256);
    if (!scan) outcome = tl::unexpected(scan.error());
    const bool found = scan && *scan && (*scan)->verdict == "malicious";
    if (outcome && (found || artifact.label == "malicious")) outcome = visit({artifact, *scan});
    return outcome.has_value();
  });
  return walked ? outcome : walked;
}

std::string uuid5(std::string_view space, std::string_view name) {
  std::string input;
  for (size_t i = 0; i + 1 < space.size();) {
    if (space[i] == '-') {
      ++i;
      continue;
    }
    input += static_cast<char>(std::stoi(std::string(space.substr(i, 2)), nullptr, 16));
    i += 2;
  }
  input += name;
  auto digest = sha1(input);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80);
  std::string out;
  for (size_t i = 0; i < 16; ++i)
    out += fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", digest[i]);
  return out;
}

std::string purl(const store::VersionKey& version) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    for (const char c : text) {
      const bool plain =
          std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' || c == '~';
      out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
  };
  const store::PackageKey& package = version.package;
  const std::string name = package.ecosystem == "pypi" ? unpacking::normalised_name(package.name) : package.name;
  return "pkg:" + package.ecosystem + "/" + escaped(name) +
         (version.version.empty() ? "" : "@" + escaped(version.version));
}

std::string stamp(store::Time time) {
  const std::string text = store::to_text(time > 0 ? time - time % store::kSecond : store::kSecond);
  return text.substr(0, text.size() - 1) + ".000Z";  // milliseconds are what STIX asks for
}

std::string safe_part(std::string_view text) {
  constexpr size_t kMax = 200;
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f || c == '/' || c == '\\' || c == ':' ? '_' : c;
    if (out.size() == kMax) break;
  }
  if (out.empty() || out[0] == '.' || out[0] == '-') out.insert(out.begin(), '_');
  return out;
}

Result<bool> write_file(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto failed = [&](const std::string& what) { return fail(what, path); };
  if (fs::file_size(path, error) == bytes.size() && !error) {
    std::ifstream in(path, std::ios::binary);
    if (std::string(std::istreambuf_iterator<char>(in), {}) == bytes) return false;
  }
  fs::create_directories(fs::path(path).parent_path(), error);
  if (error) return failed(error.message());
  const std::string apart = path + ".unfinished";
  ::unlink(apart.c_str());
  const int file = ::open(apart.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return failed(std::strerror(errno));
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  const bool whole = bytes.empty() && ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  if (!whole || ::rename(apart.c_str(), path.c_str()) != 0) {
    const int last = whole ? errno : reason;
    ::unlink(apart.c_str());
    return failed(std::strerror(last));
  }
  return true;
}

}  // namespace antivenom::collect
