// Facts of packages made in memory, and their short form that goldens hold.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "facts/facts.h"
#include "interpret/interpret.h"

namespace antivenom::interpret::test_support {

struct SourceFile {
  std::string path, text;
};

// Interprets an sdist `sample-1.0` with these files.
Facts facts_of(const std::vector<SourceFile>& files, const Budget& budget = {});

// Runs `work` on a stack as deep as the interpreter's budget asks for (see pipeline/jobs.h).
void on_deep_stack(const std::function<void()>& work);

// Events, layers, notes and what ran out, a line each:
//   #1 requests.post("https://example.com/", data=~"{os.getenv}"<-0) setup.py:3 install | if sys.platform == 'win32'
// An argument is its text in quotes, after `~` when it has holes, or `?`; `<-` names the events it came from; `self:`
// is the object a method was called on. `entry` is left out, so is layer 0.
std::string short_form(const Facts& facts);

}  // namespace antivenom::interpret::test_support
