// Heat maps and overlaps of sets.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chart/canvas.h"

namespace antivenom::chart {
namespace {

constexpr size_t kMostSides = 60;  // rows and columns of a heat map
constexpr size_t kMostCombinations = 24;

double longest(const std::vector<std::string>& labels, size_t count, double most) {
  double width = 12;
  for (size_t i = 0; i < count; ++i) width = std::max(width, std::min(text_width(labels[i]), most));
  return width;
}

}  // namespace

void draw(Canvas& canvas, const Heat& heat) {
  const size_t rows = std::min(heat.rows.size(), kMostSides), columns = std::min(heat.columns.size(), kMostSides);
  const double labels = longest(heat.rows, rows, 200);
  const double heads = longest(heat.columns, columns, 150);
  const double left = labels + 10;
  // Heads lie flat where they fit, and rise where not.
  const auto across = static_cast<double>(std::max<size_t>(columns, 1));
  const bool flat = heads + 6 < std::min(80.0, (kWidth - left - 8) / across);
  const double side_x = std::min(80.0, (kWidth - left - (flat ? 8 : heads * 0.72)) / across);
  const double side_y = std::clamp(side_x, 14.0, 30.0);
  const double top = flat ? 22 : heads * 0.72 + 20;
  Range range;
  for (double value : heat.values) range.include(value);
  const double most = std::max(std::abs(range.high), std::abs(range.low));
  for (size_t c = 0; c < columns; ++c) {
    const double middle = left + (static_cast<double>(c) + 0.5) * side_x;
    if (flat) {
      canvas.text(middle, top - 8, heat.columns[c], "mid");
    } else {
      canvas.turned_text(middle + 3, top - 6, heat.columns[c], 150);
    }
  }
  for (size_t r = 0; r < rows; ++r) {
    const double y = top + static_cast<double>(r) * side_y;
    canvas.text(labels, y + side_y / 2 + 4, heat.rows[r], "ink end", 200);
    for (size_t c = 0; c < columns; ++c) {
      const size_t at = r * heat.columns.size() + c;
      if (at >= heat.values.size() || !usable(heat.values[at])) continue;
      const double x = left + static_cast<double>(c) * side_x;
      const double strength = most > 0 ? std::abs(heat.values[at]) / most : 0;
      canvas.rect(x + 0.5, y + 0.5, side_x - 1, side_y - 1, heat.values[at] < 0 ? "cold" : "heat",
                  fmt::format("{}, {}: {}", heat.rows[r], heat.columns[c], format(heat.values[at], heat.unit)),
                  fmt::format(" fill-opacity=\"{:.2f}\"", 0.06 + 0.94 * strength));
      const std::string number = heat.unit == Unit::number && std::abs(heat.values[at]) < 10
                                     ? fmt::format("{:.2f}", heat.values[at])
                                     : tick_label(heat.values[at], heat.unit, 1);
      if (text_width(number) < side_x - 4 && side_y >= 18) {
        canvas.text(x + side_x / 2, y + side_y / 2 + 4, number, strength > 0.55 ? "mid on" : "mid ink");
      }
    }
  }
  canvas.height = top + side_y * static_cast<double>(rows) + 4;
  if (rows < heat.rows.size() || columns < heat.columns.size()) {
    canvas.text(left, canvas.height + 14,
                fmt::format("The first {} of {}; the rest is in the table.", rows, heat.rows.size()), "");
    canvas.height += 22;
  }
}

void draw(Canvas& canvas, const UpSet& upset) {
  constexpr double kRow = 24, kBars = 150;
  std::vector<const UpSet::Combination*> shown;
  for (const auto& combination : upset.combinations) shown.push_back(&combination);
  std::stable_sort(shown.begin(), shown.end(), [](auto* a, auto* b) { return a->count > b->count; });
  const size_t left_out = shown.size() - std::min(shown.size(), kMostCombinations);
  shown.resize(shown.size() - left_out);

  const size_t sets = std::min(upset.sets.size(), kMostSides);
  const double sizes = 90, labels = longest(upset.sets, sets, 170);
  const double left = sizes + labels + 24;
  const double column = std::min(30.0, (kWidth - left) / static_cast<double>(std::max<size_t>(shown.size(), 1)));
  Range y, size_range;
  y.include(0), size_range.include(0);
  for (const auto* combination : shown) y.include(combination->count);
  for (double size : upset.sizes) size_range.include(size);
  const Scale vertical{0, std::max(y.high, 1.0), kBars, 16};
  const Scale across{0, std::max(size_range.high, 1.0), 0, sizes - 34};

  for (size_t s = 0; s < sets; ++s) {
    const double middle = kBars + 14 + kRow * static_cast<double>(s) + kRow / 2;
    if (s % 2 == 0) canvas.rect(0, middle - kRow / 2, kWidth, kRow, "band");
    canvas.text(sizes + 10 + labels, middle + 4, upset.sets[s], "ink end", 170);
    if (s >= upset.sizes.size()) continue;
    const double width = across.at(upset.sizes[s]);
    canvas.rect(sizes - width, middle - 6, width, 12, "c1",
                fmt::format("{}: {} {}", upset.sets[s], format(upset.sizes[s], Unit::count), upset.counted));
    canvas.text(sizes - width - 4, middle + 4, format(upset.sizes[s], Unit::count), "end");
  }
  for (size_t c = 0; c < shown.size(); ++c) {
    const double middle = left + (static_cast<double>(c) + 0.5) * column;
    std::string names;
    double first = 0, last = 0;
    std::vector<bool> inside(sets, false);
    for (size_t set : shown[c]->sets) {
      if (set >= sets) continue;
      inside[set] = true;
      names += (names.empty() ? "" : " + ") + upset.sets[set];
    }
    for (size_t s = 0; s < sets; ++s) {
      const double at = kBars + 14 + kRow * static_cast<double>(s) + kRow / 2;
      canvas.circle(middle, at, 5, inside[s] ? "member" : "other");
      if (inside[s]) first = first == 0 ? at : first, last = at;
    }
    if (last > first) canvas.line(middle, first, middle, last, "joint");
    const double top = vertical.at(shown[c]->count);
    canvas.rect(
        middle - column * 0.34, top, column * 0.68, kBars - top, "c0",
        fmt::format("{}: {} {}", names.empty() ? "none" : names, format(shown[c]->count, Unit::count), upset.counted));
    const std::string count = tick_label(shown[c]->count, Unit::count, 1);
    canvas.text(middle, top - 5, count, column < 28 ? "mid small" : "mid");
  }
  canvas.height = kBars + 18 + kRow * static_cast<double>(sets);
  if (left_out > 0) {
    canvas.text(left, canvas.height + 14, fmt::format("{} rarer combinations are in the table.", left_out), "");
    canvas.height += 22;
  }
}

}  // namespace antivenom::chart
