#include "interpret/indicators.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/lower_case.h"
#include "interpret/hosts.h"
#include "interpret/install_commands.h"
#include "interpret/text_scan.h"
#include "knowledge/knowledge.h"

namespace antivenom::interpret {
namespace {

constexpr size_t kMaxText = 1u << 20;
constexpr size_t kMaxAll = 16u << 20;
constexpr size_t kMaxIndicators = 2'000;
constexpr size_t kMaxLookedAt = 20'000;
constexpr size_t kMaxValue = 4'096;

constexpr EffectSet kNetwork{Effect::net_fetch,  Effect::net_receive, Effect::net_send,  Effect::net_connect,
                             Effect::net_listen, Effect::dns_lookup,  Effect::send_mail, Effect::send_message};
constexpr EffectSet kFiles{Effect::read_file, Effect::list_files,  Effect::write_file, Effect::delete_file,
                           Effect::move_file, Effect::change_mode, Effect::probe_file, Effect::read_database};
constexpr EffectSet kRegistry{Effect::read_registry, Effect::write_registry};
constexpr EffectSet kRun{Effect::run_shell, Effect::run_process};

// Tags of services that everybody uses under the same name.
constexpr std::string_view kSharedServices[] = {
    "code-host-raw", "code-host-api", "paste-site",   "file-host",    "discord-webhook",   "discord-api",
    "discord-cdn",   "slack-webhook", "telegram-api", "chat-service", "game-service",      "geo-lookup",
    "ip-lookup",     "url-shortener", "doh-resolver", "google-forms", "google-apps-script"};

bool has_tag(std::span<const std::string_view> tags, std::initializer_list<std::string_view> wanted) {
  return std::any_of(tags.begin(), tags.end(), [&](std::string_view tag) {
    return std::find(wanted.begin(), wanted.end(), tag) != wanted.end();
  });
}

bool is_shared_service(std::span<const std::string_view> tags) {
  return std::find_first_of(tags.begin(), tags.end(), std::begin(kSharedServices), std::end(kSharedServices)) !=
         tags.end();
}

bool has_hole(std::string_view text) { return text.find('{') != std::string_view::npos; }

// Public resolvers, which programs ask to find out their own address.
bool is_resolver(std::string_view ip) {
  static constexpr std::string_view kResolvers[] = {"1.1.1.1",
                                                    "1.0.0.1",
                                                    "8.8.8.8",
                                                    "8.8.4.4",
                                                    "9.9.9.9",
                                                    "208.67.222.222",
                                                    "114.114.114.114",
                                                    "2001:4860:4860::8888",
                                                    "2606:4700:4700::1111"};
  return std::find(std::begin(kResolvers), std::end(kResolvers), ip) != std::end(kResolvers);
}

// ['cmd', '/c', 'dir'] -> cmd /c dir
std::string command_line(const Argument& argument) {
  if (argument.type == "str" || argument.type == "bytes" || argument.type.empty()) return argument.text;
  std::string line;
  for (const std::string& word : words_of(argument.text)) line += (line.empty() ? "" : " ") + word;
  return line;
}

// The names in what a command installs; what stands for itself (an address) is listed as that.
std::vector<std::string> packages_in(const std::vector<std::string>& words) {
  std::vector<std::string> packages;
  for (const std::string& wanted : installed_by(words))
    if (wanted.find("://") == std::string::npos)
      packages.push_back(wanted.substr(0, wanted.find_first_of("=<>~!;[&@")));
  return packages;
}

// A path that tells a defender where to look: outside the package, in a place of the system or of a user.
bool is_telling_path(std::string_view path, bool tagged) {
  if (path.size() < 4 || path.size() > 400 || has_hole(path) || path.find('\n') != std::string_view::npos ||
      path.find("://") != std::string_view::npos)
    return false;
  const bool windows = path.size() > 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
  const bool anchored = windows || path.starts_with("%") || path.starts_with("~/") || path.starts_with("~\\") ||
                        path.starts_with("\\\\") || path.starts_with("$HOME") || path.starts_with("/");
  if (tagged) return anchored || path.find_first_of("/\\.") != std::string_view::npos;
  if (path.starts_with("/dev/null") || path.starts_with("/proc/self") || path.starts_with("/usr/share") ||
      path.starts_with("/usr/lib"))
    return false;
  if (path.starts_with("/"))
    return std::count(path.begin(), path.end(), '/') >= 2 &&
           (path.starts_with("/tmp/") || path.starts_with("/etc/") || path.starts_with("/var/") ||
            path.starts_with("/root/") || path.starts_with("/home/") || path.starts_with("/Users/") ||
            path.starts_with("/Library/") || path.starts_with("/dev/shm/") || path.starts_with("/usr/local/bin/") ||
            path.starts_with("/usr/bin/") || path.starts_with("/proc/"));
  return anchored && path.find_first_of("/\\", 2) != std::string_view::npos;
}

}  // namespace

class IndicatorCollector::Collector {
 public:
  explicit Collector(Facts& facts) : facts_(facts), home_(lower_case(facts.package.home_page)) {
    for (const Found& found : scan_text(home_))
      if (found.kind == FoundKind::url && home_host_.empty()) home_host_ = found.host;
    for (const Indicator& known : facts.indicators) seen_.insert(known.type + '\n' + known.value);
  }

