// What makes commands resumable: tasks, cursors, answers and quotas of services, failures, runs; and download records.
#include <algorithm>
#include <array>

#include "store/state.h"

namespace antivenom::store {
namespace {

constexpr std::array kStates = {TaskState::pending, TaskState::running, TaskState::done, TaskState::failed,
                                TaskState::absent};

TaskState state_from(const std::string& text) {
  for (const TaskState state : kStates) {
    if (text == to_string(state)) return state;
  }
  return TaskState::failed;
}

constexpr const char* kTaskColumns =
    "id, kind, source, ecosystem, package, version, filename, subject, state, attempts, error, memo, added, next_try, "
    "leased_until, finished";

Task task_of(const Values& row) {
  Task task;
  task.id = row[0].as_integer();
  task.key = {row[1].as_text(),
              row[2].as_text(),
              {{{row[4].as_text(), row[3].as_text()}, row[5].as_text()}, row[6].as_text()},
              row[7].as_text()};
  task.state = state_from(row[8].as_text());
  task.attempts = static_cast<uint32_t>(row[9].as_integer());
  task.error = row[10].as_text();
  task.memo = row[11].as_text();
  task.added = row[12].as_integer();
  task.next_try = row[13].as_integer();
  task.leased_until = row[14].as_integer();
  task.finished = row[15].as_integer();
  return task;
}

std::vector<Key> keys_of(const TaskKey& key) {
  const PackageKey& package = key.file.version.package;
  return {{"kind", storable(key.kind)},
          {"source", storable(key.source)},
          {"ecosystem", storable(package.ecosystem)},
          {"package", normalized_name(package)},
          {"version", storable(key.file.version.version)},
          {"filename", storable(key.file.filename)},
          {"subject", storable(key.subject)}};
}

}  // namespace

std::string_view to_string(TaskState state) {
  switch (state) {
    case TaskState::pending:
      return "pending";
    case TaskState::running:
      return "running";
    case TaskState::done:
      return "done";
    case TaskState::failed:
      return "failed";
    case TaskState::absent:
      return "absent";
  }
  return "failed";
}

Result<Change> Store::add_task(const TaskKey& key, Time now, Time next_try) {
  AV_CHECK_RESULT(check_name(key.kind, "the task's kind"));
  constexpr size_t kMaxText = 512;
  for (const std::string* text : {&key.source, &key.subject, &key.file.filename, &key.file.version.package.name}) {
    if (text->size() > kMaxText) return fail("a part of the task's key is too long", storable(*text, 80));
  }
  AV_TRY(batch, begin());
  AV_TRY(row, upsert(*state_->connection, "tasks", keys_of(key), {}));
  if (row.added) {
    AV_CHECK_RESULT(state_->run("UPDATE tasks SET state = 'pending', added = $1, next_try = $2 WHERE id = $3",
                                {known(now), next_try, row.id}));
  }
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<uint64_t> Store::reopen_tasks(const std::string& kind, const std::vector<TaskState>& states, Time next_try) {
  AV_TRY(batch, begin());
  uint64_t count = 0;
  for (const TaskState state : states) {
    if (state == TaskState::pending) continue;
    AV_TRY(rows, state_->run("UPDATE tasks SET state = 'pending', next_try = $1, leased_until = 0, finished = NULL "
                             "WHERE kind = $2 AND state = $3",
                             {next_try, storable(kind), to_string(state)}));
    count += rows.changed;
  }
  AV_CHECK_RESULT(batch.commit());
  return count;
}

Result<std::vector<Task>> Store::claim_tasks(const std::string& kind, const std::string& source, Time now, Time lease,
                                             uint32_t limit) {
  AV_TRY(batch, begin());
  std::string sql = std::string("SELECT ") + kTaskColumns +
                    " FROM tasks WHERE kind = $1 AND "
                    "((state = 'pending' AND next_try <= $2) OR "
                    "(state = 'running' AND (leased_until <= $2 OR leased_until > $4)))";
  // A lease that far outlasts one taken now was taken when the clock was wrong. Clocks of machines that share a store
  // may differ by as much as a lease.
  Values values{storable(kind), now, limit, now + 2 * lease};
  if (!source.empty()) {
    sql += " AND source = $5";
    values.push_back(storable(source));
  }
  AV_TRY(rows, state_->run(sql + " ORDER BY next_try, id LIMIT $3", values));
  std::vector<Task> tasks;
  for (const Values& row : rows) {
    Task task = task_of(row);
    task.state = TaskState::running;
    task.leased_until = now + lease;
    ++task.attempts;
    AV_CHECK_RESULT(
        state_->run("UPDATE tasks SET state = 'running', leased_until = $1, attempts = attempts + 1 WHERE id = $2",
                    {task.leased_until, task.id}));
    tasks.push_back(std::move(task));
  }
  AV_CHECK_RESULT(batch.commit());
  return tasks;
}

Result<void> Store::finish_task(int64_t id, TaskState state, const std::string& error, const std::string& memo,
                                Time now, Time next_try) {
  AV_TRY(batch, begin());
  const bool over = state != TaskState::pending && state != TaskState::running;
  AV_TRY(rows, state_->run(
                   "UPDATE tasks SET state = $1, error = $2, memo = $3, finished = $4, next_try = $5, leased_until = 0 "
                   "WHERE id = $6",
                   {to_string(state), known(storable(error)), known(storable(memo)), over ? known(now) : Value(),
                    next_try, id}));
  if (rows.changed == 0) return fail("there is no such task", std::to_string(id));
  return batch.commit();
}

Result<std::optional<Task>> Store::task(const TaskKey& key) {
  std::string where;
  Values values;
  for (const Key& part : keys_of(key)) {
    values.push_back(part.value);
    where +=
        std::string(where.empty() ? "" : " AND ") + std::string(part.column) + " = $" + std::to_string(values.size());
  }
  AV_TRY(rows, state_->run(std::string("SELECT ") + kTaskColumns + " FROM tasks WHERE " + where, values));
  return rows.empty() ? std::nullopt : std::optional(task_of(rows[0]));
}

Result<void> Store::each_task(const std::string& kind, std::optional<TaskState> state, const Visit<Task>& visit) {
  Values values{int64_t{0}, kPage, storable(kind)};
  std::string sql = std::string("SELECT ") + kTaskColumns + " FROM tasks WHERE id > $1 AND kind = $3";
  if (state) {
    sql += " AND state = $4";
    values.push_back(to_string(*state));
  }
  sql += " ORDER BY id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      if (!visit(task_of(row))) return {};
      values[0] = row[0];
    }
    if (rows.size() < kPage) return {};
  }
}

