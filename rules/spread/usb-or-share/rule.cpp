#include "rules/shared/control.h"

namespace antivenom::rules::spread::usb_or_share {
namespace {

bool lists_drives(const Event& event) {
  return event.callee == "os.listdrives" || event.callee == "psutil.disk_partitions" ||
         event.callee.ends_with("GetLogicalDriveStrings") || event.callee.ends_with("GetLogicalDrives") ||
         (event.effects.any(kRuns) && mentions(event, {"wmic logicaldisk", "net view", "net use"}));
}

void run(const Query& query, Reporter& reporter) {
  for (EventId id : query.with_effect({Effect::move_file, Effect::write_file})) {
    for (EventId from : query.upstream(id)) {
      if (!lists_drives(query.event(from))) continue;
      reporter.found(0.75).chain(query.chain(from, id), "lists the drives", "puts a file on them");
      break;
    }
  }
}

}  // namespace

extern const Rule rule = {
    .kind = RuleKind::behaviour,
    .category = Category::file_operations,
    .weight = Weight::suspicious,
    .summary = "copy itself to other drives or network shares",
    .why = "It reaches machines that never installed it.",
    .careful =
        "Backup tools copy the user's files to a drive that the user names; here all drives are listed "
        "and each gets a copy.",
    .attack = {"T1091", "T1080"},
    .run = run,
};

}  // namespace antivenom::rules::spread::usb_or_share
