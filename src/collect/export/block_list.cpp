#include "artifact/names.h"
#include "collect/export/rows.h"

namespace antivenom::collect {
namespace {

// What a requirements file can hold without meaning something else.
bool is_plain(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+!") ==
             std::string_view::npos;
}

Result<void> each_entry(store::Store& store, const ExportOptions& options,
                        const std::function<Result<void>(const std::string& name, const store::BlockEntry&)>& visit) {
  Result<void> outcome;
  auto walked = store.each_blocked([&](const store::BlockEntry& entry) {
    if (options.stop != nullptr && *options.stop) outcome = fail("interrupted");
    if (outcome && entry.package.ecosystem == "pypi")
      outcome = visit(unpacking::normalised_name(entry.package.name), entry);
    return outcome.has_value();
  });
  return walked ? outcome : walked;
}

}  // namespace

Result<void> export_names(store::Store& store, const ExportOptions& options, const Sink& sink) {
  return each_entry(store, options, [&](const std::string& name, const store::BlockEntry& entry) {
    if (!is_plain(name)) return Result<void>();
    std::string lines = entry.all_versions ? name + "\n" : "";
    for (const std::string& version : entry.versions) {
      if (is_plain(version)) lines += name + "==" + version + "\n";
    }
    return sink(lines);
  });
}

Result<void> export_constraints(store::Store& store, const ExportOptions& options, const Sink& sink) {
  auto head = sink("# pip install -c THIS_FILE ...: pip then finds no version of these that it may install.\n");
  if (!head) return head;
  return each_entry(store, options, [&](const std::string& name, const store::BlockEntry& entry) {
    if (!is_plain(name)) return Result<void>();
    // No version is below 0.dev0, the lowest there is.
    if (entry.all_versions) return sink(name + "<0.dev0\n");
    std::string excluded;
    for (const std::string& version : entry.versions) {
      // A version that is none by PEP 440 is one that pip does not install.
      if (store::is_version(version) && is_plain(version)) excluded += (excluded.empty() ? "!=" : ",!=") + version;
    }
    return excluded.empty() ? Result<void>() : sink(name + excluded + "\n");
  });
}

Result<void> export_block_json(store::Store& store, const ExportOptions& options, const Sink& sink) {
  auto head = sink("{\"schema\":1,\"packages\":[");
  if (!head) return head;
  bool first = true;
  auto done = each_entry(store, options, [&](const std::string& name, const store::BlockEntry& entry) {
    const OrderedJson json = {{"name", name}, {"all_versions", entry.all_versions}, {"versions", entry.versions}};
    const std::string text = (first ? "\n" : ",\n") + dumped(json);
    first = false;
    return sink(text);
  });
  return done ? sink("\n]}\n") : done;
}

}  // namespace antivenom::collect
