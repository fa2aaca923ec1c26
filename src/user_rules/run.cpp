// Compiled rules over the files and layers of one package.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>

#include "user_rules/library.h"

namespace antivenom {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxProblems = 20;
constexpr size_t kMaxCounted = 1u << 20;  // lines are counted in the first MiB: what people read

// One file or layer.
struct Piece {
  ByteView bytes;
  std::string_view path;
  FileId file = 0;
  LayerId layer = 0;
  bool text = false;  // lines mean something
};

class Run {
 public:
  Run(YR_RULES* rules, const MatchLimits& limits) : limits_(limits), begin_(Clock::now()) {
    YR_SCANNER* scanner = nullptr;
    if (yara().scanner_create(rules, &scanner) != ERROR_SUCCESS) {
      problem("", "the YARA rules were not run: out of memory");
      return;
    }
    scanner_.reset(scanner);
    yara().scanner_set_callback(scanner, on_message, this);
    // The bytes are in memory, so no page of them can fail: libyara needs no signal handlers.
    yara().scanner_set_flags(scanner, SCAN_FLAGS_REPORT_RULES_MATCHING | SCAN_FLAGS_NO_TRYCATCH);
  }

  void scan(const Piece& piece) {
    if (scanner_ == nullptr || stopped_) return;
    const auto spent = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin_).count();
    const int left = static_cast<int>(limits_.seconds) - static_cast<int>(spent);
    if (left <= 0) return out_of_time(piece);
    piece_ = &piece;
    define(piece);
    yara().scanner_set_timeout(scanner_.get(), left);
    const auto* bytes = reinterpret_cast<const uint8_t*>(piece.bytes.data());
    const int error = yara().scanner_scan_mem(scanner_.get(), bytes, piece.bytes.size());
    if (error == ERROR_SCAN_TIMEOUT) return out_of_time(piece);
    if (error != ERROR_SUCCESS) {
      problem(piece.path, "the YARA rules did not finish: libyara's error " + std::to_string(error));
    }
  }

  // Of a layer the facts keep a part.
  void cut(std::string_view path, LayerId layer) {
    problem(path, "the YARA rules saw only the start of layer " + std::to_string(layer));
  }

  UserMatches finish() {
    if (unlisted_ > 0) {
      problem("", std::to_string(unlisted_) + " more matches of YARA rules are not listed: more than " +
                      std::to_string(limits_.matches));
    }
    return std::move(out_);
  }

 private:
  // Rules of others use these names: they are what the yara command is given by most who run it over files.
  void define(const Piece& piece) {
    const std::string path(piece.path);
    const std::string name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    yara().scanner_define_string_variable(scanner_.get(), "filepath", path.c_str());
    yara().scanner_define_string_variable(scanner_.get(), "filename", name.c_str());
    yara().scanner_define_string_variable(scanner_.get(), "extension", dot == name.npos ? "" : name.c_str() + dot);
    yara().scanner_define_integer_variable(scanner_.get(), "layer", piece.layer);
  }

  void out_of_time(const Piece& piece) {
    stopped_ = true;
    problem(piece.path, "the YARA rules were not run over this file to its end, nor over those after it: more than " +
                            std::to_string(limits_.seconds) + " seconds for this package");
  }

  void problem(std::string_view file, std::string reason) {
    if (out_.problems.size() < kMaxProblems) out_.problems.push_back({std::string(file), std::move(reason)});
  }

  // Called through C: nothing is thrown out of it.
  static int on_message(YR_SCAN_CONTEXT* context, int message, void* data, void* self) {
    Run& run = *static_cast<Run*>(self);
    try {
      if (message == CALLBACK_MSG_RULE_MATCHING) run.matched(context, *static_cast<YR_RULE*>(data));
      if (message == CALLBACK_MSG_TOO_MANY_MATCHES) {
        run.problem(run.piece_->path, std::string("a string of a YARA rule matches too often to be counted: ") +
                                          static_cast<YR_STRING*>(data)->identifier);
      }
    } catch (const std::exception&) {
      return CALLBACK_ERROR;  // out of memory: scan() reports it
    }
    return CALLBACK_CONTINUE;
  }

