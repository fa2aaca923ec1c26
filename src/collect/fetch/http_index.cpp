#include "artifact/names.h"
#include "collect/fetch/index.h"
#include "collect/web_url.h"

namespace antivenom::collect {
namespace {

constexpr const char* kAccept =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";
constexpr uint64_t kMaxProbe = 256u << 20;  // of a server that sends all of it whatever is asked

std::string on_path(std::string path) {
  std::string out;
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    out += (at > 0 ? "/" : "") + percent_encoded(path.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

class HttpIndex final : public Index {
 public:
  HttpIndex(const Mirror& mirror, Web& web) : mirror_(mirror), web_(web) {
    if (const auto url = parse_url(mirror.url)) host_ = url->host;
  }

  PageAnswer page(const std::string& project, const std::string& etag, const std::string& last_modified) override {
    WebRequest request;
    request.url = mirror_.url + percent_encoded(unpacking::normalised_name(project)) + "/";
    request.accept = kAccept;
    request.etag = etag;
    request.last_modified = last_modified;
    request.max_bytes = kMaxPageBytes;
    PageAnswer answer;
    auto response = web_.get(request);
    if (!response) {
      answer.error = response.error().what;
      return answer;
    }
    if (response->status == 304 && !(etag.empty() && last_modified.empty())) {
      answer.kind = PageAnswer::Kind::unchanged;
    } else if (response->status == 404 || response->status == 410) {
      answer.kind = PageAnswer::Kind::absent;
    } else if (response->status != 200) {
      answer.error = "HTTP " + std::to_string(response->status);
      answer.retry_after_ms = response->retry_after_ms;
    } else if (auto page = read_page(response->body, response->url, project); !page) {
      answer.error = page.error().message();
    } else {
      answer.kind = PageAnswer::Kind::page;
      answer.page = std::move(*page);
      answer.etag = response->etag;
      answer.last_modified = response->last_modified;
    }
    return answer;
  }

  FileAnswer file(const std::string& url, uint64_t max_bytes) override {
    WebRequest request = request_of(url);
    request.headers["Accept-Encoding"] = "identity";  // some servers else pack the archive and call that its bytes
    request.max_bytes = max_bytes;
    return answer_of(request);
  }

  FileAnswer probe(const std::string& url) override {
    WebRequest request = request_of(url);
    request.headers["Range"] = "bytes=0-0";
    request.max_bytes = kMaxProbe;
    FileAnswer answer = answer_of(request);
    answer.bytes.clear();
    return answer;
  }

  std::string by_path(const std::string& path) const override {
    return mirror_.files.empty() || path.empty() ? std::string() : mirror_.files + on_path(path);
  }

 private:
  WebRequest request_of(const std::string& url) const {
    WebRequest request;
    request.url = url;
    const auto parsed = parse_url(url);
    request.foreign = !parsed || parsed->host != host_;
    return request;
  }

  FileAnswer answer_of(const WebRequest& request) {
    FileAnswer answer;
    auto response = web_.get(request);
    if (!response) {
      answer.error = response.error().what;
    } else if (response->status == 200 || response->status == 206) {
      answer.kind = FileAnswer::Kind::delivered;
      answer.bytes = std::move(response->body);
    } else {
      answer.error = "HTTP " + std::to_string(response->status);
      if (response->status == 404 || response->status == 410) answer.kind = FileAnswer::Kind::absent;
    }
    return answer;
  }

  const Mirror mirror_;
  Web& web_;
  std::string host_;
};

}  // namespace

std::unique_ptr<Index> open_index(const Mirror& mirror, Web& web) {
  if (!mirror.folder.empty()) return open_folder_index(mirror);
  return std::make_unique<HttpIndex>(mirror, web);
}

}  // namespace antivenom::collect
