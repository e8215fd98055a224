#include "run/folders.h"

#include <algorithm>
#include <utility>

#include "base/path.h"

namespace whittle::run {

Folders::Folders(const plan::Settings& settings) : most_recent_(settings.capacity.folders) {
  if (settings.target == plan::Target::directory) output_ = open(settings.output);
  if (settings.target == plan::Target::file) output_ = open(std::string(directory_of(settings.output)));
  if (settings.backup_dir) backup_ = open(*settings.backup_dir);
}

Folders::Root Folders::open(std::string path) {
  Root root{std::move(path), nullptr, {}, {}};
  auto deepest = sys::Directory::open_deepest(root.path);
  if (deepest.ok()) {
    root.directory = std::make_shared<const sys::Directory>(std::move(deepest->directory));
    root.missing = std::move(deepest->missing);
  } else {
    root.error = std::move(deepest).error();
    root.error->transient = false;  // it is not opened again
  }
  return root;
}

Folders::Handle Folders::recall(const Root* root, const std::string& path) {
  const auto place = std::find_if(recent_.begin(), recent_.end(),
                                  [&](const Known& known) { return known.root == root && known.path == path; });
  if (place == recent_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, place);
  return place->directory;
}

void Folders::remember(const Root* root, std::string path, Handle directory) {
  recent_.push_front({root, std::move(path), std::move(directory)});
  if (recent_.size() > most_recent_) recent_.pop_back();
}

Result<Folders::Handle> Folders::known(const std::string& path, const sys::DirectoryId& id) {
  const std::scoped_lock lock(mutex_);
  if (Handle handle = recall(nullptr, path); handle != nullptr && handle->id() == id) return handle;
  TRY_ASSIGN(sys::Directory directory, sys::Directory::open_again(path, id));
  Handle handle = std::make_shared<const sys::Directory>(std::move(directory));
  remember(nullptr, path, handle);
  return handle;
}

Result<sys::Location> Folders::of_input(const plan::Task& task, const std::string& path) {
  if (!task.link) return beside_input(task, path);
  TRY_ASSIGN(Handle directory, known(or_dot(directory_of(task.link->path)), task.link->directory));
  return sys::Location{std::move(directory), std::string(file_name(task.link->path)), path};
}

Result<sys::Location> Folders::beside_input(const plan::Task& task, const std::string& path) {
  TRY_ASSIGN(Handle directory, known(or_dot(directory_of(path)), task.directory));
  return sys::Location{std::move(directory), std::string(file_name(path)), path};
}

Result<sys::Location> Folders::of_output(const std::string& path, sys::Missing missing) {
  return beneath(output_, path, missing);
}

std::optional<sys::FileIdentity> Folders::identity_of_output(const std::string& path) {
  const Result<sys::Location> at = of_output(path, sys::Missing::fail);
  if (!at.ok()) return std::nullopt;
  const Result<sys::FileStat> stat = sys::stat_at(at->directory->fd(), at->name.c_str(), sys::Links::keep, path);
  if (!stat.ok()) return std::nullopt;
  return stat->identity;
}

Result<sys::Location> Folders::of_backup(const std::string& path, sys::Missing missing) {
  return beneath(backup_, path, missing);
}

Result<sys::Location> Folders::beneath(Root& root, const std::string& path, sys::Missing missing) {
  const std::string directory(directory_of(path));
  const std::scoped_lock lock(mutex_);
  if (root.error) return *root.error;
  if (!root.missing.empty()) {
    auto made = root.directory->open_beneath(root.missing, missing);
    if (!made.ok()) {
      Error error = std::move(made).error();
      error.path = root.path;
      return error;
    }
    root.directory = std::make_shared<const sys::Directory>(std::move(*made));
    root.missing.clear();
  }
  Handle handle = recall(&root, directory);
  if (handle == nullptr) {
    std::string_view below = std::string_view(directory).substr(std::min(directory.size(), root.path.size()));
    while (below.starts_with('/')) below.remove_prefix(1);
    auto opened = root.directory->open_beneath(below, missing);
    if (!opened.ok()) {
      Error error = std::move(opened).error();
      error.path = join(root.path, error.path);
      return error;
    }
    handle = std::make_shared<const sys::Directory>(std::move(*opened));
    remember(&root, directory, handle);
  }
  return sys::Location{std::move(handle), std::string(file_name(path)), path};
}

}  // namespace whittle::run
