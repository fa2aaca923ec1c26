// A mirror of the test's own, with files that are made up and faults on demand. For tests only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/testing/loopback_server.h"

namespace antivenom::collect::testing {

// A small archive whose content depends on `name` only.
std::string sample_bytes(const std::string& name);
std::string sha256_of(const std::string& bytes);
// "ab/cd/<60 hex>/<filename>"
std::string path_of(const std::string& filename, const std::string& bytes);

class TestMirror {
 public:
  struct File {
    std::string bytes;
    std::optional<std::string> claimed;  // sha256 on the page, if not the right one; empty text: none
    bool yanked = false;
    bool listed = true;  // false: only by its path
  };
  using Fault = std::function<std::optional<Reply>(const Ask&)>;

  enum class Form { json, html };
  explicit TestMirror(Form form = Form::json);

  void add(const std::string& project, const std::string& filename, File file);
  void add(const std::string& project, const std::string& filename) {
    add(project, filename, {sample_bytes(filename), {}, false, true});
  }
  void remove(const std::string& project, const std::string& filename);
  void remove(const std::string& project);  // page and files
  void quarantine(const std::string& project);
  // Asked first, for every request; nothing: answer as usual.
  void set_fault(Fault fault);

  std::string simple() const { return server_->url("/simple/"); }
  std::string host() const { return server_->host(); }
  const LoopbackServer& server() const { return *server_; }
  size_t asked_pages() const;

 private:
  Reply answer(const Ask& ask);
  std::string page(const std::string& project) const;

  Form form_;
  mutable std::mutex mutex_;
  Fault fault_;
  std::map<std::string, std::map<std::string, File>> projects_;
  std::map<std::string, bool> quarantined_;
  std::unique_ptr<LoopbackServer> server_;
};

}  // namespace antivenom::collect::testing