  void add_event(const Event& event) {
    if (event.reach == Reach::unshipped) return;
    const size_t first = event.has_receiver ? 1 : 0;
    for (const Argument& argument : event.args) {
      if (argument.known == Known::nothing || full()) continue;
      scan(argument.text, event.place, event.place.end_line);
      if (event.effects.any(kNetwork)) add_host_argument(argument, event.place);
      if (event.effects.any(kFiles)) add_path(argument, event.place);
    }
    if (event.effects.any(kRegistry)) add_registry_key(event);
    if (event.effects.any(kRun) && first < event.args.size()) add_command(event.args[first], event.place);
    if (event.effects.has(Effect::install_package))
      for (const Argument& argument : event.args) add_packages("pip " + argument.text, event.place);
  }

  void add_text(const SourceText& source) {
    if (full() || scanned_ >= kMaxAll) return;
    const Place place{source.file, source.layer, source.line, source.line};
    const std::string_view text = source.text.substr(0, kMaxText);
    scan(text, place, source.end_line);
    if (!source.literal) return;
    if (std::string host = whole_host(text, true); !host.empty()) add_host(host, text, place);
  }

 private:
  bool full() const { return facts_.indicators.size() >= kMaxIndicators; }

  void add(std::string_view type, std::string_view value, Place place, bool benign) {
    if (full() || value.empty() || value.size() > kMaxValue) return;
    std::string key(type);
    key += '\n';
    key += value;
    if (!seen_.insert(std::move(key)).second) return;
    facts_.indicators.push_back({std::string(type), std::string(value), place, benign});
  }

  // Finds what stands in `text`, whose lines are those from `place` to `end_line`.
  void scan(std::string_view text, Place place, uint32_t end_line) {
    if (scanned_ >= kMaxAll) return;
    text = text.substr(0, std::min(kMaxText, kMaxAll - scanned_));
    scanned_ += text.size();
    uint32_t line = place.line;
    size_t counted = 0;
    for (const Found& found : scan_text(text)) {
      if (found.begin < counted) counted = 0, line = place.line;  // the next kind begins from the front
      line += static_cast<uint32_t>(std::count(text.begin() + counted, text.begin() + found.begin, '\n'));
      counted = found.begin;
      Place here = place;
      here.line = here.end_line = std::min(line, std::max(end_line, place.line));
      add_found(found, text.substr(found.begin, found.end - found.begin), here);
    }
  }

  void add_found(const Found& found, std::string_view value, Place place) {
    if (full() || looked_at_.size() >= kMaxLookedAt) return;
    // What was seen before is not judged again.
    if (found.kind == FoundKind::url && !looked_at_.emplace(value).second) return;
    switch (found.kind) {
      case FoundKind::url:
        return add_url(found, value, place);
      case FoundKind::host:
        return add_host(found.host, value, place);
      case FoundKind::ip:
        return add("ip", value, place, found.like_version || is_reserved_host(found.host) || is_resolver(found.host));
      case FoundKind::email:
        return add("email", value, place,
                   is_reserved_host(found.host) || value == facts_.package.author_email || value.starts_with("git@"));
      case FoundKind::wallet:
        return add("wallet", value, place, false);
      case FoundKind::registry_key:
        return add("registry-key", value, place, false);
    }
  }

