// What the name of a distribution says, given whose it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace antivenom::collect {

struct FileNameParts {
  std::string version;
  std::string kind;  // sdist|bdist_wheel|bdist_egg|bdist_wininst|bdist_msi|bdist_rpm|bdist_dumb
};

// Nothing if the file is no distribution of the project ("Foo.bar" and "foo-bar" are the same project).
std::optional<FileNameParts> parts_of(std::string_view filename, std::string_view project);

// "ab/cd/<60 hex digits>/<filename>" at the end of a URL's path, where index and mirrors keep a file; else empty.
std::string path_on_file_host(std::string_view url_path);

}  // namespace antivenom::collect
