#include "collect/feeds/formats/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "artifact/names.h"
#include "base/c_memory.h"
#include "base/descriptor.h"
#include "base/lower_case.h"
#include "collect/web.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

namespace fs = std::filesystem;

// Deeper folders hold no feed.
constexpr size_t kMaxDepth = 32;
constexpr uint64_t kMaxDownload = 4ull << 30;

// A regular file, whole. Links are followed only where the user named one.
Result<Bytes> read_whole(const std::string& path, uint64_t max_bytes, bool follow) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW)));
  if (!file.valid()) return fail(std::strerror(errno));
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return fail(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return fail("is no regular file");
  Bytes bytes;
  std::vector<char> buffer(256 * 1024);
  for (;;) {
    const ssize_t got = read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(std::strerror(errno));
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(got) > max_bytes)
      return fail("is longer than " + std::to_string(max_bytes) + " bytes");
    bytes.append(buffer.data(), static_cast<size_t>(got));
  }
}

bool is_archive(ByteView head) {
  using namespace std::string_view_literals;
  for (const std::string_view magic : {"PK\3\4"sv, "PK\5\6"sv, "\x1f\x8b"sv, "BZh"sv,
                                       "\xfd"
                                       "7zXZ"sv,
                                       "\x28\xb5\x2f\xfd"sv}) {
    if (head.starts_with(magic)) return true;
  }
  return head.size() > 262 && head.substr(257, 5) == "ustar";
}

bool wanted(const InputForm& form, std::string_view name) {
  const std::string lower = lower_case(name);
  return form.suffixes.empty() || std::any_of(form.suffixes.begin(), form.suffixes.end(),
                                              [&](std::string_view suffix) { return lower.ends_with(suffix); });
}

bool is_hidden(std::string_view path) { return path.starts_with('.') || path.find("/.") != std::string_view::npos; }

class Documents {
 public:
  Documents(Session& session, const InputForm& form, const std::function<Result<void>(const Document&)>& visit)
      : session_(session), form_(form), visit_(visit) {}

  Result<void> read() {
    const std::string& location = session_.context().location;
    if (location.empty()) return fail("no location is given");
    if (is_url(location)) return download(location);
    std::error_code error;
    const fs::file_status status = fs::status(location, error);
    if (!fs::exists(status)) return fail("there is no such file or folder", location);
    if (fs::is_directory(status)) return folder(location);
    auto head = first_bytes(location);
    if (!head) return fail(head.error().what, location);
    const std::string name = fs::path(location).filename().string();
    if (is_archive(*head))
      return archive(name, [&](struct archive* a) { return archive_read_open_filename(a, location.c_str(), 1 << 16); });
    auto bytes = read_whole(location, std::max(form_.max_document, uint64_t{1} << 30), true);
    if (!bytes) return fail(bytes.error().what, location);
    session_.set_total(0);
    return visit_({name, std::move(*bytes)});
  }

