// Which version of which package a file is, told from where it lies.
#pragma once

#include <string>
#include <string_view>

#include "store/records.h"

namespace antivenom::collect {

// `path` is relative to the folder that is imported, with '/'. Understood are, in this order:
//   name/version/artifact              the layout of the registry, also below further folders
//   name/2024-01-31-name-v1.0.zip      and with name/version/ before it: DataDog's
//   name__version__artifact            a registry laid flat
//   name/artifact, artifact            the file's own name says all: name-1.0.tar.gz, name-1.0-py3-none-any.whl
// The version is empty where nothing tells it.
store::FileKey identify(std::string_view path);

// The part of a file's name that archives are named by: ".tar.gz", ".whl"; empty if it is not an archive's.
std::string archive_extension(std::string_view filename);

// sdist|bdist_wheel|bdist_egg|bdist_wininst, as indexes call them; told from the name.
std::string kind_of(std::string_view filename);

}  // namespace antivenom::collect
