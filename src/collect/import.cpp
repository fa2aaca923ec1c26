#include "collect/import.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "artifact/artifact.h"
#include "artifact/hash.h"
#include "artifact/names.h"
#include "artifact/walk.h"
#include "collect/identify.h"
#include "collect/scan_record.h"
#include "pipeline/jobs.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBatch = 64;       // files a transaction
constexpr size_t kHeadBytes = 512;  // enough to tell an archive from other files
constexpr size_t kMaxFiles = 5'000'000;

struct Listing {
  std::vector<std::string> archives;  // relative, with '/', sorted
  std::vector<UnreadFolder> unread;   // relative, too
  uint64_t ignored = 0;
};

std::string relative(const fs::path& path, const std::string& folder) {
  return path.lexically_relative(folder).generic_string();
}

// What cannot be read may be one: it is tried, and told.
bool starts_like_archive(const fs::path& path) {
  char head[kHeadBytes];
  std::ifstream in(path, std::ios::binary);
  in.read(head, sizeof head);
  return !in.is_open() || in.bad() || looks_like_archive({head, static_cast<size_t>(in.gcount())});
}

// Archives by their bytes, and what only claims to be one: that must be told, not passed over.
Result<Listing> list_archives(const std::string& folder) {
  Listing out;
  std::error_code error;
  if (!fs::is_directory(folder, error)) return fail("this is no folder", folder);
  out.unread = each_file_below(folder, [&](const fs::directory_entry& file) {
    std::error_code ignored;
    const std::string name = file.path().filename().string();
    const bool regular = !file.is_symlink(ignored) && file.is_regular_file(ignored);
    if (regular && (!archive_extension(name).empty() || starts_like_archive(file.path()))) {
      out.archives.push_back(relative(file.path(), folder));
    } else {
      out.ignored += regular || file.is_symlink(ignored) ? 1 : 0;
    }
    return out.archives.size() <= kMaxFiles;
  });
  if (out.archives.size() > kMaxFiles) return fail("more than " + std::to_string(kMaxFiles) + " files", folder);
  for (UnreadFolder& one : out.unread) {
    if (fs::path(one.path) == fs::path(folder)) return fail(one.reason, folder);
    one.path = relative(one.path, folder);
  }
  std::sort(out.archives.begin(), out.archives.end());
  return out;
}

Result<Bytes> read_archive(const std::string& path, uint64_t max_bytes) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return fail(error.message());
  if (size == 0) return fail("the file is empty");
  if (size > max_bytes) return fail("larger than " + std::to_string(max_bytes) + " bytes");
  std::ifstream in(path, std::ios::binary);
  Bytes bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!in) return fail("cannot be read");
  return bytes;
}

// One distribution of a file: a locked ZIP may hold several.
struct Item {
  store::FileKey key;
  store::Artifact artifact;
  bool new_sample = false;
  std::optional<store::Scan> scan;
};

struct Prepared {
  std::vector<Item> items;
  std::string failure;  // of the file as a whole, or of the first item that failed
};

// What workers share; they only read it.
struct Job {
  const std::string& folder;
  const store::Samples& samples;
  const ImportOptions& options;
  store::Time now;
  std::unordered_set<std::string> known;    // samples in the database
  std::unordered_set<std::string> scanned;  // by this engine
};

// The archives of a locked ZIP; the files of an unpacked package as one archive.
Result<std::vector<store::UnlockedFile>> unlock(const Job& job, const store::FileKey& key, ByteView zip) {
  const UnpackLimits& limits = job.options.scanning.unpack;
  auto files = store::unlocked(zip, limits.max_total_bytes, limits.max_members);
  if (!files) return files;
  if (files->empty()) return fail("the locked archive is empty");
  const bool archives = std::all_of(files->begin(), files->end(),
                                    [](const store::UnlockedFile& file) { return looks_like_archive(file.bytes); });
  if (archives) return files;
  auto bytes = store::packed(std::move(*files));
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string version = key.version.version.empty() ? "" : "-" + key.version.version;
  return std::vector<store::UnlockedFile>{{key.version.package.name + version + ".zip", std::move(*bytes)}};
}