 private:
  static Result<Bytes> first_bytes(const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) return fail(std::strerror(errno));
    struct stat status {};
    if (fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return fail("is no regular file");
    char buffer[512];
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0) return fail(std::strerror(errno));
    return Bytes(buffer, static_cast<size_t>(got));
  }

  Result<void> download(const std::string& url) {
    WebRequest request;
    request.url = url;
    request.etag = session_.note("etag");
    request.last_modified = session_.note("last_modified");
    request.max_bytes = kMaxDownload;
    auto answer = session_.context().web.get(request);
    if (!answer) return fail(answer.error().message(), url);
    if (answer->status == 304) {
      session_.keep_marks();
      return {};
    }
    if (answer->status != 200) return fail("the server answers " + std::to_string(answer->status), url);
    const std::string name(unpacking::base_name(url));
    Result<void> done;
    if (is_archive(ByteView(answer->body).substr(0, 512))) {
      done = archive(name, [&](struct archive* a) {
        return archive_read_open_memory(a, answer->body.data(), answer->body.size());
      });
    } else {
      done = visit_({name, std::move(answer->body)});
    }
    // What failed is to be seen again, so the next answer must not be "not modified".
    const bool whole = done && session_.problems() == 0 && !session_.stopped();
    session_.set_note("etag", whole ? answer->etag : "");
    session_.set_note("last_modified", whole ? answer->last_modified : "");
    return done;
  }

  Result<void> folder(const std::string& base) {
    std::vector<std::string> paths;
    std::vector<std::pair<fs::path, size_t>> todo{{base, 0}};
    while (!todo.empty()) {
      const auto [path, depth] = std::move(todo.back());
      todo.pop_back();
      std::error_code error;
      fs::directory_iterator at(path, error);
      for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        const std::string name = at->path().filename().string();
        std::error_code gone;
        const fs::file_status status = at->symlink_status(gone);
        if (fs::is_directory(status) && !is_hidden(name)) {
          if (depth < kMaxDepth) todo.push_back({at->path(), depth + 1});
        } else if (fs::is_regular_file(status) && wanted(form_, name)) {
          paths.push_back(at->path().lexically_relative(base).string());
          if (paths.size() > form_.max_documents) return fail("holds too many files", base);
        }
      }
      // Also in the middle: what was not listed must not seem to be gone.
      if (error && depth == 0) return fail(error.message(), base);
      if (error) session_.problem(path.lexically_relative(base).string(), error.message());
    }
    std::sort(paths.begin(), paths.end());
    session_.set_total(paths.size());
    for (const std::string& path : paths) {
      if (session_.stopped()) return {};
      auto bytes = read_whole((fs::path(base) / path).string(), form_.max_document, false);
      if (!bytes) {
        session_.problem(path, bytes.error().what);
        continue;
      }
      if (auto done = visit_({path, std::move(*bytes)}); !done) return done;
    }
    return {};
  }

  template <class Open>
  Result<void> archive(const std::string& name, const Open& open_it) {
    const std::unique_ptr<struct archive, decltype(&archive_read_free)> reader(made(archive_read_new()),
                                                                               &archive_read_free);
    // Each form is named: libarchive starts programs for some others.
    archive_read_support_format_zip(reader.get());
    archive_read_support_format_tar(reader.get());
    archive_read_support_format_raw(reader.get());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_bzip2(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_zstd(reader.get());
    if (open_it(reader.get()) != ARCHIVE_OK) return fail(why(reader.get()), name);
    uint64_t count = 0, total = 0;
    struct archive_entry* entry = nullptr;
    for (;;) {
      if (session_.stopped()) return {};
      const int next = archive_read_next_header(reader.get(), &entry);
      if (next == ARCHIVE_EOF) return {};
      if (next < ARCHIVE_WARN) return fail("the archive is damaged: " + why(reader.get()), name);
      if (++count > form_.max_documents) return fail("the archive holds too many files", name);
      const bool raw = archive_format(reader.get()) == ARCHIVE_FORMAT_RAW;
      const char* path = archive_entry_pathname(entry);
      const std::string place = raw ? name : store::storable(path == nullptr ? "" : path, 400);
      const bool is_file = raw || archive_entry_filetype(entry) == AE_IFREG;
      if (!is_file || is_hidden(place) || (!raw && !wanted(form_, place))) continue;
      if (archive_entry_is_data_encrypted(entry) == 1) {
        session_.problem(place, "is encrypted");
        continue;
      }
      auto bytes = member(reader.get(), raw ? uint64_t{1} << 30 : form_.max_document);
      if (!bytes) {
        session_.problem(place, bytes.error().what);
        continue;
      }
      total += bytes->size();
      if (total > form_.max_total) return fail("the archive unpacks to too much", name);
      if (auto done = visit_({place, std::move(*bytes)}); !done) return done;
    }
  }

  static std::string why(struct archive* reader) {
    const char* text = archive_error_string(reader);
    return text == nullptr ? "unknown format" : store::storable(text, 200);
  }

  static Result<Bytes> member(struct archive* reader, uint64_t max_bytes) {
    Bytes bytes;
    std::vector<char> buffer(64 * 1024);
    for (;;) {
      const la_ssize_t got = archive_read_data(reader, buffer.data(), buffer.size());
      if (got == 0) return bytes;
      if (got < 0) return fail("cannot be unpacked: " + why(reader));
      if (bytes.size() + static_cast<size_t>(got) > max_bytes)
        return fail("is longer than " + std::to_string(max_bytes) + " bytes");
      bytes.append(buffer.data(), static_cast<size_t>(got));
    }
  }

  Session& session_;
  const InputForm& form_;
  const std::function<Result<void>(const Document&)>& visit_;
};

}  // namespace

bool is_url(std::string_view location) {
  return unpacking::starts_with(location, "https://") || unpacking::starts_with(location, "http://");
}

Result<void> each_document(Session& session, const InputForm& form,
                           const std::function<Result<void>(const Document&)>& visit) {
  return Documents(session, form, visit).read();
}

}  // namespace antivenom::collect
