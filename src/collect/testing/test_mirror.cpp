#include "collect/testing/test_mirror.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "artifact/hash.h"
#include "store/samples.h"

namespace antivenom::collect::testing {

std::string sample_bytes(const std::string& name) {
  return store::packed({{"demo/setup.py", "print('" + name + "')\n"}}).value();
}

std::string sha256_of(const std::string& bytes) { return unpacking::sha256_hex(bytes); }

std::string path_of(const std::string& filename, const std::string& bytes) {
  const std::string hash = sha256_of(bytes);
  return hash.substr(0, 2) + "/" + hash.substr(2, 2) + "/" + hash.substr(4) + "/" + filename;
}

TestMirror::TestMirror(Form form) : form_(form) {
  server_ = std::make_unique<LoopbackServer>([this](const Ask& ask) { return answer(ask); });
}

void TestMirror::add(const std::string& project, const std::string& filename, File file) {
  const std::lock_guard lock(mutex_);
  projects_[project][filename] = std::move(file);
}

void TestMirror::remove(const std::string& project, const std::string& filename) {
  const std::lock_guard lock(mutex_);
  projects_[project].erase(filename);
}

void TestMirror::remove(const std::string& project) {
  const std::lock_guard lock(mutex_);
  projects_.erase(project);
}

void TestMirror::quarantine(const std::string& project) {
  const std::lock_guard lock(mutex_);
  quarantined_[project] = true;
}

void TestMirror::set_fault(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
}

size_t TestMirror::asked_pages() const {
  const auto asked = server_->asked();
  return static_cast<size_t>(
      std::count_if(asked.begin(), asked.end(), [](const Ask& ask) { return ask.path.rfind("/simple/", 0) == 0; }));
}

std::string TestMirror::page(const std::string& project) const {
  const bool hidden = quarantined_.contains(project);
  nlohmann::json files = nlohmann::json::array();
  std::string html = "<!DOCTYPE html><html><head><title>Links for " + project + "</title></head><body>\n";
  for (const auto& [filename, file] : projects_.at(project)) {
    if (!file.listed || hidden) continue;
    const std::string hash = file.claimed.value_or(sha256_of(file.bytes));
    const std::string url = "../../packages/" + path_of(filename, file.bytes);
    html += "<a href=\"" + url + (hash.empty() ? "" : "#sha256=" + hash) + "\"" +
            (file.yanked ? " data-yanked=\"bad\"" : "") + ">" + filename + "</a><br/>\n";
    nlohmann::json entry = {
        {"filename", filename}, {"url", url}, {"hashes", nlohmann::json::object()}, {"size", file.bytes.size()}};
    if (!hash.empty()) entry["hashes"]["sha256"] = hash;
    if (file.yanked) entry["yanked"] = "bad";
    files.push_back(entry);
  }
  if (form_ == Form::html) return html + "</body></html>";
  nlohmann::json out = {{"meta", {{"api-version", "1.4"}}}, {"name", project}, {"files", files}};
  if (hidden) out["project-status"] = {{"status", "quarantined"}, {"reason", "under review"}};
  return out.dump();
}

Reply TestMirror::answer(const Ask& ask) {
  Fault fault;
  {
    const std::lock_guard lock(mutex_);
    fault = fault_;
  }
  if (fault) {
    if (auto reply = fault(ask)) return *reply;
  }
  const std::lock_guard lock(mutex_);
  if (ask.path.rfind("/simple/", 0) == 0) {
    const std::string project = ask.path.substr(8, ask.path.size() - 9);
    if (!projects_.contains(project)) return {404, "<html>404</html>", {}};
    const std::string body = page(project);
    Reply reply = file_reply(ask, body, "\"" + sha256_of(body).substr(0, 16) + "\"");
    reply.headers["Content-Type"] = form_ == Form::json ? "application/vnd.pypi.simple.v1+json" : "text/html";
    return reply;
  }
  for (const auto& [project, files] : projects_) {
    for (const auto& [filename, file] : files) {
      if (ask.path == "/packages/" + path_of(filename, file.bytes)) return file_reply(ask, file.bytes, "\"f\"");
    }
  }
  return {404, "no such file", {}};
}

}  // namespace antivenom::collect::testing
