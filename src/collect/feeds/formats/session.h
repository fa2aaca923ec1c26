// One read of a feed: puts records in batches, and remembers which ones, so that a later read only does what is new and
// a read that was killed goes on where it stopped.
//
// A record is remembered by a mark, 64 bits of the hash of its bytes and place. The marks are the feed's cursor,
// together with notes of the feed's own. Records that failed have no mark: they are tried, and reported, each time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "collect/feed.h"

namespace antivenom::collect {

class Session {
 public:
  // `feed`: the feed's name. `context` must outlive the session.
  Session(FeedContext& context, std::string_view feed);

  // ---- records. For each: begin(), and if that is true any number of put() and then end() or problem().
  // False: an earlier read has stored just this record.
  bool begin(std::string_view place, ByteView bytes);
  Result<void> end();
  // The record cannot be read; what was put of it stays.
  void problem(std::string subject, std::string reason);
  // The record is not for us, and need not be looked at again.
  Result<void> skip();
  // Of feeds that do not work record by record: a place where what was put belongs together, so that it may be
  // committed.
  Result<void> step();

  // ---- rows, within a record or without one.
  // An advisory is left alone where the store has a later one (by `modified`) of the same source, id and package, or
  // where this read had one already: two copies of a record must not take turns.
  Result<void> put(const store::Advisory& advisory);
  template <class Row>
  Result<void> put(const Row& row) {
    if (auto ready = open_batch(); !ready) return ready;
    return counted(context_.store.put(row));
  }

  // State of the feed that does not fit into a cursor, in the batch of what follows from it. Not counted.
  Result<void> keep(const store::Answer& state);

  // ---- notes of the feed in its cursor.
  std::string note(const std::string& key) const;
  void set_note(const std::string& key, std::string value) { notes_[key] = std::move(value); }
  // Nothing was changed at the source: all marks stay.
  void keep_marks() { keep_all_ = true; }
  uint64_t problems() const { return problems_; }

  bool stopped() const { return context_.stopped(); }
  void set_total(uint64_t records) { total_ = records; }
  FeedContext& context() { return context_; }
  FeedCounts& counts() { return counts_; }

  // Commits what is open. With `checkpoint` the marks, too, as far as they go.
  Result<void> commit(bool checkpoint);
  // Commits and gives the result of the feed.
  Result<FeedResult> finish();

 private:
  Result<void> open_batch();
  Result<void> counted(Result<store::Change> change);
  void load_cursor();
  std::string cursor(bool complete) const;

  FeedContext& context_;
  std::string feed_;
  FeedCounts counts_;
  std::optional<store::Store::Batch> batch_;
  uint64_t rows_in_batch_ = 0, marks_since_checkpoint_ = 0, problems_ = 0, total_ = 0;
  uint64_t mark_ = 0;  // of the record that was begun
  std::unordered_set<uint64_t> known_, seen_;
  std::unordered_map<uint64_t, store::Time> put_here_;  // hash of an advisory's key -> when it was modified
  std::map<std::string, std::string> notes_;
  bool keep_all_ = false;
};

}  // namespace antivenom::collect
