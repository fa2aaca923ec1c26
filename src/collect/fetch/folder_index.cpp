// A mirror on this machine's disk: bandersnatch (web/simple, web/packages, with and without hash-index), a folder
// simple/NAME/ with index pages or with the files themselves (devpi's exports, pypiserver, dumb-pypi).
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "artifact/names.h"
#include "collect/fetch/index.h"
#include "collect/web_url.h"

namespace antivenom::collect {
namespace {

namespace fs = std::filesystem;

constexpr std::array kPages = {"index.v1_json", "index.json", "index.html", "index.v1_html"};
constexpr size_t kMaxEntries = 100'000;

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// A regular file; links count, as mirrors use them for the letter's case.
bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

Result<Bytes> read_file(const std::string& path, uint64_t max_bytes) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail("cannot be read");
  Bytes bytes;
  char piece[1 << 16];
  while (in.read(piece, sizeof piece), in.gcount() > 0) {
    bytes.append(piece, static_cast<size_t>(in.gcount()));
    if (bytes.size() > max_bytes) return fail("longer than " + std::to_string(max_bytes) + " bytes");
  }
  if (in.bad()) return fail("cannot be read");
  return bytes;
}

class FolderIndex final : public Index {
 public:
  explicit FolderIndex(const Mirror& mirror) : root_(mirror.folder) {
    for (const char* simple : {"/web/simple", "/simple", "/+simple"}) {
      if (!is_folder(root_ + simple)) continue;
      simple_ = std::string(simple).substr(1);
      usable_ = true;
      break;
    }
    const std::string own = fs::path(root_).filename().string();
    usable_ = usable_ || own == "simple" || own == "+simple";
    packages_ = is_folder(root_ + "/web/packages") ? "web/packages/" : "packages/";
  }

  PageAnswer page(const std::string& project, const std::string&, const std::string&) override {
    PageAnswer answer;
    if (!usable_) {
      answer.error = "there is no folder simple/ or web/simple/ in it";
      return answer;
    }
    const std::string folder = folder_of(project);
    if (folder.empty()) {
      answer.kind = PageAnswer::Kind::absent;
      return answer;
    }
    auto page = read(folder, project);
    if (!page) {
      answer.error = page.error().message();
      return answer;
    }
    answer.page = std::move(*page);
    answer.kind = PageAnswer::Kind::page;
    return answer;
  }

  // `url`: a path below the root.
  FileAnswer file(const std::string& url, uint64_t max_bytes) override {
    FileAnswer answer = probe(url);
    if (answer.kind != FileAnswer::Kind::delivered) return answer;
    auto bytes = read_file(root_ + "/" + url, max_bytes);
    if (!bytes) return {FileAnswer::Kind::failed, {}, bytes.error().message()};
    answer.bytes = std::move(*bytes);
    return answer;
  }

  FileAnswer probe(const std::string& url) override {
    FileAnswer answer;
    answer.kind = is_file(root_ + "/" + url) ? FileAnswer::Kind::delivered : FileAnswer::Kind::absent;
    if (answer.kind == FileAnswer::Kind::absent) answer.error = "there is no such file";
    return answer;
  }

  std::string by_path(const std::string& path) const override {
    const auto clean = unpacking::clean_name(path);
    return clean.dotted || clean.path.empty() ? std::string() : packages_ + clean.path;
  }

 private:
  // Relative to the root; empty if the project is not there.
  std::string folder_of(const std::string& project) const {
    const std::string name = unpacking::normalised_name(project);
    std::string underscored = name;
    std::replace(underscored.begin(), underscored.end(), '-', '_');
    const std::string above = simple_.empty() ? "" : simple_ + "/";
    for (const std::string& spelled : {name, project, underscored}) {
      if (spelled.empty() || spelled.find('/') != std::string::npos || spelled[0] == '.') continue;
      for (const std::string& folder : {above + spelled, above + spelled.substr(0, 1) + "/" + spelled}) {
        if (is_folder(root_ + "/" + folder)) return folder;
      }
    }
    return {};
  }

  Result<Page> read(const std::string& folder, const std::string& project) const {
    for (const char* name : kPages) {
      const std::string path = root_ + "/" + folder + "/" + name;
      if (!is_file(path)) continue;
      auto body = read_file(path, kMaxPageBytes);
      if (!body) return tl::unexpected(body.error());
      auto page = read_page(*body, {}, project);
      if (page) place(*page, folder);
      return page;
    }
    Page page;
    std::error_code error;
    size_t entries = 0;
    for (fs::directory_iterator at(root_ + "/" + folder, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
      if (++entries > kMaxEntries) return fail("more than " + std::to_string(kMaxEntries) + " files", folder);
      const std::string name = at->path().filename().string();
      if (is_file(at->path().string())) add_file(page, {}, percent_encoded(name), project, {});
    }
    if (error) return fail(error.message(), folder);
    std::sort(page.files.begin(), page.files.end(),
              [](const PageFile& a, const PageFile& b) { return a.filename < b.filename; });
    place(page, folder);
    return page;
  }

  // Links -> paths below the root. What leads elsewhere, or to a file that is missing, is not on this mirror.
  void place(Page& page, const std::string& folder) const {
    for (PageFile& file : page.files) file.url = placed(file.url, folder);
    std::erase_if(page.files,
                  [&](const PageFile& file) { return file.url.empty() || !is_file(root_ + "/" + file.url); });
  }
  std::string placed(const std::string& link, const std::string& folder) const {
    std::string path = percent_decoded(link);
    if (const auto url = parse_url(link)) path = percent_decoded(url->path);
    if (!path.empty() && path[0] == '/') {  // from the web server's root: packages lie where they lie
      const size_t at = path.find("/packages/");
      if (at == std::string::npos) return {};
      path = packages_ + path.substr(at + 10);
    } else {
      path = folder + "/" + path;
    }
    const auto clean = unpacking::clean_name(path);
    return clean.climbs || clean.has_nul ? std::string() : clean.path;
  }

  std::string root_, simple_, packages_;
  bool usable_ = false;
};

}  // namespace

std::unique_ptr<Index> open_folder_index(const Mirror& mirror) { return std::make_unique<FolderIndex>(mirror); }

}  // namespace antivenom::collect
