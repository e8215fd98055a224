#include "run/write.h"

#include <utility>

#include "base/log.h"
#include "base/path.h"
#include "plan/row.h"
#include "run/decide.h"
#include "run/retry.h"

namespace whittle::run {
namespace {

/// Stages `bytes` for `path`, making its directory when it is not there.
Result<sys::AtomicFile> stage(const std::string& path, ByteView bytes, const sys::Attributes& attributes) {
  Result<sys::AtomicFile> staged = sys::AtomicFile::stage(path, bytes, attributes);
  if (staged.ok() || staged.error().reason != Reason::not_found) return staged;
  TRY(sys::make_directories(std::string(directory_of(path))));
  return sys::AtomicFile::stage(path, bytes, attributes);
}

/// A name for the backup that nobody has: the file's own, or with the next free number.
std::string free_backup_name(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 1; sys::stat_path(name, sys::Links::keep).ok(); ++number)
    name = wanted + ".~" + std::to_string(number) + "~";
  return name;
}

/// Where the bytes go and what must be true there.
Result<Staged> stage_in_place(const std::shared_ptr<Work>& work, ByteView bytes, const std::string& path) {
  Staged staged;
  staged.work = work;
  staged.path = path;
  staged.existing = sys::Existing::keep;
  const sys::Attributes attributes{&work->file.fd};
  if (path == work->row.input) {
    TRY_ASSIGN(staged.path, sys::real_path(path));  // a symbolic link stays, its target is replaced
    staged.expected = work->task.identity;
    staged.existing = sys::Existing::replace;
  } else {
    staged.remove = work->row.input;
  }
  if (!work->task.backup_path.empty()) {
    staged.backup_path = free_backup_name(work->task.backup_path);
    TRY_ASSIGN(staged.backup, stage(staged.backup_path, work->input(), attributes));
  }
  TRY_ASSIGN(staged.file, stage(staged.path, bytes, attributes));
  return staged;
}

Result<Staged> stage_output(const std::shared_ptr<Work>& work, ByteView bytes, const std::string& path,
                            const plan::Settings& settings) {
  if (settings.target == plan::Target::in_place) return stage_in_place(work, bytes, path);
  Staged staged;
  staged.work = work;
  staged.path = path;
  if (settings.overwrite == Overwrite::never) staged.existing = sys::Existing::keep;
  TRY_ASSIGN(staged.file, stage(path, bytes, {}));
  return staged;
}

/// The bytes and the path of the verdict; path empty when nothing is written.
std::pair<ByteView, std::string> chosen(const Work& work, Verdict verdict) {
  switch (verdict) {
    case Verdict::write_candidate:
      return {work.candidate->bytes, work.output().path.with_hash(work.candidate->bytes)};
    case Verdict::deliver_original:
      return {work.input(), work.task.original_path.with_hash(work.input())};
    case Verdict::leave_alone:
      break;
  }
  return {};
}

void log_verdict(const Work& work, Verdict verdict) {
  if (!log::is_on()) return;
  const std::string made = work.candidate ? fmt::format("{} bytes by {} after {} encodes", work.candidate->bytes.size(),
                                                        work.candidate->engine, work.candidate->encodes)
                                          : "no candidate";
  const std::string_view done = verdict == Verdict::write_candidate    ? "written"
                                : verdict == Verdict::deliver_original ? "the original is delivered"
                                                                       : "nothing is written";
  log::write(fmt::format("{}: {} bytes, {}; {}{}{}", work.row.input, work.row.bytes_in, made, done,
                         work.row.reason == Reason::none ? "" : ": ", to_string(work.row.reason)));
}

}  // namespace

Written write_output(const std::shared_ptr<Work>& work, const plan::Settings& settings, Committer& committer) noexcept {
  const StageTimer timer(*work);
  const Verdict verdict = decide(*work, settings);
  log_verdict(*work, verdict);
  const auto [bytes, path] = chosen(*work, verdict);
  const bool writes = settings.mode == Mode::write && !path.empty();
  work->row.output = path;
  if (writes && path == "-") {
    if (Status written = sys::write_stream(1, bytes, "-"); !written.ok())
      plan::leave_as_it_is(work->row, std::move(written).error());
  } else if (writes) {
    bool again = false;
    Result<Staged> staged = with_retries(settings.retries, work->row.index, [&] {
      if (std::exchange(again, true)) ++work->row.attempts;
      return stage_output(work, bytes, path, settings);
    });
    work->candidate.reset();
    work->bytes = {};
    if (staged.ok()) {
      committer.add(std::move(*staged));
      return Written::committing;
    }
    plan::leave_as_it_is(work->row, std::move(staged).error());
  }
  work->candidate.reset();
  work->bytes = {};
  return Written::finished;
}

}  // namespace whittle::run
