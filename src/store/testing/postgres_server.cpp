#include "store/testing/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

namespace antivenom::store::testing {
namespace {

namespace fs = std::filesystem;

// The newest of Debian's folders, else whatever is on the path.
std::string program(const std::string& name) {
  std::string best;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string candidate = (entry.path() / "bin" / name).string();
    if (fs::exists(candidate) && candidate > best) best = candidate;
  }
  return best.empty() ? name : best;
}

// The server refuses to run as root.
void become_somebody() {
  if (::geteuid() != 0) return;
  const passwd* somebody = ::getpwnam("postgres");
  if (somebody == nullptr) somebody = ::getpwnam("nobody");
  if (somebody == nullptr || ::setgid(somebody->pw_gid) != 0 || ::setuid(somebody->pw_uid) != 0) ::_exit(126);
}

pid_t spawn(const std::vector<std::string>& command, const std::string& folder) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  become_somebody();
  ::prctl(PR_SET_PDEATHSIG, SIGINT);  // should the test be killed
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  const int log = ::open((folder + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<PostgresServer>> PostgresServer::start() {
  char name[] = "/tmp/antivenom-postgres-XXXXXX";
  if (::mkdtemp(name) == nullptr) return fail("no temporary folder");
  std::unique_ptr<PostgresServer> server(new PostgresServer);
  server->folder_ = name;
  if (::geteuid() == 0) {
    const passwd* somebody = ::getpwnam("postgres");
    if (somebody == nullptr) somebody = ::getpwnam("nobody");
    if (somebody == nullptr || ::chown(name, somebody->pw_uid, somebody->pw_gid) != 0)
      return fail("nobody to run the server as");
  }
  const std::string data = server->folder_ + "/data";
  const pid_t init =
      spawn({program("initdb"), "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"}, name);
  int status = 0;
  if (::waitpid(init, &status, 0) != init || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return fail("initdb failed");
  server->process_ =
      spawn({program("postgres"), "-D", data, "-k", name, "-c", "listen_addresses=", "-c", "fsync=off"}, name);
  const std::string url = "host=" + server->folder_ + " user=test dbname=postgres";
  for (int attempt = 0; attempt < 200; ++attempt) {
    if (PQping(url.c_str()) == PQPING_OK) return server;
    if (::waitpid(server->process_, &status, WNOHANG) == server->process_) {
      server->process_ = -1;
      return fail("the server ended");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return fail("the server does not answer");
}

PostgresServer::~PostgresServer() {
  if (process_ > 0) {
    ::kill(process_, SIGINT);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Result<std::string> PostgresServer::fresh(const std::string& schema) {
  const std::string base = "host=" + folder_ + " user=test dbname=postgres";
  PGconn* connection = PQconnectdb(base.c_str());
  PGresult* result = PQexec(connection, ("CREATE SCHEMA " + schema).c_str());
  const bool made = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  PQfinish(connection);
  if (!made) return fail("the schema cannot be made", schema);
  std::string host;
  for (const char c : folder_) host += c == '/' ? std::string("%2F") : std::string(1, c);
  return "postgresql://test@" + host + "/postgres?options=-csearch_path%3D" + schema;
}

}  // namespace antivenom::store::testing
