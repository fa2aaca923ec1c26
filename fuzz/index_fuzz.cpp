// What indexes, mirrors and services answer. The first byte says what the rest is: the page of a project at a URL or in
// a folder, a link on it, the name or path of a file, an answer about a hash.
#include <array>
#include <set>

#include "answers.h"
#include "base/utf8.h"
#include "collect/fetch/file_names.h"
#include "collect/fetch/page.h"
#include "collect/identify.h"
#include "collect/verify/virus_total.h"
#include "collect/web_url.h"
#include "fuzz.h"
#include "store/text.h"

namespace {

using namespace antivenom;
using namespace antivenom::collect;

const std::string kProject = "sample";
const std::string kPageUrl = "https://index.example.com/simple/sample/";

void check_page(ByteView body, const std::string& url) {
  const auto page = read_page(body, url, kProject);
  if (!page) {
    fuzz::require(!page.error().what.empty() && is_utf8(page.error().message()), "a failure has a reason");
    return;
  }
  std::set<std::string> names;
  for (const PageFile& file : page->files) {
    const auto parts = parts_of(file.filename, kProject);
    fuzz::require(parts && parts->version == file.version && parts->kind == file.kind, "a file is one of the project");
    fuzz::require(file.filename.find_first_of(std::string_view("/\\\0\n\r", 5)) == std::string::npos,
                  "a file's name leads nowhere");
    fuzz::require(names.insert(file.filename).second, "a file is listed once");
    fuzz::require(file.sha256.empty() || store::is_sha256(file.sha256), "a hash is one");
    fuzz::require(url.empty() || parse_url(file.url), "a file's URL can be asked for");
  }
}

void check_link(std::string_view base, std::string_view link) {
  const auto url = resolve_url(base, link);
  fuzz::require(percent_decoded(percent_encoded(link)) == link, "what is encoded can be decoded");
  if (!url) return;
  fuzz::require(url->scheme == "http" || url->scheme == "https", "no other scheme is asked");
  fuzz::require(!url->host.empty() && !url->path.empty() && url->path.front() == '/', "a URL has a host and a path");
  const auto again = parse_url(url->text);
  fuzz::require(again && again->text == url->text && again->host == url->host, "a URL survives its text form");
  const auto shown = parse_url(without_credentials(url->text));
  fuzz::require(shown && !shown->has_credentials && shown->host == url->host,
                "credentials are taken off, all else stays");
}

void check_name(std::string_view text) {
  const store::FileKey key = identify(text);
  fuzz::require(text.ends_with(key.filename), "a file's name is the end of its path");
  if (const auto parts = parts_of(key.filename, kProject))
    fuzz::require(!parts->version.empty() && parts->version.size() <= 128, "a version is short");
  const std::string path = path_on_file_host(text);
  fuzz::require(path.empty() || text.ends_with(path), "a path on the file host is the end of a URL");
}

// A clock that moves with each look, and sleeps that pass at once.
void check_lookup(ByteView answers) {
  const fuzz::ScratchStore store;
  fuzz::Answers web(answers);
  store::Time now = fuzz::kNow;
  VerifyOptions options;
  options.virus_total.key = "key";
  options.clock = [&] { return now += store::kSecond; };
  options.sleep = [&](std::chrono::milliseconds pause) {
    fuzz::require(pause.count() > 0 && pause.count() <= 2 * store::kMinute, "nobody waits long for an answer");
    now += pause.count();
    return true;
  };
  VirusTotal service(*store, web, options);
  const store::Indicator address{"url", "http://host.invalid/a"};
  const auto verdict = service.look_up(std::string(64, 'a'), {address});
  fuzz::require(verdict.has_value(), "the store takes every answer");
  if (verdict->kind != VirusTotal::Verdict::Kind::answered) return;
  fuzz::require(is_utf8(verdict->check.detail) && !verdict->check.reasons.empty(), "a check can be shown");
  const uint64_t asked = service.asked();
  const auto again = service.look_up(std::string(64, 'a'), {address});
  fuzz::require(again && again->check.outcome == verdict->check.outcome && service.asked() == asked,
                "an answer is kept and not asked for again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const ByteView bytes = fuzz::view(data + 1, size - 1);
  switch (data[0] % 5) {
    case 0:
      check_page(bytes, kPageUrl);
      break;
    case 1:
      check_page(bytes, {});
      break;
    case 2: {
      const size_t line = std::min(bytes.find('\n'), bytes.size());
      check_link(kPageUrl, bytes.substr(0, line));
      if (line < bytes.size()) check_link(bytes.substr(0, line), bytes.substr(line + 1));
      break;
    }
    case 3:
      check_name(bytes);
      break;
    default:
      check_lookup(bytes);
  }
  return 0;
}