Result<Item> prepare_item(const Job& job, store::FileKey key, Bytes bytes) {
  Item item;
  item.artifact.sha256 = unpacking::sha256_hex(bytes);
  item.artifact.bytes = bytes.size();
  item.artifact.stored = job.now;
  const std::string& hash = item.artifact.sha256;
  const bool wants_scan = job.options.scan_again || (job.options.scan && job.scanned.count(hash) == 0);
  const bool known = job.known.count(hash) > 0;
  // A known sample is still put where it belongs, should it be lost there.
  auto added = known && job.samples.has(hash) ? store::Samples::Added{hash, false} : job.samples.add(bytes);
  if (!added) return tl::unexpected(added.error());
  item.new_sample = !known;
  if (!known || wants_scan || key.version.version.empty()) {
    const std::string shown = key.version.package.name + "/" + key.version.version + "/" + key.filename;
    Artifact artifact = unpack(std::move(bytes), shown, job.options.scanning.unpack);
    if (!artifact.readable) {
      if (!known) (void)job.samples.remove(hash);
      return fail(artifact.problems.empty() ? "no archive that can be read" : artifact.problems.front().reason);
    }
    item.artifact.format = artifact.format;
    item.artifact.kind = to_string(artifact.kind);
    if (key.version.version.empty()) key.version.version = artifact.metadata.version;
    if (wants_scan) {
      item.scan =
          scan_record(antivenom::scan(std::move(artifact), job.options.scanning), hash, job.options.engine, job.now);
    }
  }
  item.key = std::move(key);
  return item;
}

Prepared prepare(const Job& job, const std::string& path) {
  Prepared out;
  const store::FileKey key = identify(path);
  auto bytes = read_archive(job.folder + "/" + path, job.options.scanning.unpack.max_archive_bytes);
  if (!bytes) {
    out.failure = bytes.error().message();
    return out;
  }
  std::vector<store::UnlockedFile> files;
  const bool locked = store::is_locked(*bytes);
  if (locked) {
    auto inside = unlock(job, key, *bytes);
    if (!inside) {
      out.failure = inside.error().message();
      return out;
    }
    files = std::move(*inside);
  } else {
    files.push_back({key.filename, std::move(*bytes)});
  }
  for (store::UnlockedFile& file : files) {
    store::FileKey own = key;
    if (locked) own.filename = store::storable(unpacking::base_name(file.name), 255);
    if (files.size() > 1) own = identify(own.filename);
    auto item = prepare_item(job, std::move(own), std::move(file.bytes));
    if (item) {
      out.items.push_back(std::move(*item));
    } else if (out.failure.empty()) {
      out.failure = item.error().message();
    }
  }
  return out;
}

// Writes what the workers prepared, in short batches.
class Recorder {
 public:
  Recorder(store::Store& store, const ImportOptions& options, store::Time now)
      : store_(store), options_(options), now_(now) {}

  // What failed before and may be mended now.
  Result<void> start() {
    auto put = store_.put(store::Source{options_.source, "folder", "", "", options_.claim});
    if (!put) return tl::unexpected(put.error());
    auto failures = store_.failures(SIZE_MAX / 4);
    if (!failures) return tl::unexpected(failures.error());
    for (const store::Failure& failure : *failures) {
      if (failure.area == "import" && failure.source == options_.source) failed_before_.insert(failure.subject);
    }
    return {};
  }

  Result<void> record(const std::string& path, Prepared prepared) {
    if (auto opened = open_batch(); !opened) return opened;
    ++counts.files;
    for (const Item& item : prepared.items) {
      auto done = record(item);
      if (!done) {
        // A name that the store refuses is this file's fault, all else is the world's.
        if (store::check_key(item.key)) return done;
        prepared.failure = done.error().message();
      }
    }
    if (auto noted = note(path, prepared.failure); !noted) return noted;
    return ++in_batch_ < kBatch ? Result<void>() : commit();
  }

  // What is no archive, and should have been looked into.
  Result<void> note_unread(const std::string& path, const std::string& reason) {
    if (auto opened = open_batch(); !opened) return opened;
    return note(path, reason);
  }

  Result<void> commit() {
    if (!batch_) return {};
    auto done = batch_->commit();
    batch_.reset();
    in_batch_ = 0;
    return done;
  }

  ImportCounts counts;

 private:
  Result<void> open_batch() {
    if (batch_) return {};
    auto batch = store_.begin();
    if (!batch) return tl::unexpected(batch.error());
    batch_.emplace(std::move(*batch));
    return {};
  }

