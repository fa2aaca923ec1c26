#include <fstream>

#include "artifact/hash.h"
#include "artifact/names.h"
#include "collect/export/rows.h"

namespace antivenom::collect {
namespace {

// True if the file is a locked ZIP of this sample.
bool holds(const std::string& path, const std::string& sha256) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  const std::string zip(std::istreambuf_iterator<char>(in), {});
  const auto files = store::unlocked(zip, 1ull << 30, 1);
  return files && files->size() == 1 && unpacking::sha256_hex(files->front().bytes) == sha256;
}

}  // namespace

Result<FolderCounts> export_registry(store::Store& store, const store::Samples& samples, const ExportOptions& options,
                                     const std::string& folder, bool locked) {
  FolderCounts counts;
  std::map<std::string, std::string> taken;  // path -> sha256
  auto walked = each_sample(store, options, [&](const SampleRow& row) -> Result<void> {
    const std::string& hash = row.artifact.artifact.sha256;
    const store::FileKey& file = row.name->file;
    const std::string name = safe_part(unpacking::normalised_name(file.version.package.name));
    const std::string version = file.version.version.empty() ? "unknown" : safe_part(file.version.version);
    std::string path = name + "/" + version + "/" + safe_part(file.filename);
    // Two contents under one name: the second is told apart by its hash.
    const auto [at, is_new] = taken.emplace(path, hash);
    if (!is_new && at->second == hash) return {};
    if (!is_new) path = name + "/" + version + "/" + hash.substr(0, 12) + "-" + safe_part(file.filename);
    if (locked) path += ".zip";
    // Encrypted anew, the same sample has other bytes each time.
    if (locked && holds(folder + "/" + path, hash)) {
      ++counts.unchanged;
      return {};
    }
    auto bytes = samples.read(hash);
    if (bytes && locked) bytes = store::locked(*bytes, safe_part(file.filename));
    auto written = bytes ? write_file(folder + "/" + path, *bytes) : Result<bool>(tl::unexpected(bytes.error()));
    if (!written) {
      counts.failed.emplace_back(path, written.error().message());
    } else {
      ++(*written ? counts.written : counts.unchanged);
    }
    return {};
  });
  if (!walked) return tl::unexpected(walked.error());
  return counts;
}

}  // namespace antivenom::collect
