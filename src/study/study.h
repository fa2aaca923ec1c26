// The empirical study, on any dataset: every table and figure as a document, beside the paper's figures. See
// docs/STUDY.md for what each one counts. Pure: the same dataset gives the same document.
#pragma once

#include <string>

#include "chart/document.h"
#include "study/dataset.h"

namespace antivenom::study {

// `made_with`: version and command, for the end of the page.
chart::Document study(const Dataset& dataset, const std::string& made_with);

// {"tables":{id: {"title","ours":{row:{column:
// value}},"paper":{...},"interval":{...}}},"missing":[{"table","reason"}]}.
std::string study_json(const chart::Document& document);

// The packages of a family and the lives of their names; all else is dropped.
void narrow_to_family(Dataset& dataset, const std::string& family);

}  // namespace antivenom::study
