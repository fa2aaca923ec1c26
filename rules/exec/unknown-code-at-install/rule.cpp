#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::unknown_code_at_install {
namespace {

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_code})) {
    const Event& event = query.event(id);
    const Argument* code = query.argument(id, "", 0);
    if (!runs_text(event) || code == nullptr || code->known == Known::exact || event.trigger == Trigger::runtime)
      continue;
    if (nearest_into(query, *code, kNetSources) || nearest_into(query, *code, {Effect::decrypt})) continue;
    const auto unpacked = nearest_into(query, *code, kUnpacks);
    const bool read = nearest_into(query, *code, {Effect::read_file}).has_value();
    if (unpacked && !read) {
      reporter.found(0.8)
          .weight(Weight::suspicious)
          .chain(query.chain(*unpacked, id), "unpacks something", "runs it as code");
    } else if (!read && event.trigger == Trigger::install && event.reach == Reach::entry) {
      // "{library.function}": what a library that is not known gives.
      const bool from_library = code->text.starts_with("{") && !code->text.starts_with("{.") &&
                                code->text.find("read") == std::string::npos &&
                                code->text.find('.') != std::string::npos && code->text.ends_with("}");
      reporter.found(from_library ? 0.8 : 0.5)
          .weight(from_library ? Weight::suspicious : Weight::notable)
          .event(id, "runs code that could not be computed");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::notable,
    .summary = "run code at install or import that it unpacks from something unknown",
    .why =
        "Code that is decoded while installing or importing hides from whoever reads the "
        "package.",
    .careful =
        "Setup files run the version file of their own package, which is read and not "
        "decoded. Code that comes from the network or could be computed is reported by "
        "rules of its own.",
    .attack = {"T1027.013", "T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::exec::unknown_code_at_install
