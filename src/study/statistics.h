// What can be said of a sample: shares and centres with 95 % confidence intervals. Deterministic.
#pragma once

#include <cstddef>
#include <vector>

#include "chart/table.h"

namespace antivenom::study {

// A share of independent cases (E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
// JASA 22, 1927). Of nothing: 0 to 1.
chart::Interval wilson(size_t hits, size_t total);

// The value below which the share `q` of the values lies, between two values linearly; 0 of nothing.
double quantile(std::vector<double> values, double q);
double mean(const std::vector<double>& values);

// By drawing as many values again, a thousand times (percentile bootstrap), from a fixed seed.
chart::Interval bootstrap_median(const std::vector<double>& values);
chart::Interval bootstrap_mean(const std::vector<double>& values);

}  // namespace antivenom::study
