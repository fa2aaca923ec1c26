#include <algorithm>
#include <string>

#include "rules/flow.h"
#include "rules/shared/code.h"

namespace antivenom::rules::exec::hidden_file_code {
namespace {

// A file that is meant to be looked at or listened to, never run.
bool is_media(std::string_view path) {
  const std::string name = lower_case(path);
  for (std::string_view ending : {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".ico", ".svg", ".webp", ".wav", ".mp3",
                                  ".ttf", ".woff", ".woff2", ".mp4", ".tiff"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

// A cache reads back from a path that is not known; a hidden payload has a name.
bool names_file(const Event& event) {
  return std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) {
    const std::string_view name = std::string_view(a.text).substr(a.text.find_last_of("/\\") + 1);
    return a.known != Known::nothing && name.find('.') != std::string::npos && name.find('{') == std::string::npos;
  });
}

bool reads_media(const Event& event) {
  return std::any_of(event.args.begin(), event.args.end(), [](const Argument& a) { return is_media(a.text); });
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::run_code})) {
    const Event& event = query.event(id);
    const Argument* code = query.argument(id, "", 0);
    if (!runs_text(event) || code == nullptr || nearest_into(query, *code, kNetSources)) continue;
    if (const auto pixels = nearest_into(query, *code, {Effect::read_image})) {
      reporter.found(0.9)
          .weight(Weight::hostile)
          .chain(query.chain(*pixels, id), "reads the pixels of an image", "runs code found there");
      continue;
    }
    const auto read = nearest_into(query, *code, {Effect::read_file});
    if (!read || !names_file(query.event(*read))) continue;
    const bool decoded = count_disguises(code->how) > 0 || nearest_into(query, *code, kUnpacks).has_value();
    if (reads_media(query.event(*read))) {
      reporter.found(0.9)
          .weight(Weight::hostile)
          .chain(query.chain(*read, id), "reads a file that is no source", "runs code found there");
    } else if (decoded) {
      reporter.found(0.8).chain(query.chain(*read, id), "reads a file", "decodes it and runs it as code");
    }
  }
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::behaviour,
    .category = Category::code_execution,
    .weight = Weight::suspicious,
    .summary = "run code that it keeps hidden in a data file or an image",
    .why =
        "Code belongs into source files; hidden in an image or a data file it is seen by "
        "nobody.",
    .careful =
        "Reading a version file or a script of the package in clear, as many setup files "
        "do, is honest. What counts is code taken from the pixels of an image, from a file "
        "named like an image, a font or a sound, or decoded after reading.",
    .attack = {"T1027.003", "T1027.009", "T1059.006"},
    .run = run,
};

}  // namespace antivenom::rules::exec::hidden_file_code
