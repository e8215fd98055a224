#include "run/sweep.h"

#include <set>
#include <utility>

#include "sys/debris.h"

namespace whittle::run {
namespace {

/// Looks into each directory once.
class Sweep {
 public:
  void in(const Result<sys::Location>& place) {
    if (!place.ok() || !swept_.insert(place->directory->id()).second) return;
    (void)sys::sweep_debris(*place->directory);
  }

 private:
  std::set<sys::DirectoryId> swept_;
};

}  // namespace

void sweep_debris(const plan::Plan& plan, Folders& folders) {
  if (plan.settings.target == plan::Target::stdout_stream) return;
  Sweep sweep;
  for (const plan::Task& task : plan.tasks) {
    if (!task.has_work()) continue;
    if (!task.backup_path.empty()) sweep.in(folders.of_backup(task.backup_path, sys::Missing::fail));
    if (plan.settings.target == plan::Target::in_place) {
      if (task.row.input == "-") continue;
      sweep.in(folders.beside_input(task, task.row.input));
      if (task.link) sweep.in(folders.of_input(task, task.row.input));
      continue;
    }
    if (!task.original_path.empty()) sweep.in(folders.of_output(task.original_path.text, sys::Missing::fail));
    for (const plan::Output& output : task.outputs) sweep.in(folders.of_output(output.path.text, sys::Missing::fail));
  }
}

}  // namespace whittle::run
