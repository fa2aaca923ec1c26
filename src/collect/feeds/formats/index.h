// An index seen over its JSON pages (PEP 691, 700, 592, 792): what of it goes into the store.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "collect/feeds/formats/session.h"
#include "store/records.h"

namespace antivenom::collect {

inline constexpr std::string_view kSimpleJson = "application/vnd.pypi.simple.v1+json";

// The page of a project below the base of an index: "https://index.example.com/simple/" + "name/".
std::string project_url(std::string_view simple_base, std::string_view name);

// Asks for a project's page and stores what it lists: files and that they are served, yanked or quarantined. Files that
// the store knew to be there and that are listed no longer are gone. A project without a page has all its files gone.
// `only_version` (not empty): only files of that version, and none is said to be gone.
// False: the page could not be read, which is a problem of the session with `subject`.
Result<bool> read_project(Session& session, std::string_view simple_base, const std::string& name,
                          const std::string& only_version = {});

// The known files of a project - of one version, or one file of that name, if these are not empty - are, at that time,
// what `presence` says. Those that were last seen so already are left alone.
Result<void> mark_files(Session& session, const std::string& name, const std::string& version,
                        const std::string& filename, store::Presence presence, store::Time at);

// Notes that a project was removed from the index. This is no claim that it was malicious: the advisory
// "removed:<name>" accuses no version. `why` is for people.
Result<void> note_removal(Session& session, const std::string& name, store::Time at, const std::string& why);
// The project is there again: its removal, if one was noted, is withdrawn.
Result<void> note_return(Session& session, const std::string& name, store::Time at);

// Normalised names of the packages of PyPI that the store knows.
Result<std::unordered_set<std::string>> known_projects(store::Store& store);

}  // namespace antivenom::collect
