#include "store/store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/testing/contract.h"
#include "store/testing/postgres_server.h"

namespace antivenom::store {
namespace {

namespace fs = std::filesystem;
using testing::ContractCase;

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/antivenom-store-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// ---- the contract, on both

class SqliteContract : public ::testing::TestWithParam<ContractCase> {};

TEST_P(SqliteContract, holds) {
  const Folder folder;
  auto store = Store::open("sqlite://" + (folder / "new/data.db"));
  ASSERT_TRUE(store) << store.error().message();
  auto other = Store::open_existing(folder / "new/data.db");
  ASSERT_TRUE(other) << other.error().message();
  GetParam().run(*store, *other);
}

INSTANTIATE_TEST_SUITE_P(store, SqliteContract,
                         ::testing::ValuesIn(testing::contract_cases().begin(), testing::contract_cases().end()),
                         [](const auto& at) { return std::string(at.param.name); });

// One server for all cases: starting it takes longer than they do.
TEST(PostgresContract, holds) {
  auto server = testing::PostgresServer::start();
  if (!server) GTEST_SKIP() << server.error().message();
  for (const ContractCase& test : testing::contract_cases()) {
    SCOPED_TRACE(std::string(test.name));
    auto url = (*server)->fresh(std::string(test.name));
    ASSERT_TRUE(url) << url.error().message();
    auto store = Store::open(*url);
    ASSERT_TRUE(store) << store.error().message();
    EXPECT_EQ(store->backend(), "postgresql");
    auto other = Store::open_existing(*url);
    ASSERT_TRUE(other) << other.error().message();
    test.run(*store, *other);
  }
}

// ---- opening

TEST(Open, makes_what_is_missing_once) {
  const Folder folder;
  EXPECT_FALSE(Store::open_existing(folder / "data.db"));
  {
    auto store = Store::open(folder / "data.db");
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->put(PackageKey{"kept"}));
    EXPECT_EQ(*store->schema_version(), 2);
  }
  auto again = Store::open_existing("sqlite:" + (folder / "data.db"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status()->packages, 1u);
}

TEST(Open, refuses_what_it_cannot_be) {
  const Folder folder;
  const auto reason = [](const std::string& url) {
    auto store = Store::open(url);
    return store ? std::string("opened") : store.error().message();
  };
  EXPECT_NE(reason("mysql://host/db").find("neither"), std::string::npos);
  EXPECT_NE(reason("").find("empty"), std::string::npos);
  EXPECT_NE(reason("sqlite:").find("names no file"), std::string::npos);
  EXPECT_NE(reason("/proc/nowhere/data.db").find("cannot be made"), std::string::npos);
  std::ofstream(folder / "text.db") << std::string(5000, 'x');
  EXPECT_NE(reason(folder / "text.db").find("no database"), std::string::npos);
  EXPECT_NE(reason("postgresql://nobody@%2Fnowhere/db").find("postgresql"), std::string::npos);
}

void run_sql(const std::string& path, const char* sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

TEST(Open, leaves_databases_of_others_alone) {
  const Folder folder;
  run_sql(folder / "other.db", "CREATE TABLE music (title TEXT)");
  auto store = Store::open(folder / "other.db");
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message().find("another program"), std::string::npos);
  EXPECT_FALSE(Store::open_existing(folder / "other.db"));
}

TEST(Open, refuses_a_newer_schema) {
  const Folder folder;
  ASSERT_TRUE(Store::open(folder / "data.db"));
  run_sql(folder / "data.db", "UPDATE antivenom_schema SET version = 99");
  auto store = Store::open(folder / "data.db");
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message().find("newer version"), std::string::npos);
}

// ---- damage

TEST(Damage, is_told_not_hidden) {
  const Folder folder;
  const std::string path = folder / "data.db";
  {
    auto store = Store::open(path);
    ASSERT_TRUE(store);
    auto batch = store->begin();
    for (int i = 0; i < 5000; ++i) ASSERT_TRUE(store->put(PackageKey{"package-number-" + std::to_string(i)}));
    ASSERT_TRUE(batch->commit());
  }
  const auto size = fs::file_size(path);
  ASSERT_GT(size, 200'000u);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8192 * 4);
    const std::string noise(size - 8192 * 4, '\x5a');
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
  auto store = Store::open(path);
  std::string reason;
  if (!store) {
    reason = store.error().message();
  } else {
    const auto walked = store->each_package([](const PackageKey&) { return true; });
    ASSERT_FALSE(walked);
    reason = walked.error().message();
  }
  EXPECT_NE(reason.find("damaged"), std::string::npos) << reason;
}

TEST(Damage, a_cut_off_file_is_told) {
  const Folder folder;
  const std::string path = folder / "data.db";
  {
    auto store = Store::open(path);
    ASSERT_TRUE(store);
  }
  fs::resize_file(path, 3000);
  auto store = Store::open(path);
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message().find("damaged"), std::string::npos) << store.error().message();
}

// ---- other processes

// Runs `work` in a child and gives its exit code, or -1 if it was killed.
template <class Work>
pid_t in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  return child;
}
int exit_code(pid_t child) {
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int write_many(const std::string& url, int worker, int batches) {
  auto store = Store::open(url);
  if (!store) return 1;
  for (int b = 0; b < batches; ++b) {
    auto batch = store->begin();
    if (!batch) return 2;
    for (int i = 0; i < 20; ++i) {
      // Both write the same packages in opposite orders, and versions of their own.
      const std::string name = "p" + std::to_string(worker == 0 ? i : 19 - i);
      const VersionKey version{{name}, std::to_string(b) + "." + std::to_string(worker)};
      if (!store->put(FileRecord{{version, name + ".tar.gz"}})) return 3;
    }
    if (!batch->commit()) return 4;
  }
  return 0;
}

void two_writers(const std::string& url) {
  // Even the schema is made by both at once.
  const pid_t first = in_child([&] { return write_many(url, 0, 25); });
  const pid_t second = in_child([&] { return write_many(url, 1, 25); });
  EXPECT_EQ(exit_code(first), 0);
  EXPECT_EQ(exit_code(second), 0);
  auto store = Store::open_existing(url);
  ASSERT_TRUE(store);
  const auto status = store->status();
  EXPECT_EQ(status->packages, 20u);
  EXPECT_EQ(status->versions, 1000u);
  EXPECT_EQ(status->files, 1000u);
}

TEST(Processes, write_at_once_to_sqlite) {
  const Folder folder;
  two_writers(folder / "data.db");
}

TEST(Processes, write_at_once_to_postgres) {
  auto server = testing::PostgresServer::start();
  if (!server) GTEST_SKIP() << server.error().message();
  auto url = (*server)->fresh("two_writers");
  ASSERT_TRUE(url);
  two_writers(*url);
}

TEST(Processes, killed_in_a_batch_leaves_whole_batches) {
  const Folder folder;
  const std::string path = folder / "data.db";
  ASSERT_TRUE(Store::open(path));
  const pid_t child = in_child([&] { return write_many(path, 0, 100'000); });
  {
    auto beside = Store::open_existing(path);
    ASSERT_TRUE(beside);
    while (beside->status()->versions < 60) ::usleep(1000);
  }
  ::kill(child, SIGKILL);
  EXPECT_EQ(exit_code(child), -1);
  auto store = Store::open_existing(path);
  ASSERT_TRUE(store) << store.error().message();
  const auto status = store->status();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->versions % 20, 0u);
  EXPECT_EQ(status->versions, status->files);
}

TEST(Disk, full_is_an_error_and_loses_nothing) {
  const Folder folder;
  const std::string path = folder / "data.db";
  {
    auto store = Store::open(path);
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->put(PackageKey{"before"}));
  }
  const pid_t child = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{600'000, 600'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto store = Store::open(path);
    if (!store) return 1;
    for (int i = 0; i < 20'000; ++i) {
      auto put = store->put(PackageKey{"package-" + std::to_string(i) + std::string(200, 'x')});
      if (!put) return put.error().message().find("full") != std::string::npos ? 7 : 2;
    }
    return 3;
  });
  EXPECT_EQ(exit_code(child), 7);
  auto store = Store::open(path);
  ASSERT_TRUE(store) << store.error().message();
  std::string first;
  ASSERT_TRUE(store->each_package([&](const PackageKey& p) {
    first = p.name;
    return false;
  }));
  EXPECT_EQ(first, "before");
  EXPECT_TRUE(store->put(PackageKey{"after"}));
}

}  // namespace
}  // namespace antivenom::store
