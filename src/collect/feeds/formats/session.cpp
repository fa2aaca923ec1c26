#include "collect/feeds/formats/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "artifact/hash.h"
#include "collect/feeds/formats/json.h"
#include "store/text.h"

namespace antivenom::collect {
namespace {

// Of the store: batches hold at most some thousand rows.
constexpr uint64_t kRowsInBatch = 2'000;
// A checkpoint writes all marks, 16 bytes each. When there are an eighth more than the last time, all checkpoints
// together write some ten times the last one, and a killed read repeats an eighth at most.
constexpr uint64_t kCheckpointShare = 8;
constexpr int kCursorFormat = 1;

uint64_t hash_of(std::string_view a, std::string_view b, std::string_view c = {}) {
  std::string bytes;
  for (const std::string_view part : {a, b, c}) {
    bytes += fmt::format("{}:", part.size());
    bytes += part;
  }
  const std::string digest = unpacking::sha256_hex(bytes);
  uint64_t value = 0;
  std::from_chars(digest.data(), digest.data() + 16, value, 16);
  return value;
}

}  // namespace

Session::Session(FeedContext& context, std::string_view feed) : context_(context), feed_(feed) { load_cursor(); }

void Session::load_cursor() {
  const std::string_view text = context_.cursor;
  const size_t end = std::min(text.find('\n'), text.size());
  const auto head = parse_json(text.substr(0, end));
  if (!head || member(*head, "format") != kCursorFormat || text_of(*head, "source") != context_.source) return;
  const Json& notes = member(*head, "notes");
  if (notes.is_object()) {
    for (const auto& [key, value] : notes.items())
      notes_[key] = value.is_string() ? value.get<std::string>() : std::string();
  }
  for (size_t at = end + 1; at + 16 <= text.size(); at += 16) {
    uint64_t mark = 0;
    std::from_chars(text.data() + at, text.data() + at + 16, mark, 16);
    known_.insert(mark);
  }
}

std::string Session::cursor(bool complete) const {
  std::vector<uint64_t> marks(seen_.begin(), seen_.end());
  if (!complete || keep_all_) {
    std::copy_if(known_.begin(), known_.end(), std::back_inserter(marks),
                 [&](uint64_t m) { return seen_.count(m) == 0; });
  }
  std::sort(marks.begin(), marks.end());
  std::string text = Json{{"format", kCursorFormat}, {"source", context_.source}, {"notes", notes_}}.dump(
                         -1, ' ', false, Json::error_handler_t::replace) +
                     "\n";
  text.reserve(text.size() + marks.size() * 16);
  for (const uint64_t mark : marks) fmt::format_to(std::back_inserter(text), "{:016x}", mark);
  return text;
}

std::string Session::note(const std::string& key) const {
  const auto at = notes_.find(key);
  return at == notes_.end() ? std::string() : at->second;
}

bool Session::begin(std::string_view place, ByteView bytes) {
  ++counts_.read;
  if (context_.progress && counts_.read % 256 == 0) context_.progress(counts_.read, total_);
  mark_ = hash_of(place, bytes);
  if (known_.count(mark_) == 0) return true;
  seen_.insert(mark_);
  ++counts_.unchanged;
  return false;
}

Result<void> Session::end() {
  seen_.insert(mark_);
  ++marks_since_checkpoint_;
  const uint64_t due = std::max<uint64_t>(kRowsInBatch, (known_.size() + seen_.size()) / kCheckpointShare);
  return marks_since_checkpoint_ >= due ? commit(true) : step();
}

Result<void> Session::step() { return rows_in_batch_ >= kRowsInBatch ? commit(false) : Result<void>(); }

void Session::problem(std::string subject, std::string reason) {
  ++problems_;
  if (context_.problem) context_.problem({store::storable(subject, 400), store::storable(reason, 400)});
}

Result<void> Session::skip() {
  ++counts_.skipped;
  return end();
}

Result<void> Session::put(const store::Advisory& advisory) {
  const uint64_t key = hash_of(advisory.id, advisory.package.ecosystem, store::normalized_name(advisory.package));
  const auto here = put_here_.find(key);
  if (here != put_here_.end() && here->second >= advisory.modified) {
    ++counts_.unchanged;
    return {};
  }
  if (advisory.modified != 0) {
    bool superseded = false;
    const auto read = context_.store.each_advisory(
        {.source = advisory.source, .id = advisory.id, .package = advisory.package}, [&](const store::Advisory& there) {
          superseded = there.modified > advisory.modified;
          return false;
        });
    if (!read) return read;
    if (superseded) {
      ++counts_.unchanged;
      return {};
    }
  }
  put_here_[key] = advisory.modified;
  return put<store::Advisory>(advisory);
}

Result<void> Session::keep(const store::Answer& state) {
  if (auto ready = open_batch(); !ready) return ready;
  auto stored = context_.store.put(state);
  return stored ? Result<void>() : tl::unexpected(stored.error());
}

Result<void> Session::open_batch() {
  if (batch_) return {};
  auto batch = context_.store.begin();
  if (!batch) return tl::unexpected(batch.error());
  batch_.emplace(std::move(*batch));
  return {};
}

Result<void> Session::counted(Result<store::Change> change) {
  if (!change) return tl::unexpected(change.error());
  counts_.count(*change);
  ++rows_in_batch_;
  return {};
}

Result<void> Session::commit(bool checkpoint) {
  if (checkpoint) {
    if (auto ready = open_batch(); !ready) return ready;
    if (auto set = context_.store.set_cursor({feed_, context_.location, cursor(false), context_.now}); !set) return set;
    marks_since_checkpoint_ = 0;
  }
  if (!batch_) return {};
  auto committed = batch_->commit();
  batch_.reset();
  rows_in_batch_ = 0;
  return committed;
}

Result<FeedResult> Session::finish() {
  FeedResult result;
  result.complete = !stopped();
  if (auto committed = commit(!result.complete); !committed) return tl::unexpected(committed.error());
  result.counts = counts_;
  result.cursor = cursor(result.complete);
  return result;
}

}  // namespace antivenom::collect
