// What happened on an index, event by event, from its change log (XML-RPC, changelog_since_serial). Of projects that
// the store knows all of it is kept; of others only that they were removed. The first read notes where the log stands.
#include <charconv>

#include "artifact/names.h"
#include "collect/feeds/formats/index.h"
#include "collect/feeds/formats/xml.h"
#include "store/text.h"

namespace antivenom::collect::feeds {
namespace {

using store::Presence;

// An answer has 50,000 events at most, some 25 MB.
constexpr uint64_t kMaxAnswer = 256ull << 20;
constexpr std::string_view kSerial = "serial";

struct Event {
  std::string name, version, action;
  store::Time at = 0;
  uint64_t serial = 0;
};

std::optional<uint64_t> number_in(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// <value><int>5</int></value>, <value>text</value>, <value><nil/></value>
std::string scalar(const XmlTree& tree, const XmlNode* value) {
  if (value == nullptr) return {};
  if (value->children.empty()) return value->text;
  return tree.nodes[value->children.front()].text;
}

// The elements of <value><array><data><value>...: empty if it is none.
std::vector<const XmlNode*> elements(const XmlTree& tree, const XmlNode* value) {
  std::vector<const XmlNode*> out;
  const XmlNode* data = tree.child(tree.child(value, "array"), "data");
  if (data == nullptr) return out;
  for (const uint32_t id : data->children) {
    if (tree.nodes[id].name == "value") out.push_back(&tree.nodes[id]);
  }
  return out;
}

// Calls a method that takes one number or nothing. The tree is the whole answer; its value is `value_of`.
Result<XmlTree> call(FeedContext& context, const std::string& method, std::optional<uint64_t> argument) {
  WebRequest request;
  request.url = context.location;
  request.content_type = "text/xml";
  request.max_bytes = kMaxAnswer;
  request.body = "<?xml version=\"1.0\"?><methodCall><methodName>" + method + "</methodName><params>";
  if (argument) request.body += "<param><value><int>" + std::to_string(*argument) + "</int></value></param>";
  request.body += "</params></methodCall>";
  const auto answer = context.web.get(request);
  if (!answer) return fail(answer.error().message(), method);
  if (answer->status != 200) return fail("the index answers " + std::to_string(answer->status), method);
  auto tree = parse_xml(answer->body);
  if (!tree) return fail(tree.error().message(), method);
  if (tree->child(&tree->root(), "params") == nullptr) return fail("the index answers with a fault", method);
  return tree;
}

const XmlNode* value_of(const XmlTree& tree) {
  return tree.child(tree.child(tree.child(&tree.root(), "params"), "param"), "value");
}

// [name, version or nil, seconds, action, serial]
std::optional<Event> event_of(const XmlTree& tree, const XmlNode* value) {
  const auto fields = elements(tree, value);
  if (fields.size() != 5) return std::nullopt;
  const auto seconds = number_in(scalar(tree, fields[2])), serial = number_in(scalar(tree, fields[4]));
  if (!seconds || !serial || *seconds > 200'000'000'000ull) return std::nullopt;
  Event event{scalar(tree, fields[0]), scalar(tree, fields[1]), scalar(tree, fields[3]),
              static_cast<store::Time>(*seconds) * store::kSecond, *serial};
  if (!store::check_key(store::VersionKey{{event.name}, event.version})) return std::nullopt;
  return event;
}

// "add py3 file name-1.0-py3-none-any.whl", "remove file name-1.0.tar.gz"
std::string file_in(std::string_view action) {
  constexpr std::string_view kFile = " file ";
  const size_t at = action.find(kFile);
  return at == std::string_view::npos ? std::string()
                                      : std::string(unpacking::trimmed(action.substr(at + kFile.size())));
}

Result<void> store_upload(Session& session, const Event& event) {
  store::FileRecord file;
  file.key = {{{event.name}, event.version}, file_in(event.action)};
  file.uploaded = event.at;
  if (event.version.empty() || !store::check_key(file.key)) return {};
  if (auto stored = session.put(file); !stored) return stored;
  return session.put(store::Sighting{
      .source = session.context().source, .file = file.key, .presence = Presence::served, .at = event.at});
}

Result<void> store_event(Session& session, const Event& event, bool is_known) {
  const std::string& action = event.action;
  if (action == "remove project") {
    if (auto noted = note_removal(session, event.name, event.at, "the index says: remove project"); !noted)
      return noted;
    return mark_files(session, event.name, {}, {}, Presence::gone, event.at);
  }
  if (action == "create") return note_return(session, event.name, event.at);
  if (!is_known) {
    ++session.counts().skipped;
    return {};
  }
  if (action.starts_with("add ")) return store_upload(session, event);
  if (action == "new release") return session.put(store::VersionKey{{event.name}, event.version});
  if (action.starts_with("remove file "))
    return mark_files(session, event.name, event.version, file_in(action), Presence::gone, event.at);
  if (action == "project quarantined") return mark_files(session, event.name, {}, {}, Presence::quarantined, event.at);
  if (event.version.empty()) return {};
  if (action == "remove release") return mark_files(session, event.name, event.version, {}, Presence::gone, event.at);
  if (action == "yank release") return mark_files(session, event.name, event.version, {}, Presence::yanked, event.at);
  if (action == "unyank release") return mark_files(session, event.name, event.version, {}, Presence::served, event.at);
  ++session.counts().skipped;
  return {};
}

// Reads events after `serial` and moves it on. False: there are no more.
Result<bool> read_events(Session& session, uint64_t& serial, std::unordered_set<std::string>& known) {
  constexpr uint64_t kEventsBetweenCheckpoints = 1'000;
  const auto answer = call(session.context(), "changelog_since_serial", serial);
  if (!answer) return tl::unexpected(answer.error());
  const uint64_t start = serial;
  uint64_t count = 0;
  for (const XmlNode* value : elements(*answer, value_of(*answer))) {
    if (session.stopped()) break;
    ++session.counts().read;
    const auto event = event_of(*answer, value);
    if (!event) {
      session.problem("after serial " + std::to_string(serial), "an event that cannot be read");
      continue;
    }
    if (event->serial <= start) continue;
    if (auto stored = store_event(session, *event, known.count(unpacking::normalised_name(event->name)) > 0); !stored) {
      return tl::unexpected(stored.error());
    }
    serial = std::max(serial, event->serial);
    session.set_note(std::string(kSerial), std::to_string(serial));
    if (++count % kEventsBetweenCheckpoints != 0) continue;
    if (auto committed = session.commit(true); !committed) return tl::unexpected(committed.error());
  }
  return serial > start && !session.stopped();
}

Result<FeedResult> read(FeedContext& context) {
  Session session(context, "index-changelog");
  auto serial = number_in(session.note(std::string(kSerial)));
  if (!serial) {
    const auto answer = call(context, "changelog_last_serial", std::nullopt);
    if (!answer) return tl::unexpected(answer.error());
    serial = number_in(scalar(*answer, value_of(*answer)));
    if (!serial) return fail("the index does not say how long its change log is", context.location);
    session.set_note(std::string(kSerial), std::to_string(*serial));
    return session.finish();
  }
  auto known = known_projects(context.store);
  if (!known) return tl::unexpected(known.error());
  for (bool more = true; more;) {
    auto read = read_events(session, *serial, *known);
    if (!read) return tl::unexpected(read.error());
    more = *read;
  }
  return session.finish();
}

}  // namespace

extern const Feed index_changelog{
    .summary = "the change log of an index: uploads, yanks and removals of packages we know, and every removed project",
    .location = "the URL of the index's XML-RPC interface",
    .default_location = "https://pypi.org/pypi",
    .source = "pypi",
    .source_kind = "index",
    .claim = "",
    .read = read,
};

}  // namespace antivenom::collect::feeds
