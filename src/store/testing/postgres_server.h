// A PostgreSQL of the test's own: a cluster in a temporary folder, reached through a socket in it, gone afterwards.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace antivenom::store::testing {

class PostgresServer {
 public:
  // An error if the machine has no PostgreSQL, or if it does not start.
  static Result<std::unique_ptr<PostgresServer>> start();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The URL of an empty schema with that name.
  Result<std::string> fresh(const std::string& schema);

 private:
  PostgresServer() = default;
  std::string folder_;
  pid_t process_ = -1;
};

}  // namespace antivenom::store::testing
