#include "run/read.h"

#include "container/geometry.h"
#include "container/integrity.h"
#include "container/metadata.h"
#include "run/retry.h"
#include "sys/private_files.h"

namespace whittle::run {
namespace {

Error changed(const std::string& path) {
  return make_error(Category::io, Reason::changed_during_run, "the file changed after it was planned", path);
}

Status open_and_read(Work& work, Folders& folders) {
  const std::string& path = work.row.input;
  work.read_at_ns = sys::now_ns();
  TRY_ASSIGN(const sys::Location place, folders.of_input(work.task, path));
  TRY_ASSIGN(work.file, sys::open_regular_at(place.directory->fd(), place.name.c_str(), sys::Links::keep, path));
  if (work.file.stat.identity != work.task.identity) return changed(path);
  TRY_ASSIGN(work.bytes, sys::read_all(work.file.fd, work.file.stat.identity.size, path));
  return {};
}

/// Whether an earlier run of whittle left the file as this one would, or with more loss: it can only get worse.
bool was_done_before(const Work& work) {
  if (work.task.outputs.size() != 1) return false;
  const engine::Settings& settings = *work.task.outputs.front().settings;
  if (settings.format != work.task.facts.format || settings.fidelity == engine::Fidelity::lossless) return false;
  if (settings.max_bytes && work.input().size() > *settings.max_bytes) return false;
  if (container::output_size(work.task.facts, settings.resize) != container::oriented_size(work.task.facts))
    return false;
  const std::optional<container::Mark> mark = container::read_mark(work.input(), settings.format);
  if (!mark) return false;
  return settings.target_score ? mark->score.has_value()
                               : mark->quality <= engine::common_quality(settings, settings.quality);
}

/// `--max-size` alone asks for nothing where the file fits already.
bool fits_already(const Work& work) {
  if (work.task.outputs.size() != 1) return false;
  const engine::Settings& settings = *work.task.outputs.front().settings;
  return settings.loss == engine::Loss::to_fit && settings.format == work.task.facts.format &&
         work.input().size() <= *settings.max_bytes &&
         container::output_size(work.task.facts, settings.resize) == container::oriented_size(work.task.facts);
}

}  // namespace

void read_input(Work& work, const plan::Settings& settings, Folders& folders, const Memory& memory,
                const std::function<bool()>& others_at_work) noexcept {
  const StageTimer timer(work);
  if (work.row.input != "-") {
    Status status = with_retries(settings.retries, work.row.index, others_at_work, [&] {
      ++work.row.attempts;
      return open_and_read(work, folders);
    });
    if (!status.ok()) {
      work.error = std::move(status).error();
      return;
    }
  }
  if (settings.target != plan::Target::in_place) work.file.fd.reset();            // its attributes are not needed
  if (work.task.outputs.empty() && work.task.look == plan::Look::header) return;  // only delivered
  memory.look_at(work);
  if (work.kept != Reason::none) return;
  if (Status whole = container::check_integrity(work.input(), work.task.facts.format); !whole.ok()) {
    work.error = std::move(whole).error();
    work.error->path = work.row.input;
    return;
  }
  if (was_done_before(work) || fits_already(work)) work.kept = Reason::already_optimal;
}

}  // namespace whittle::run
