// The fields of every fact, named once, for the writer and the reader of the text form alike.
// A visitor is called as visit("key", field); a field at its default value is not written.
#pragma once

#include "facts/facts.h"

namespace antivenom::text_form {

template <class Visit, class P>
void package_fields(Visit& visit, P& p) {
  visit("path", p.path);
  visit("name", p.name);
  visit("version", p.version);
  visit("kind", p.kind);
  visit("summary", p.summary);
  visit("author", p.author);
  visit("author_email", p.author_email);
  visit("home_page", p.home_page);
  visit("sha256", p.sha256);
  visit("bytes", p.bytes);
  visit("requirement", p.requirements);
  visit("console_script", p.console_scripts);
  visit("has_metadata", p.has_metadata);
  visit("description_bytes", p.description_bytes);
  visit("files", p.files);
  visit("python_files", p.python_files);
  visit("native_files", p.native_files);
  visit("max_depth", p.max_depth);
  visit("python_lines", p.python_lines);
}

template <class Visit, class F>
void file_fields(Visit& visit, F& f) {
  visit("path", f.path);
  visit("role", f.role);
  visit("module", f.module);
  visit("python", f.python);
  visit("reached", f.reached);
  visit("lines", f.lines);
  visit("linked_lines", f.linked_lines);
  visit("bytes", f.bytes);
  visit("longest_line", f.longest_line);
  visit("broken_bytes", f.broken_bytes);
}

template <class Visit, class L>
void layer_fields(Visit& visit, L& l) {
  visit("parent", l.parent);
  visit("at", l.opened_at);
  visit("how", l.how);
  visit("language", l.language);
  visit("bytes", l.bytes);
  visit("complete", l.complete);
  visit("text", l.text);
}

template <class Visit, class C>
void condition_fields(Visit& visit, C& c) {
  visit("text", c.text);
  visit("negated", c.negated);
  visit("about", c.about);
  visit("platform", c.platforms);
  visit("origins", c.origins);
}

template <class Visit, class E>
void event_fields(Visit& visit, E& e) {
  visit("callee", e.callee);
  visit("effects", e.effects);
  visit("place", e.place);
  visit("trigger", e.trigger);
  visit("reach", e.reach);
  visit("silenced", e.silenced);
  visit("indirect", e.indirect);
  visit("hidden_column", e.hidden_column);
  visit("has_receiver", e.has_receiver);
  visit("tag", e.tags);
  visit("conditions", e.conditions);
}

template <class Visit, class A>
void argument_fields(Visit& visit, A& a) {
  visit("keyword", a.keyword);
  visit("text", a.text);
  visit("type", a.type);
  visit("known", a.known);
  visit("truncated", a.truncated);
  visit("length", a.length);
  visit("origins", a.origins);
  visit("tag", a.tags);
  visit("how", a.how);
}

template <class Visit, class F>
void frame_fields(Visit& visit, F& f) {
  visit("function", f.function);
  visit("call", f.call);
}

template <class Visit, class N>
void note_fields(Visit& visit, N& n) {
  visit("id", n.id);
  visit("place", n.place);
  visit("detail", n.detail);
  visit("origins", n.origins);
}

template <class Visit, class I>
void indicator_fields(Visit& visit, I& i) {
  visit("type", i.type);
  visit("value", i.value);
  visit("place", i.place);
  visit("benign_looking", i.benign_looking);
}

template <class Visit, class D>
void dependency_fields(Visit& visit, D& d) {
  visit("name", d.name);
  visit("versions", d.versions);
  visit("from", d.from);
  visit("place", d.place);
  visit("origins", d.origins);
  visit("by_address", d.by_address);
  visit("standing", d.standing);
  visit("reason", d.reason);
}

template <class Visit, class E>
void effort_fields(Visit& visit, E& e) {
  visit("steps", e.steps);
  visit("layers", e.layers);
  visit("files_interpreted", e.files_interpreted);
  visit("functions", e.functions);
  visit("exhausted", e.exhausted);
}

}  // namespace antivenom::text_form
