#include "run/write.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "plan/row.h"
#include "run/decide.h"
#include "run/retry.h"

namespace whittle::run {
namespace {

/// The times that outputs of `work` get.
std::optional<sys::Times> times_for(const Work& work, const plan::Settings& settings) {
  if (!settings.preserve_times || work.task.stdin_bytes) return std::nullopt;
  return sys::Times{work.task.accessed_ns, work.task.identity.mtime_ns};
}

/// Where the bytes go and what must be true there.
Result<Staged> stage_in_place(const std::shared_ptr<Work>& work, ByteView bytes, const std::string& path,
                              const plan::Settings& settings, Folders& folders) {
  Staged staged;
  staged.work = work;
  staged.existing = sys::Existing::keep;
  const sys::Attributes attributes{&work->file.fd, times_for(*work, settings)};
  if (path == work->row.input) {
    TRY_ASSIGN(staged.target, folders.of_input(work->task, path));  // a symbolic link stays, what it led to is replaced
    staged.expected = work->task.identity;
    staged.existing = sys::Existing::replace;
  } else {
    TRY_ASSIGN(staged.target, folders.beside_input(work->task, path));
    TRY_ASSIGN(staged.remove, folders.beside_input(work->task, work->row.input));
  }
  if (!work->task.backup_path.empty()) {
    TRY_ASSIGN(staged.backup_target, folders.of_backup(work->task.backup_path, sys::Missing::make));
    TRY_ASSIGN(staged.backup, sys::AtomicFile::stage(*staged.backup_target, work->input(), attributes));
  }
  TRY_ASSIGN(staged.file, sys::AtomicFile::stage(*staged.target, bytes, attributes));
  return staged;
}

Result<Staged> stage_output(const std::shared_ptr<Work>& work, ByteView bytes, const std::string& path,
                            const plan::Settings& settings, Folders& folders) {
  if (settings.target == plan::Target::in_place) return stage_in_place(work, bytes, path, settings, folders);
  Staged staged;
  staged.work = work;
  TRY_ASSIGN(staged.target, folders.of_output(path, sys::Missing::make));
  if (settings.overwrite == Overwrite::never) staged.existing = sys::Existing::keep;
  TRY_ASSIGN(staged.file, sys::AtomicFile::stage(*staged.target, bytes, {nullptr, times_for(*work, settings)}));
  return staged;
}

/// Whether just these bytes are there.
bool stands_already(Folders& folders, const std::string& path, ByteView bytes) {
  const Result<sys::Location> at = folders.of_output(path, sys::Missing::fail);
  if (!at.ok()) return false;
  const Result<sys::OpenFile> file =
      sys::open_regular_at(at->directory->fd(), at->name.c_str(), sys::Links::keep, path);
  if (!file.ok() || file->stat.identity.size != bytes.size()) return false;
  const Result<Bytes> there = sys::read_all(file->fd, bytes.size(), path);
  return there.ok() && std::equal(there->begin(), there->end(), bytes.begin(), bytes.end());
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

Written write_output(const std::shared_ptr<Work>& work, const plan::Settings& settings, Folders& folders,
                     Committer& committer, MadeFiles& made_files, const Memory& memory,
                     const std::function<bool()>& others_at_work) noexcept {
  const StageTimer timer(*work);
  const Verdict verdict = decide(*work, settings);
  log_verdict(*work, verdict);
  memory.remember(*work, verdict);
  const auto [bytes, path] = chosen(*work, verdict);
  const bool writes = settings.mode == Mode::write && !path.empty();
  work->row.output = path;
  if (writes && path == "-") {
    if (Status written = sys::write_stream(1, bytes, "-"); !written.ok())
      plan::leave_as_it_is(work->row, std::move(written).error());
  } else if (writes && settings.overwrite == Overwrite::changed && stands_already(folders, path, bytes)) {
    if (const auto made = made_files.describe(*work, bytes)) made_files.add(path, work->row.input, *made);
  } else if (writes) {
    bool again = false;
    Result<Staged> staged =
        with_retries(settings.retries, work->row.index, others_at_work, [&, &bytes = bytes, &path = path] {
          if (std::exchange(again, true)) ++work->row.attempts;
          return stage_output(work, bytes, path, settings, folders);
        });
    work->made = made_files.describe(*work, bytes);
    work->candidate.reset();
    work->bytes = {};
    work->file.fd.reset();
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
