// Records of feeds in the store -> life cycles, claims and the state of the mirrors.
#pragma once

#include "base/result.h"
#include "store/store.h"
#include "study/dataset.h"

namespace antivenom::study {

// Upload times joined with advisories, package by package; downloads of the store and of dataset.downloads counted into
// them. Fills lives, claims, mirrors.
Result<void> read_lives(store::Store& store, Dataset& dataset);

// Puts the downloads by day into the lives.
void join_downloads(Dataset& dataset);

}  // namespace antivenom::study
