// Every row of knowledge/api with effects: its example, run as a module, must give the event the row names.
#include <gtest/gtest.h>

#include <algorithm>

#include "knowledge/examples.h"
#include "knowledge/knowledge.h"
#include "support/packages.h"

namespace antivenom {
namespace {

TEST(KnowledgeExamples, every_api_row_gives_its_event) {
  std::string failures;
  size_t rows = 0;
  for (const knowledge::ApiExample& example : knowledge::api_examples()) {
    const knowledge::Api* api = knowledge::find_api(example.name);
    if (api == nullptr || api->effects.empty()) continue;
    ++rows;
    const ScanResult result = test_support::scan_files({{"sample/__init__.py", std::string(example.example) + "\n"}});
    const auto& events = result.facts.events;
    const bool there =
        std::any_of(events.begin(), events.end(), [&](const Event& e) { return e.callee == example.canonical; });
    if (there) continue;
    failures += "\n" + std::string(example.where) + ": no " + std::string(example.canonical) +
                " from: " + std::string(example.example) + "\n    calls seen:";
    for (const Event& event : events) failures += " " + event.callee;
  }
  EXPECT_EQ(failures, "");
  EXPECT_GT(rows, 100u);
}

}  // namespace
}  // namespace antivenom
