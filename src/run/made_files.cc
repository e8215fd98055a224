#include "run/made_files.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/log.h"
#include "base/path.h"
#include "manifest/store.h"
#include "plan/made_with.h"

namespace whittle::run {
namespace {

/// Between two changes of the list in a run; more where the list is so long that it takes a part of the time.
constexpr std::chrono::seconds kPause{2};
constexpr int kPausePerCost = 50;

using Clock = std::chrono::steady_clock;

}  // namespace

Result<sys::Location> manifest_of(const plan::Settings& settings, Folders& folders) {
  return folders.of_output(join(settings.output, manifest::kFileName), sys::Missing::fail);
}

Result<manifest::Entries> listed_outputs(const plan::Settings& settings, Folders& folders) {
  if (settings.target != plan::Target::directory) return manifest::Entries();
  Result<sys::Location> at = manifest_of(settings, folders);
  if (!at.ok() && at.error().reason == Reason::not_found) return manifest::Entries();
  TRY_ASSIGN(const sys::Location location, std::move(at));
  return manifest::read(location);
}

MadeFiles::MadeFiles(const plan::Settings& settings, Folders& folders)
    : keeps_(settings.target == plan::Target::directory && settings.mode == Mode::write),
      settings_(settings),
      folders_(folders),
      saved_(Clock::now()),
      pause_(kPause) {}

std::shared_ptr<const manifest::Made> MadeFiles::describe(const Work& work, ByteView bytes) const {
  if (!keeps_) return nullptr;
  manifest::Made made{{}, bytes.size(), hash128(bytes), plan::options_of(settings_, work.task), {}};
  const ByteView input = work.input();
  if (std::equal(bytes.begin(), bytes.end(), input.begin(), input.end())) made.original_ctime_ns = 0;  // known later
  return std::make_shared<const manifest::Made>(std::move(made));
}

std::string MadeFiles::input_of(const std::string& path) {
  if (path == "-") return {};
  const std::string directory = or_dot(directory_of(path));
  auto known = real_directories_.find(directory);
  if (known == real_directories_.end()) {
    Result<std::string> real = sys::real_path(directory);
    known = real_directories_.emplace(directory, real.ok() ? std::move(*real) : std::string()).first;
  }
  return known->second.empty() ? "" : join(known->second, file_name(path));
}

void MadeFiles::add(const std::string& path, const std::string& input, manifest::Made made) {
  const std::scoped_lock lock(mutex_);
  std::string output = manifest::name_below(settings_.output, path);
  if (!manifest::is_below(output)) return;
  made.input = input_of(input);
  if (made.original_ctime_ns) {
    made.original_ctime_ns = folders_.identity_of_output(path).value_or(sys::FileIdentity{}).ctime_ns;
  }
  const auto listed = made_.find(output);
  if (listed != made_.end() && listed->second.input != made.input) made.input.clear();  // several inputs', by its bytes
  made_.insert_or_assign(std::move(output), std::move(made));
  if (Clock::now() - saved_ < pause_) return;
  if (const Status saved = save_now(); !saved.ok()) log::debug("{}: {}", saved.error().path, saved.error().message);
}

Status MadeFiles::save_now() {
  const Clock::time_point start = Clock::now();
  manifest::Changes changes{std::exchange(made_, {}), {}};
  TRY_ASSIGN(const sys::Location at, manifest_of(settings_, folders_));
  Status saved = manifest::change(at, changes);
  if (!saved.ok()) made_ = std::move(changes.made);  // the last one says so
  saved_ = Clock::now();
  pause_ = std::max<Clock::duration>(kPause, kPausePerCost * (saved_ - start));
  return saved;
}

Status MadeFiles::save(manifest::Entries gone) {
  const std::scoped_lock lock(mutex_);
  if (!keeps_ || (made_.empty() && gone.empty())) return {};
  TRY_ASSIGN(const sys::Location at, manifest_of(settings_, folders_));
  return manifest::change(at, {std::exchange(made_, {}), std::move(gone)});
}

}  // namespace whittle::run
