#include "run/read.h"

#include "image/integrity.h"
#include "run/retry.h"

namespace whittle::run {
namespace {

Error changed(const std::string& path) {
  return make_error(Category::io, Reason::changed_during_run, "the file changed after it was planned", path);
}

Status open_and_read(Work& work) {
  const std::string& path = work.task.row.input;
  TRY_ASSIGN(work.file, sys::open_regular(path));
  if (work.file.stat.identity != work.task.identity) return changed(path);
  TRY_ASSIGN(work.bytes, sys::read_all(work.file.fd, work.file.stat.identity.size, path));
  return {};
}

}  // namespace

void read_input(Work& work, const plan::Settings& settings) noexcept {
  const StageTimer timer(work);
  if (work.task.row.input != "-") {
    Status status = with_retries(settings.retries, work.row.index, [&] {
      ++work.row.attempts;
      return open_and_read(work);
    });
    if (!status.ok()) {
      work.error = std::move(status).error();
      return;
    }
  }
  if (work.task.outputs.empty() && work.task.look == plan::Look::header) return;  // only delivered
  if (Status whole = image::check_integrity(work.input(), work.task.facts.format); !whole.ok()) {
    work.error = std::move(whole).error();
    work.error->path = work.row.input;
  }
}

}  // namespace whittle::run
