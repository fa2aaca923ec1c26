#include "interpret/testing/package_facts.h"

#include <pthread.h>

#include <gtest/gtest.h>

#include "artifact/artifact.h"
#include "artifact/testing/archive_builder.h"

namespace antivenom::interpret::test_support {

namespace {

std::string in_quotes(std::string_view text) {
  constexpr size_t kMaxText = 160;
  std::string out = "\"";
  for (char c : text.substr(0, kMaxText)) {
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) < ' ')
      out += '.';
    else
      out += c;
  }
  return out + (text.size() > kMaxText ? "...\"" : "\"");
}

template <class Ids>
std::string joined(const Ids& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : ",") + std::to_string(id);
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string at(const Facts& facts, const Place& place) {
  std::string out = facts.files.at(place.file).path + ':' + std::to_string(place.line);
  if (place.layer != 0) out += " layer " + std::to_string(place.layer);
  return out;
}

std::string argument(const Argument& a) {
  std::string out = a.keyword.empty() ? "" : a.keyword + '=';
  if (a.known == Known::nothing)
    out += '?';
  else
    out += (a.known == Known::partial ? "~" : "") + in_quotes(a.text);
  if (!a.origins.empty()) out += "<-" + joined(a.origins);
  if (!a.how.empty()) out += " by " + joined(a.how);
  return out;
}

std::string event(const Facts& facts, size_t id) {
  const Event& e = facts.events[id];
  std::string out = '#' + std::to_string(id) + ' ' + e.callee + '(';
  for (size_t i = 0; i < e.args.size(); ++i)
    out += (i > 0 ? ", " : "") + std::string(i == 0 && e.has_receiver ? "self:" : "") + argument(e.args[i]);
  out += ") " + at(facts, e.place) + ' ' + std::string(to_string(e.trigger));
  if (e.reach != Reach::entry) out += ' ' + std::string(to_string(e.reach));
  if (e.indirect) out += " indirect";
  if (e.silenced) out += " silenced";
  if (e.hidden_column) out += " off-screen";
  for (ConditionId c : e.conditions) {
    const Condition& condition = facts.conditions.at(c);
    out += (condition.negated ? " | unless " : " | if ") + condition.text;
    if (!condition.about.empty()) out += " [" + joined(condition.about) + ']';
    if (!condition.platforms.empty()) out += " on " + joined(condition.platforms);
    if (!condition.origins.empty()) out += " <-" + joined(condition.origins);
  }
  return out + '\n';
}

}  // namespace

void on_deep_stack(const std::function<void()>& work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512u << 20);
  pthread_t thread;
  const int failed = pthread_create(
      &thread, &attributes,
      [](void* body) -> void* {
        (*static_cast<const std::function<void()>*>(body))();
        return nullptr;
      },
      const_cast<std::function<void()>*>(&work));
  pthread_attr_destroy(&attributes);
  ASSERT_EQ(failed, 0) << "no thread with a deep stack";
  pthread_join(thread, nullptr);
}

Facts facts_of(const std::vector<SourceFile>& files, const Budget& budget) {
  testing::TarBuilder tar;
  tar.add("sample-1.0/PKG-INFO", "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n");
  for (const SourceFile& file : files) tar.add("sample-1.0/" + file.path, file.text);
  const Artifact artifact = unpack(tar.finished(), "sample-1.0.tar");
  Facts facts;
  on_deep_stack([&] { facts = interpret(artifact, budget); });
  return facts;
}

std::string short_form(const Facts& facts) {
  std::string out;
  for (size_t id = 0; id < facts.events.size(); ++id) out += event(facts, id);
  for (size_t id = 1; id < facts.layers.size(); ++id) {
    const Layer& layer = facts.layers[id];
    out += "layer " + std::to_string(id) + ' ' + at(facts, layer.opened_at) + " by " + joined(layer.how) + ' ' +
           layer.language + (layer.complete ? ": " : " incomplete: ") + in_quotes(layer.text) + '\n';
  }
  for (const Note& note : facts.notes) {
    out += "note " + note.id + ' ' + at(facts, note.place) + ": " + note.detail;
    if (!note.origins.empty()) out += " <-" + joined(note.origins);
    out += '\n';
  }
  for (const std::string& what : facts.effort.exhausted) out += "ran out: " + what + '\n';
  return out;
}

}  // namespace antivenom::interpret::test_support