  Result<void> record(const Item& item) {
    if (auto good = store::check_key(item.key); !good) return good;
    auto artifact = store_.put(item.artifact);
    if (!artifact) return tl::unexpected(artifact.error());
    auto named = store_.put(item.artifact.sha256, store::ArtifactName{item.key, options_.source});
    if (!named) return tl::unexpected(named.error());
    store::FileRecord file;
    file.key = item.key;
    file.kind = kind_of(item.key.filename);
    if (auto put = store_.put(file); !put) return tl::unexpected(put.error());
    if (item.scan) {
      auto scan = store_.put(*item.scan);
      if (!scan) return tl::unexpected(scan.error());
      ++counts.scanned;
    }
    counts.samples += *artifact == store::Change::added ? 1 : 0;
    ++(*named == store::Change::added ? counts.added : counts.unchanged);
    return {};
  }

  Result<void> note(const std::string& path, const std::string& failure) {
    const std::string subject = store::storable(path, 1024);
    if (!failure.empty()) {
      counts.failed.push_back({store::storable(path), store::storable(failure)});
      return store_.put(store::Failure{"import", options_.source, subject, failure, now_, now_});
    }
    return failed_before_.count(subject) > 0 ? store_.clear_failures("import", options_.source, subject)
                                             : Result<void>();
  }

  store::Store& store_;
  const ImportOptions& options_;
  store::Time now_;
  std::optional<store::Store::Batch> batch_;
  size_t in_batch_ = 0;
  std::unordered_set<std::string> failed_before_;
};

Result<void> load_known(store::Store& store, Job& job) {
  auto all = store.each_artifact_hash(
      [&](const std::string& hash) {
        job.known.insert(hash);
        return true;
      },
      "");
  if (!all || !job.options.scan) return all;
  return store.each_artifact_hash(
      [&](const std::string& hash) {
        job.scanned.insert(hash);
        return true;
      },
      job.options.engine);
}

}  // namespace

Result<ImportCounts> import_folder(const std::string& folder, store::Store& store, const store::Samples& samples,
                                   const ImportOptions& options, store::Time now) {
  auto listing = list_archives(folder);
  if (!listing) return tl::unexpected(listing.error());
  Job job{folder, samples, options, now, {}, {}};
  if (auto loaded = load_known(store, job); !loaded) return tl::unexpected(loaded.error());
  Recorder recorder(store, options, now);
  if (auto started = recorder.start(); !started) return tl::unexpected(started.error());
  recorder.counts.ignored = listing->ignored;
  for (const UnreadFolder& one : listing->unread) {
    if (auto noted = recorder.note_unread(one.path, "the folder could not be read: " + one.reason); !noted)
      return tl::unexpected(noted.error());
  }

  // run_jobs carries scan results; what an import prepares goes beside it.
  std::mutex mutex;
  std::map<std::string, Prepared> ready;
  std::atomic<bool> broken{false};  // the database failed: nothing more is started
  const std::vector<std::string>& paths = listing->archives;
  Result<void> outcome;
  const size_t delivered = run_jobs(
      paths, {options.threads, &broken},
      [&](const std::string& path) {
        if (options.stop != nullptr && *options.stop) broken = true;
        Prepared prepared = prepare(job, path);
        const std::lock_guard lock(mutex);
        ready[path] = std::move(prepared);
        return Outcome{};
      },
      [&](size_t index, Outcome&& result) {
        Prepared prepared;
        {
          const std::lock_guard lock(mutex);
          if (auto node = ready.extract(paths[index])) {
            prepared = std::move(node.mapped());
          } else {
            prepared.failure = result.result.errors.empty() ? "internal error" : result.result.errors.front().reason;
          }
        }
        if (!outcome) return;
        outcome = recorder.record(paths[index], std::move(prepared));
        if (!outcome) broken = true;
        if (options.progress) options.progress(index + 1, paths.size());
      });
  if (outcome) outcome = recorder.commit();
  if (!outcome) return tl::unexpected(outcome.error());
  recorder.counts.complete = delivered == paths.size();
  std::sort(recorder.counts.failed.begin(), recorder.counts.failed.end(),
            [](const FeedProblem& a, const FeedProblem& b) { return a.subject < b.subject; });
  return std::move(recorder.counts);
}

}  // namespace antivenom::collect