  void add_url(const Found& url, std::string_view value, Place place) {
    const HostKind kind = host_kind(url.host);
    const std::vector<std::string_view> tags = knowledge::tags_of(value);
    const bool benign = looks_benign(url, value, tags);
    if (!url.open) {
      const bool webhook = has_tag(tags, {"discord-webhook", "slack-webhook", "teams-webhook"}) ||
                           (has_tag(tags, {"telegram-api"}) && value.find("/bot") != std::string_view::npos) ||
                           (url.host.find("webhook") != std::string::npos && value.size() > url.host.size() + 16);
      // In bytecode the next thing follows at once: its marks are no part of an address.
      const auto end = std::find_if(value.begin(), value.end(), [](char c) { return (c & 0x80) != 0; });
      if (webhook) value = value.substr(0, static_cast<size_t>(end - value.begin()));
      add(webhook ? "webhook" : "url", value, place, benign);
    }
    // A host of its own is worth blocking; one that everybody shares is worth a word only if nothing more is known.
    if (kind == HostKind::ipv4 || kind == HostKind::ipv6)
      add("ip", url.host, place, benign);
    else if (has_public_suffix(url.host, false) && !benign &&
             (url.open || (!is_shared_host(url.host) && !is_shared_service(tags))))
      add("domain", url.host, place, false);
  }

  bool looks_benign(const Found& url, std::string_view value, std::span<const std::string_view> tags) const {
    if (is_reserved_host(url.host)) return true;
    if (has_tag(tags, {"code-host-raw", "code-host-api", "paste-site", "file-host", "discord-webhook", "slack-webhook",
                       "discord-cdn", "telegram-api", "request-catcher", "oob-service", "tunnel"}))
      return false;
    if (is_reference_host(url.host)) return true;
    if (is_below(url.host, "github.com") || is_below(url.host, "gitlab.com") || is_below(url.host, "bitbucket.org")) {
      for (std::string_view part : {"/raw/", "/releases/download/", "/releases/latest/download", "/downloads/",
                                    "/archive/", "/zipball", "/tarball", ".exe", ".zip"})
        if (value.find(part) != std::string_view::npos) return false;
      return true;
    }
    if (home_host_.empty()) return false;
    // Anyone may have a page below a shared host: there the whole address counts.
    return is_shared_host(home_host_) ? lower_case(value).starts_with(home_) : is_below(url.host, home_host_);
  }

  void add_host(const std::string& host, std::string_view spelled, Place place) {
    const bool own = !home_host_.empty() && !is_shared_host(home_host_) && is_below(host, home_host_);
    const size_t port = spelled.rfind(':');
    add("domain", spelled.substr(0, port), place, is_reserved_host(host) || is_reference_host(host) || own);
  }

  // ("c2.example.xyz", 443) of a call that goes to the network.
  void add_host_argument(const Argument& argument, Place place) {
    if (argument.text.size() > 1'024) return;
    if (argument.type == "str" || argument.type.empty()) {
      if (std::string host = whole_host(argument.text, false); !host.empty()) add_host(host, argument.text, place);
      return;
    }
    if (argument.type != "tuple" && argument.type != "list") return;
    for (const std::string& word : words_of(argument.text))
      if (std::string host = whole_host(word, false); !host.empty()) add_host(host, word, place);
  }

  void add_path(const Argument& argument, Place place) {
    if (is_telling_path(argument.text, !argument.tags.empty())) add("path", argument.text, place, false);
  }

  void add_registry_key(const Event& event) {
    std::string hive;
    for (const Argument& argument : event.args) {
      const size_t at = argument.text.find("HKEY_");
      if (hive.empty() && at != std::string::npos && argument.text.find('\\') == std::string::npos) {
        const size_t end = argument.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", at);
        hive = argument.text.substr(at, end - at) + '\\';
        continue;
      }
      if (argument.known != Known::exact || argument.type != "str" || argument.text.find('\\') == std::string::npos ||
          argument.text.starts_with("HK") || argument.text.find(':') != std::string::npos)
        continue;
      add("registry-key", hive + argument.text, event.place, false);
      return;
    }
  }

  void add_command(const Argument& argument, Place place) {
    if (argument.known == Known::nothing) return;
    if (argument.known == Known::exact && !argument.truncated && !has_hole(argument.text))
      add("command", command_line(argument), place, false);
    add_packages(argument.text, place);
  }

  void add_packages(std::string_view text, Place place) {
    if (text.find("install") == std::string_view::npos) return;
    for (const std::string& package : packages_in(words_of(text))) add("package", package, place, false);
  }

  Facts& facts_;
  std::string home_, home_host_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> looked_at_;  // URLs
  size_t scanned_ = 0;
};

IndicatorCollector::IndicatorCollector(Facts& facts) : collector_(std::make_unique<Collector>(facts)) {
  for (const Event& event : facts.events) collector_->add_event(event);
}

IndicatorCollector::~IndicatorCollector() = default;

void IndicatorCollector::add_text(const SourceText& source) { collector_->add_text(source); }

}  // namespace antivenom::interpret
