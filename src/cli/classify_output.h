// What `classify` prints and writes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "classify/classify.h"
#include "classify/model.h"
#include "report/report.h"

namespace antivenom::cli {

std::string classification_json(const classify::Classification& result, bool verbose);
std::string classification_text(const classify::Classification& result, const ReportOptions& options);

// path,cluster,category,family: the cluster's number, the category's id, the family's key; empty where there is none.
std::string assignments_csv(const classify::Classification& result);

// The packages' vectors as NumPy's .npy (version 1.0, float32, a row a package in the order of the assignments; zeros
// where no call was seen).
std::string vectors_npy(const classify::Classified& classified);

// A target that was put into the clusters of an earlier run.
struct Assigned {
  std::string path;
  classify::Assignment assignment;
  std::optional<InFamily> family;
};
std::string assigned_csv(const std::vector<Assigned>& all, const classify::Model& model);
std::string assigned_json(const std::vector<Assigned>& all, const classify::Model& model);
std::string assigned_text(const std::vector<Assigned>& all, const classify::Model& model);

Result<bool> write_whole_file(const std::string& path, const std::string& content);

}  // namespace antivenom::cli
