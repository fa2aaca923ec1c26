#include <optional>
#include <string>

#include "rules/flow.h"
#include "rules/shared/acts.h"
#include "rules/shared/code.h"

namespace antivenom::rules::evade::image_steganography {
namespace {

// Kinds of data behind the end of an image that no writer of images leaves there; src/artifact/images.h names them all.
bool is_payload(std::string_view detail) {
  for (std::string_view kind : {"a script", "an archive", "a program", "encoded text"}) {
    if (detail.find(std::string(kind) + " behind the end") != std::string_view::npos) return true;
  }
  return false;
}

std::string_view name_of(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

// A read of this very image, by its name, that flows into what runs something.
std::optional<std::vector<EventId>> way_into_code(const Query& query, const Note& note) {
  const auto& files = query.facts().files;
  const std::string_view name =
      note.place.file < files.size() ? name_of(files[note.place.file].path) : std::string_view();
  if (name.empty()) return std::nullopt;
  for (EventId run : query.with_effect({Effect::run_code})) {
    for (EventId read : query.sources(run, {Effect::read_file, Effect::read_image})) {
      for (const Argument& argument : query.event(read).args) {
        if (name_of(argument.text) == name) return query.chain(read, run);
      }
    }
  }
  return std::nullopt;
}

void report_measured(const Query& query, Reporter& reporter) {
  for (const Note& note : query.facts().notes) {
    const bool read = note.id == "image-low-bits", even = note.id == "image-low-bits-even";
    if (!read && !even && (note.id != "image-trailing-data" || !is_payload(note.detail))) continue;
    const std::string why = "an image holds more than a picture: " + note.detail;
    if (const auto way = way_into_code(query, note)) {
      reporter.found(0.95).note(note, why).chain(*way, "reads the image", "runs what it holds");
    } else {
      reporter.found(read ? 0.8 : 0.6).weight(even ? Weight::context : Weight::notable).note(note, why);
    }
  }
}

void report_pixels(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect(kRunsAnything)) {
    const Event& event = query.event(id);
    if (event.callee.find("Image") != std::string::npos) continue;
    const auto pixels = nearest_into(query, id, {Effect::read_image}, {Effect::write_file});
    const Argument* code = query.argument(id, "", 0);
    if (!pixels && runs_text(event) && code != nullptr &&
        contains_any(code->text, {"{stegano", ".lsb.reveal}", ".lsb.show}"})) {
      reporter.found(0.9).event(id, "runs what was hidden in an image");
      continue;
    }
    if (!pixels || event.effects.has(Effect::load_native)) continue;
    const Argument* what = query.argument(id, "", 0);
    // A path to an image among the arguments of a viewer is no payload.
    const bool whole = runs_text(event) || (what != nullptr && what->known == Known::nothing);
    if (whole)
      reporter.found(0.9).chain(query.chain(*pixels, id), "reads the pixels of an image", "runs what was found there");
  }
}

void run(const Query& query, Reporter& reporter) {
  report_pixels(query, reporter);
  report_measured(query, reporter);
}

}  // namespace

extern const Rule rule;
const Rule rule{
    .kind = RuleKind::evasion,
    .category = Category::none,
    .weight = Weight::hostile,
    .summary = "carry code in an image",
    .why = "An image with a payload looks like any other and passes every search for code.",
    .careful =
        "Programs that work with images read pixels to show, measure or change them; running what was read is "
        "something "
        "else. An image that carries a script, an archive, a program or a text in its lowest bits, and is not read by "
        "what runs code, counts little: tools of forensics ship such ones as samples. Thumbnails and marks that "
        "cameras "
        "leave behind the end of a picture do not count.",
    .attack = {"T1027.003"},
    .run = run,
};

}  // namespace antivenom::rules::evade::image_steganography
