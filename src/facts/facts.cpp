#include "facts/facts.h"

#include <array>

namespace antivenom {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(Effect::count)> kEffectNames = {
#define EFFECT(id, text, role) text,
#include "facts/effects.def"
#undef EFFECT
};

}  // namespace

std::string_view to_string(Effect effect) {
  const auto index = static_cast<size_t>(effect);
  return index < kEffectNames.size() ? kEffectNames[index] : std::string_view("none");
}

Effect effect_from(std::string_view text) {
  for (size_t i = 0; i < kEffectNames.size(); ++i) {
    if (kEffectNames[i] == text) return static_cast<Effect>(i);
  }
  return Effect::count;
}

std::string_view to_string(Trigger trigger) {
  switch (trigger) {
    case Trigger::install:
      return "install";
    case Trigger::import:
      return "import";
    case Trigger::runtime:
      return "runtime";
  }
  return "runtime";
}

std::string_view to_string(Reach reach) {
  switch (reach) {
    case Reach::entry:
      return "entry";
    case Reach::uncalled:
      return "uncalled";
    case Reach::unshipped:
      return "unshipped";
  }
  return "entry";
}

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::unknown:
      return "unknown";
    case Standing::listed_in_part:
      return "listed-in-part";
    case Standing::listed:
      return "listed";
    case Standing::judged_malicious:
      return "judged-malicious";
  }
  return "unknown";
}

std::string_view to_string(Known known) {
  switch (known) {
    case Known::exact:
      return "exact";
    case Known::partial:
      return "partial";
    case Known::nothing:
      return "nothing";
  }
  return "nothing";
}

}  // namespace antivenom
