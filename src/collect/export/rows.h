// What several exports share.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "collect/export/export.h"

namespace antivenom::collect {

using OrderedJson = nlohmann::ordered_json;

inline std::string dumped(const OrderedJson& json, int indent = -1) {
  return json.dump(indent, ' ', false, OrderedJson::error_handler_t::replace);
}

// A sample under one of its names, with its newest scan.
struct SampleRow {
  store::ArtifactRow artifact;
  const store::ArtifactName* name = nullptr;
  const store::Scan* scan = nullptr;  // null: not scanned
  bool malicious = false;             // the version is known to be
};
Result<void> each_sample(store::Store& store, const ExportOptions& options,
                         const std::function<Result<void>(const SampleRow&)>& visit);

// An artifact whose scan or whose people say malicious, with its newest scan.
struct Culprit {
  store::ArtifactRow artifact;
  std::optional<store::Scan> scan;
};
Result<void> each_culprit(store::Store& store, const ExportOptions& options,
                          const std::function<Result<void>(const Culprit&)>& visit);

// RFC 4122 version 5: the same name in the same namespace has the same id, everywhere.
std::string uuid5(std::string_view space, std::string_view name);
inline constexpr std::string_view kStixSpace = "00abedb4-aa42-466c-9c01-fed23315a9b7";  // STIX 2.1, section 2.9
inline constexpr std::string_view kOwnSpace = "5b0ce2a8-62a2-5a63-9e3c-3c6b3b0b8a3d";   // any, for what is ours

// pkg:pypi/name@version
std::string purl(const store::VersionKey& version);

// "an unknown time" is the epoch: formats that demand a time get one.
std::string stamp(store::Time time);

// A part of a path that can do no harm: no separators, no "..", nothing hidden, no control characters.
std::string safe_part(std::string_view text);

// Written apart and renamed. True if it was written, false if the file had these bytes already.
Result<bool> write_file(const std::string& path, std::string_view bytes);

}  // namespace antivenom::collect