  void matched(YR_SCAN_CONTEXT* context, const YR_RULE& rule) {
    const RuleSays says = said_by(meta_for_us(&rule));
    // What raises the verdict is listed even where the list is full.
    if (out_.matches.size() >= limits_.matches && says <= strongest_) {
      ++unlisted_;
      return;
    }
    strongest_ = std::max(strongest_, says);
    UserMatch match;
    match.rule = rule.identifier;
    match.rule_namespace = rule.ns->name;
    match.says = says;
    const char* tag = nullptr;
    yr_rule_tags_foreach((&rule), tag) match.tags.emplace_back(tag);
    add_strings(context, rule, match);
    match.place = {piece_->file, piece_->layer, 1, 1};
    if (!match.strings.empty()) {
      match.offset = match.strings.front().offset;
      match.place.line = match.place.end_line = line_of(*match.offset);
    }
    out_.matches.push_back(std::move(match));
  }

  void add_strings(YR_SCAN_CONTEXT* context, const YR_RULE& rule, UserMatch& match) const {
    const YR_STRING* string = nullptr;
    yr_rule_strings_foreach((&rule), string) {
      size_t of_this_string = 0;
      YR_MATCH one;
      for (const YR_MATCH* at = context->matches[string->idx].head; at != nullptr; at = one.next) {
        // libyara packs its matches without regard to alignment: they are copied before they are looked at.
        std::memcpy(&one, static_cast<const void*>(at), sizeof one);
        if (one.is_private) continue;
        // Places of every string rather than all places of the first.
        if (match.strings.size() >= limits_.strings || ++of_this_string > std::max<size_t>(1, limits_.strings / 4))
          break;
        const size_t kept = std::min<size_t>(static_cast<size_t>(std::max(0, one.data_length)), limits_.string_bytes);
        match.strings.push_back({string->identifier, static_cast<uint64_t>(one.base + one.offset),
                                 static_cast<uint64_t>(one.match_length),
                                 std::string(reinterpret_cast<const char*>(one.data), kept)});
      }
    }
    std::stable_sort(match.strings.begin(), match.strings.end(),
                     [](const MatchedString& a, const MatchedString& b) { return a.offset < b.offset; });
  }

  uint32_t line_of(uint64_t offset) const {
    if (!piece_->text || offset > kMaxCounted || offset > piece_->bytes.size()) return 1;
    const auto end = piece_->bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    return 1 + static_cast<uint32_t>(std::count(piece_->bytes.begin(), end, '\n'));
  }

  const MatchLimits limits_;
  const Clock::time_point begin_;
  ScannerOwner scanner_;
  const Piece* piece_ = nullptr;
  UserMatches out_;
  RuleSays strongest_ = RuleSays::nothing;
  size_t unlisted_ = 0;
  bool stopped_ = false;
};

}  // namespace

UserMatches UserRules::run(const Artifact& artifact, const Facts& facts, const MatchLimits& limits) const {
  Run run(library_->rules.get(), limits);
  for (FileId id = 0; id < artifact.members.size(); ++id) {
    const Member& member = artifact.members[id];
    const bool text = member.content == Content::python || member.content == Content::text;
    run.scan({member.bytes, member.path, id, 0, text});
  }
  for (LayerId id = 1; id < facts.layers.size(); ++id) {
    const Layer& layer = facts.layers[id];
    const FileId file = layer.opened_at.file;
    const std::string_view path =
        file < facts.files.size() ? std::string_view(facts.files[file].path) : std::string_view();
    run.scan({layer.text, path, file, id, true});
    if (layer.text.size() < layer.bytes) run.cut(path, id);
  }
  return run.finish();
}

}  // namespace antivenom
