#include "run/prune.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "base/path.h"
#include "container/sniff.h"
#include "sys/atomic_file.h"

namespace whittle::run {
namespace {

bool is_inside(std::string_view path, const std::vector<std::string>& directories) {
  return std::any_of(directories.begin(), directories.end(), [&](const std::string& directory) {
    return path.size() > directory.size() && path.starts_with(directory) &&
           (directory.ends_with('/') || path[directory.size()] == '/');
  });
}

/// Whether nothing is there, not even a link that leads nowhere. What cannot be asked may be there.
bool is_gone(const std::string& input) {
  const Result<sys::FileStat> stat = sys::stat_path(input, sys::Links::keep);
  return !stat.ok() && stat.error().reason == Reason::not_found;
}

/// The file at `at` if it is the one that is listed.
Result<std::optional<sys::FileIdentity>> find_listed(const sys::Location& at, const manifest::Made& listed) {
  using Found = std::optional<sys::FileIdentity>;
  Result<sys::OpenFile> opened = sys::open_regular_at(at.directory->fd(), at.name.c_str(), sys::Links::keep, at.path);
  if (!opened.ok()) {
    const Reason reason = opened.error().reason;
    if (reason == Reason::not_found || reason == Reason::not_regular_file) return Found();
  }
  TRY_ASSIGN(const sys::OpenFile file, std::move(opened));
  if (file.stat.identity.size != listed.bytes) return Found();
  if (listed.original_ctime_ns && file.stat.identity.ctime_ns != *listed.original_ctime_ns) return Found();
  TRY_ASSIGN(const Bytes bytes, sys::read_all(file.fd, listed.bytes, at.path));
  const ByteView start = ByteView(bytes).first(std::min(bytes.size(), container::kSniffBytes));
  if (container::sniff(start) == Format::unknown || hash128(bytes) != listed.hash) return Found();
  return Found(file.stat.identity);
}

/// For ASCII, which is what every folding file system folds.
std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::vector<std::string> walked_directories(const std::vector<std::string>& paths) {
  std::vector<std::string> directories;
  for (const std::string& path : paths) {
    const Result<sys::FileStat> stat = sys::stat_path(path, sys::Links::follow);
    if (path == "-" || !stat.ok() || !S_ISDIR(stat->mode)) continue;
    Result<std::string> real = sys::real_path(path);
    if (real.ok()) directories.push_back(std::move(*real));
  }
  return directories;
}

Prune::Prune(const plan::Plan& plan, std::vector<std::string> walked, const manifest::Entries& listed)
    : walked_(std::move(walked)), directory_(plan.settings.output), mode_(plan.settings.mode) {
  for (const auto& [output, made] : listed) {
    if (is_inside(made.input, walked_) && is_gone(made.input)) gone_.insert(output);
  }
  for (const plan::Task& task : plan.tasks) {
    inputs_.emplace(task.identity.device, task.identity.inode);
    this->plan(task.original_path.text);
    for (const plan::Output& output : task.outputs) this->plan(output.path.text);
  }
}

void Prune::plan(const std::string& path) {
  if (path.empty()) return;
  std::string name = manifest::name_below(directory_, path);
  std::vector<std::string>& alike = planned_[lower(name)];
  if (std::find(alike.begin(), alike.end(), name) == alike.end()) alike.push_back(std::move(name));
}

bool Prune::is_planned(const std::string& output, Folders& folders) const {
  const auto alike = planned_.find(lower(output));
  if (alike == planned_.end()) return false;
  const auto& names = alike->second;
  if (std::find(names.begin(), names.end(), output) != names.end()) return true;
  // By another letter case: one file or two, as the file system says.
  const std::optional<sys::FileIdentity> there = folders.identity_of_output(join(directory_, output));
  return there && std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return folders.identity_of_output(join(directory_, name)) == there;
         });
}

Result<bool> Prune::remove(const std::string& output, const manifest::Made& made, Folders& folders) {
  Result<sys::Location> place = folders.of_output(join(directory_, output), sys::Missing::fail);
  if (!place.ok() && place.error().reason == Reason::not_found) return false;
  TRY_ASSIGN(const sys::Location at, std::move(place));
  TRY_ASSIGN(const std::optional<sys::FileIdentity> ours, find_listed(at, made));
  if (ours && inputs_.contains({ours->device, ours->inode})) return false;
  if (ours && mode_ == Mode::write) TRY(sys::remove_unchanged(at, *ours));
  return ours.has_value();
}

std::vector<Pruned> Prune::run(const manifest::Entries& listed, const std::vector<FileResult>& rows, Folders& folders) {
  for (const FileResult& row : rows) {  // names that depend on the bytes are known now
    plan(row.output);
    if (row.standing) plan(row.standing->path);
  }
  std::vector<Pruned> pruned;
  for (const auto& [output, made] : listed) {
    if (!gone_.contains(output) || !is_inside(made.input, walked_)) continue;
    if (!is_gone(made.input) || is_planned(output, folders)) continue;
    Pruned row{join(directory_, output), made.input, made.bytes, nullptr};
    const Result<bool> removed = remove(output, made, folders);
    if (!removed.ok()) row.error = std::make_shared<const Error>(removed.error());
    if (!row.error) unlisted_.emplace(output, made);
    if (row.error || *removed) pruned.push_back(std::move(row));
  }
  return pruned;
}

}  // namespace whittle::run
