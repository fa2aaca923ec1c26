#include "collect/verify/virus_total.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collect/web_url.h"

namespace antivenom::collect {
namespace {

using nlohmann::json;

constexpr const char* kService = "virustotal";
constexpr store::Time kKeepKnown = 30 * store::kDay;  // engines change their minds about new files only
constexpr store::Time kKeepUnknown = 7 * store::kDay;
constexpr store::Time kLongestWait = 70 * store::kSecond;  // more is not the minute's quota but the day's
constexpr unsigned kTries = 3;
constexpr unsigned kFailuresInARow = 3;
constexpr uint64_t kMaxAnswer = 8u << 20;
// From here on engines agree by more than chance: the study counts a file that a single engine names as a false alarm.
constexpr int64_t kEngines = 3;

std::string base64_url(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kDigits[bits >> (count - 6) & 63];
  }
  if (count > 0) out += kDigits[bits << (6 - count) & 63];
  return out;
}

// Where an indicator is looked up; empty for what VirusTotal does not know by itself.
std::string key_of(const store::Indicator& indicator) {
  if (indicator.type == "url") return "urls/" + base64_url(indicator.value);
  if (indicator.type == "ip") return "ip_addresses/" + percent_encoded(indicator.value);
  if (indicator.type == "domain") return "domains/" + percent_encoded(indicator.value);
  return {};
}

// An address says more than the host it is on.
int rank(const store::Indicator& indicator) { return indicator.type == "url" ? 0 : indicator.type == "ip" ? 1 : 2; }

int64_t number(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number_integer() ? at->get<int64_t>() : 0;
}

// The part of an answer that is kept: the counts and the name of the family.
std::string kept(const std::string& body) {
  const json document = json::parse(body, nullptr, false);
  const json nothing = json::object();
  const auto child = [&](const json& object, const char* key) -> const json& {
    const auto at = object.is_object() ? object.find(key) : object.end();
    return at != object.end() && at->is_object() ? *at : nothing;
  };
  const json& attributes = child(child(document, "data"), "attributes");
  const json& stats = child(attributes, "last_analysis_stats");
  if (stats.empty()) return {};
  json out = {{"malicious", number(stats, "malicious")},
              {"suspicious", number(stats, "suspicious")},
              {"undetected", number(stats, "undetected")},
              {"harmless", number(stats, "harmless")}};
  for (const char* date : {"first_submission_date", "last_analysis_date"}) {
    if (const int64_t at = number(attributes, date); at > 0) out[date] = at;
  }
  const json& threat = child(attributes, "popular_threat_classification");
  if (const auto label = threat.find("suggested_threat_label"); label != threat.end() && label->is_string())
    out["label"] = *label;
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Result<VirusTotal::Reply> VirusTotal::ask_once(const std::string& key) {
  Reply reply;
  for (;;) {
    auto wait = store_.spend(kService, options_.clock(), options_.virus_total.per_minute, options_.virus_total.per_day);
    if (!wait) return tl::unexpected(wait.error());
    if (*wait == 0) break;
    if (*wait > kLongestWait) {
      reply.error = "the day's " + std::to_string(options_.virus_total.per_day) + " requests are used up";
      return reply;
    }
    if (!options_.sleep(std::chrono::milliseconds(*wait))) {
      reply.error = "interrupted";
      return reply;
    }
  }
  ++asked_;
  WebRequest request;
  request.url = options_.virus_total.url + key;
  request.accept = "application/json";
  request.headers["x-apikey"] = options_.virus_total.key;
  request.max_bytes = kMaxAnswer;
  auto response = web_.get(request);
  reply.kind = Verdict::Kind::later;
  if (!response) {
    reply.error = response.error().what;
    return reply;
  }
  reply.error = "HTTP " + std::to_string(response->status);
  if (response->status == 401 || response->status == 403) {
    reply.kind = Verdict::Kind::over;
    reply.error = "the key is refused (HTTP " + std::to_string(response->status) + ")";
  } else if (response->status == 429 && response->retry_after_ms > kLongestWait) {
    reply.kind = Verdict::Kind::over;
    reply.error = "the key's quota is used up";
  } else if (response->status == 404 || response->status == 200) {
    reply.answer = {kService, key, response->status, {}, options_.clock()};
    if (response->status == 200) reply.answer.text = kept(response->body);
    if (response->status == 404 || !reply.answer.text.empty()) {
      reply.kind = Verdict::Kind::answered;
    } else {
      reply.error = "an answer without a result";
    }
  } else if (response->status == 429) {
    const auto pause = std::max<int64_t>(response->retry_after_ms, store::kMinute);
    if (!options_.sleep(std::chrono::milliseconds(pause))) reply.kind = Verdict::Kind::over;
  }
  return reply;
}

Result<VirusTotal::Reply> VirusTotal::ask(const std::string& key) {
  auto known = store_.answer(kService, key);
  if (!known) return tl::unexpected(known.error());
  if (*known && options_.clock() - (*known)->at < ((*known)->status == 404 ? kKeepUnknown : kKeepKnown)) {
    ++cached_;
    return Reply{Verdict::Kind::answered, {}, **known};
  }
  Reply reply;
  for (unsigned attempt = 0; attempt < kTries; ++attempt) {
    auto once = ask_once(key);
    if (!once) return once;
    reply = std::move(*once);
    if (reply.kind != Verdict::Kind::later) break;
  }
  if (reply.kind == Verdict::Kind::answered) {
    failures_in_a_row_ = 0;
    auto put = store_.put(reply.answer);
    if (!put) return tl::unexpected(put.error());
  } else if (reply.kind == Verdict::Kind::later && ++failures_in_a_row_ >= kFailuresInARow) {
    reply.kind = Verdict::Kind::over;
  }
  return reply;
}

Result<VirusTotal::Verdict> VirusTotal::look_up(const std::string& sha256,
                                                const std::vector<store::Indicator>& indicators) {
  auto file = ask("files/" + sha256);
  if (!file) return tl::unexpected(file.error());
  Verdict verdict;
  verdict.kind = file->kind;
  verdict.error = file->error;
  if (file->kind != Verdict::Kind::answered) return verdict;
  store::Check& check = verdict.check;
  check.sha256 = sha256;
  check.check = kService;
  check.at = options_.clock();
  json detail = json::object();
  if (file->answer.status == 200) {
    const json found = json::parse(file->answer.text, nullptr, false);
    const int64_t engines = number(found, "malicious");
    detail["file"] = found;
    check.outcome = engines >= kEngines ? "confirmed" : engines > 0 ? "doubtful" : "refuted";
    check.reasons = {engines == 0 ? "VirusTotal knows the file, and no engine calls it malicious"
                                  : fmt::format("VirusTotal: {} {} it malicious", engines,
                                                engines == 1 ? "engine calls" : "engines call")};
  } else {
    check.outcome = "unknown";
    check.reasons = {"VirusTotal does not know the file"};
    std::vector<store::Indicator> addresses = indicators;
    std::erase_if(addresses, [](const store::Indicator& indicator) { return key_of(indicator).empty(); });
    std::stable_sort(addresses.begin(), addresses.end(),
                     [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    unsigned left = options_.virus_total.indicators;
    for (const store::Indicator& address : addresses) {
      if (left-- == 0 || check.outcome == "confirmed") break;
      auto answer = ask(key_of(address));
      if (!answer) return tl::unexpected(answer.error());
      if (answer->kind != Verdict::Kind::answered) {
        verdict.kind = answer->kind;
        verdict.error = answer->error;
        return verdict;
      }
      const json found = json::parse(answer->answer.text, nullptr, false);
      const int64_t engines = found.is_object() ? number(found, "malicious") : 0;
      detail["addresses"].push_back(
          {{"value", address.value}, {"status", answer->answer.status}, {"found", found.is_object() ? found : json()}});
      if (engines < kEngines) continue;
      check.outcome = "confirmed";
      check.reasons = {
          fmt::format("VirusTotal: {} engines call {} malicious, which it leads to", engines, address.value)};
    }
  }
  check.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
  return verdict;
}

}  // namespace antivenom::collect
