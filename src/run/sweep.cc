#include "run/sweep.h"

#include <set>
#include <string>

#include "base/path.h"
#include "sys/atomic_file.h"

namespace whittle::run {

void sweep_debris(const plan::Plan& plan) {
  if (plan.settings.target == plan::Target::stdout_stream) return;
  std::set<std::string, std::less<>> directories;
  const auto add = [&](const std::string& path) {
    const std::string_view directory = path.empty() ? std::string_view{} : directory_of(path);
    if (!path.empty() && directories.find(directory) == directories.end()) directories.emplace(directory);
  };
  for (const plan::Task& task : plan.tasks) {
    add(task.original_path.text);
    add(task.backup_path);
    for (const plan::Output& output : task.outputs) add(output.path.text);
  }
  for (const std::string& directory : directories) (void)sys::sweep_debris(directory.empty() ? "." : directory);
}

}  // namespace whittle::run