// ---- feeds and services

Result<std::string> Store::cursor(const std::string& feed, const std::string& location) {
  AV_TRY(rows, state_->run("SELECT position FROM cursors WHERE feed = $1 AND location = $2",
                           {storable(feed), storable(location)}));
  return rows.empty() ? std::string() : rows[0][0].as_text();
}

Result<void> Store::set_cursor(const Cursor& cursor) {
  AV_CHECK_RESULT(check_name(cursor.feed, "the feed's name"));
  AV_TRY(batch, begin());
  AV_CHECK_RESULT(upsert(*state_->connection, "cursors",
                         {{"feed", storable(cursor.feed)}, {"location", storable(cursor.location)}},
                         {{"position", Merge::set, storable(cursor.position)}, {"at", Merge::set, known(cursor.at)}}));
  return batch.commit();
}

Result<Change> Store::put(const Answer& answer) {
  AV_CHECK_RESULT(check_name(answer.service, "the service's name"));
  AV_CHECK_RESULT(check_name(answer.key, "the question"));
  AV_TRY(batch, begin());
  AV_TRY(row, upsert(*state_->connection, "answers",
                     {{"service", storable(answer.service)}, {"query", storable(answer.key)}},
                     {{"status", Merge::set, answer.status},
                      {"answer", Merge::set, known(storable(answer.text))},
                      {"at", Merge::set, known(answer.at)}}));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<std::optional<Answer>> Store::answer(const std::string& service, const std::string& key) {
  AV_TRY(rows, state_->run("SELECT status, answer, at FROM answers WHERE service = $1 AND query = $2",
                           {storable(service), storable(key)}));
  if (rows.empty()) return std::nullopt;
  return Answer{service, key, static_cast<int>(rows[0][0].as_integer()), rows[0][1].as_text(), rows[0][2].as_integer()};
}

Result<Time> Store::spend(const std::string& service, Time now, uint32_t per_minute, uint32_t per_day) {
  AV_CHECK_RESULT(check_name(service, "the service's name"));
  if (per_minute == 0 || per_day == 0) return fail("no requests are allowed at all", service);
  AV_TRY(batch, begin());
  const std::string name = storable(service);
  AV_CHECK_RESULT(state_->run("DELETE FROM requests WHERE service = $1 AND at <= $2", {name, now - kDay}));
  // Counted when the clock was ahead: as if just now, or nobody could ask until the clock is there again.
  AV_CHECK_RESULT(state_->run("UPDATE requests SET at = $2 WHERE service = $1 AND at > $2", {name, now}));
  Time wait = 0;
  const struct {
    uint32_t allowed;
    Time window;
  } limits[] = {{per_minute, kMinute}, {per_day, kDay}};
  for (const auto& limit : limits) {
    // The oldest of the last `allowed` requests must have left the window.
    AV_TRY(rows, state_->run("SELECT at FROM requests WHERE service = $1 ORDER BY at DESC LIMIT 1 OFFSET $2",
                             {name, limit.allowed - 1}));
    if (!rows.empty()) wait = std::max(wait, rows[0][0].as_integer() + limit.window - now);
  }
  if (wait <= 0) {
    wait = 0;
    AV_CHECK_RESULT(state_->run("INSERT INTO requests (service, at) VALUES ($1, $2)", {name, now}));
  }
  AV_CHECK_RESULT(batch.commit());
  return wait;
}

// ---- failures and runs

Result<void> Store::put(const Failure& failure) {
  constexpr size_t kMaxSubject = 1024, kMaxReason = 4096;
  AV_TRY(batch, begin());
  AV_TRY(row, upsert(*state_->connection, "failures",
                     {{"area", storable(failure.area)},
                      {"source", storable(failure.source)},
                      {"subject", storable(failure.subject, kMaxSubject)}},
                     {{"reason", Merge::set, storable(failure.reason, kMaxReason)},
                      {"first_at", Merge::first, known(failure.last)}}));
  AV_CHECK_RESULT(state_->run(row.added ? "UPDATE failures SET last_at = $1 WHERE id = $2"
                                        : "UPDATE failures SET last_at = $1, times = times + 1 WHERE id = $2",
                              {known(failure.last), row.id}));
  return batch.commit();
}

Result<void> Store::clear_failures(const std::string& area, const std::string& source, const std::string& subject) {
  AV_TRY(batch, begin());
  const Values values{storable(area), storable(source), storable(subject, 1024)};
  AV_CHECK_RESULT(
      state_->run("DELETE FROM failures WHERE area = $1 AND source = $2 AND ($3 = '' OR subject = $3)", values));
  return batch.commit();
}

Result<std::vector<Failure>> Store::failures(size_t limit) {
  AV_TRY(rows, state_->run("SELECT area, source, subject, reason, first_at, last_at, times FROM failures "
                           "ORDER BY last_at DESC, id LIMIT $1",
                           {static_cast<uint64_t>(limit)}));
  std::vector<Failure> out;
  for (const Values& row : rows) {
    out.push_back({row[0].as_text(), row[1].as_text(), row[2].as_text(), row[3].as_text(), row[4].as_integer(),
                   row[5].as_integer(), row[6].as_count()});
  }
  return out;
}

Result<int64_t> Store::start_run(const Run& run) {
  AV_CHECK_RESULT(check_name(run.command, "the command"));
  AV_TRY(batch, begin());
  AV_TRY(rows, state_->run("INSERT INTO runs (command, source, started) VALUES ($1, $2, $3) RETURNING id",
                           {storable(run.command), known(storable(run.source)), known(run.started)}));
  AV_CHECK_RESULT(batch.commit());
  return rows[0][0].as_integer();
}

Result<void> Store::end_run(const Run& run) {
  AV_TRY(batch, begin());
  AV_CHECK_RESULT(state_->run(
      "UPDATE runs SET ended = $1, added = $2, changed = $3, unchanged = $4, failed = $5, error = $6 "
      "WHERE id = $7",
      {known(run.ended), run.added, run.changed, run.unchanged, run.failed, known(storable(run.error)), run.id}));
  return batch.commit();
}

Result<std::vector<Run>> Store::runs(size_t limit) {
  AV_TRY(rows,
         state_->run("SELECT id, command, source, started, ended, added, changed, unchanged, failed, error FROM runs "
                     "ORDER BY id DESC LIMIT $1",
                     {static_cast<uint64_t>(limit)}));
  std::vector<Run> out;
  for (const Values& row : rows) {
    out.push_back({row[0].as_integer(), row[1].as_text(), row[2].as_text(), row[3].as_integer(), row[4].as_integer(),
                   row[5].as_count(), row[6].as_count(), row[7].as_count(), row[8].as_count(), row[9].as_text()});
  }
  return out;
}

// ---- downloads

Result<Change> Store::put(const Downloads& d) {
  AV_CHECK_RESULT(check_key(d.version));
  for (const std::string* text : {&d.filename, &d.form, &d.system, &d.installer, &d.country}) {
    if (text->size() > 256) return fail("a field of a download record is too long", storable(*text, 80));
  }
  AV_TRY(batch, begin());
  AV_TRY(source, state_->source_id(d.source, "downloads"));
  AV_TRY(package, state_->package_id(d.version.package));
  AV_TRY(row, upsert(*state_->connection, "downloads",
                     {{"source_id", source.id},
                      {"package_id", package.id},
                      {"version", storable(d.version.version)},
                      {"filename", storable(d.filename)},
                      {"day", d.day},
                      {"form", storable(d.form)},
                      {"system", storable(d.system)},
                      {"installer", storable(d.installer)},
                      {"country", storable(d.country)}},
                     {{"downloads", Merge::set, d.count}}));
  AV_CHECK_RESULT(batch.commit());
  return change_of(row);
}

Result<void> Store::each_downloads(const DownloadsFilter& filter, const Visit<Downloads>& visit) {
  Values values{int64_t{0}, kPage};
  std::string where;
  if (!filter.package.name.empty()) {
    AV_TRY(package, state_->find_package(filter.package));
    values.push_back(package);
    where = " AND d.package_id = $3";
  }
  const std::string sql =
      "SELECT d.id, s.name, p.ecosystem, p.name, d.version, d.filename, d.day, d.form, d.system, d.installer, "
      "d.country, "
      "d.downloads FROM downloads d JOIN sources s ON s.id = d.source_id JOIN packages p ON p.id = d.package_id "
      "WHERE d.id > $1" +
      where + " ORDER BY d.id LIMIT $2";
  for (;;) {
    AV_TRY(rows, state_->run(sql, values));
    for (const Values& row : rows) {
      const Downloads d{row[1].as_text(),  {{row[3].as_text(), row[2].as_text()}, row[4].as_text()},
                        row[5].as_text(),  row[6].as_integer(),
                        row[7].as_text(),  row[8].as_text(),
                        row[9].as_text(),  row[10].as_text(),
                        row[11].as_count()};
      if (!visit(d)) return {};
      values[0] = row[0];
    }
    if (rows.size() < kPage) return {};
  }
}

}  // namespace antivenom::store
