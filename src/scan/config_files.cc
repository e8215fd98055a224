#include "scan/config_files.h"

#include <sys/stat.h>

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "base/path.h"
#include "base/text.h"
#include "sys/file.h"
#include "sys/owner.h"

namespace whittle::scan {
namespace {

Error config_error(std::string message, std::string path) {
  return make_error(Category::usage, Reason::none, std::move(message), std::move(path));
}

/// Whether what belongs to `owner` in `directory` is to be believed.
Result<bool> is_believed(const sys::Directory& directory, uid_t owner, const std::string& path) {
  if (sys::is_self_or_root(owner)) return true;
  TRY_ASSIGN(const sys::FileStat parent, sys::stat_at(directory.fd(), ".", sys::Links::keep, path));
  return owner == parent.owner;
}

Result<Bytes> read_text(Result<sys::OpenFile> file, const std::string& path) {
  const auto fails = [&](const std::string& why) { return config_error(why + " (--no-config does without)", path); };
  if (!file.ok()) return fails("this configuration cannot be read: " + file.error().message);
  if (file->stat.identity.size > kMostConfigBytes)
    return fails(fmt::format("a configuration has {} KiB at most", kMostConfigBytes / 1024));
  Result<Bytes> text = sys::read_all(file->fd, file->stat.identity.size, path);
  if (!text.ok()) return fails("this configuration cannot be read: " + text.error().message);
  return text;
}

}  // namespace

ConfigFiles::ConfigFiles(const Options& options, Warning warning) : options_(options), warning_(std::move(warning)) {
  if (!is_on()) return;
  const auto real = sys::real_path(".");
  working_directory_ = real.ok() ? *real : "/";
}

/// How a file in `directory` is called in messages: from the working directory, if it is below that.
std::string ConfigFiles::shown(std::string_view directory) const {
  if (directory == working_directory_) return std::string(kConfigName);
  const bool below = working_directory_ != "/" && directory.starts_with(working_directory_) &&
                     directory.substr(working_directory_.size()).starts_with('/');
  if (below) directory.remove_prefix(working_directory_.size() + 1);
  return join(directory, kConfigName);
}

Result<Scope::Pointer> ConfigFiles::parsed(Scope::Pointer parent, ByteView bytes, const std::string& name,
                                           std::string directory) {
  const std::string_view text = as_text(bytes);
  if (!is_valid_utf8(text)) return config_error("this configuration is not UTF-8", name);
  std::variant<ConfigFile, Error> file = options_.configuration->parse(text, name);
  if (auto* const error = std::get_if<Error>(&file)) return std::move(*error);
  return Scope::make(std::move(parent), std::move(std::get<ConfigFile>(file)), std::move(directory));
}

Result<Scope::Pointer> ConfigFiles::add(Scope::Pointer parent, const sys::Directory& directory,
                                        const std::string& path) {
  const std::string name = shown(path), file(kConfigName);
  const auto at = sys::stat_at(directory.fd(), file.c_str(), sys::Links::keep, name);
  if (!at.ok() && at.error().reason == Reason::not_found) return parent;
  Result<sys::OpenFile> opened = sys::open_regular_at(directory.fd(), file.c_str(), sys::Links::keep, name);
  // Asked of what was opened: another file may stand there by now. What does not open may still be no matter of ours.
  if (opened.ok() || at.ok()) {
    TRY_ASSIGN(const bool believed, is_believed(directory, opened.ok() ? opened->stat.owner : at->owner, name));
    if (!believed) {
      warning_(name + ": belongs to another user: it does not count");
      return parent;
    }
  }
  TRY_ASSIGN(const Bytes text, read_text(std::move(opened), name));
  return parsed(std::move(parent), text, name, path);
}

Result<Scope::Pointer> ConfigFiles::named() {
  if (named_) return *named_;
  const std::string& name = *options_.config_file;
  TRY_ASSIGN(const Bytes text, read_text(sys::open_regular(name), name));
  TRY_ASSIGN(named_, parsed(nullptr, text, name, working_directory_));
  return *named_;
}

Result<Scope::Pointer> ConfigFiles::enter(Scope::Pointer parent, const sys::Directory& directory, std::string_view path,
                                          Present present) {
  if (options_.config_file) return parent;
  if (present.git) parent = nullptr;
  if (!present.config) return parent;
  return add(std::move(parent), directory, std::string(path));
}

Result<Scope::Pointer> ConfigFiles::in(const std::string& path) {
  if (!is_on()) return Scope::Pointer();
  if (options_.config_file) return named();
  std::vector<std::string> unknown;
  Scope::Pointer scope;
  for (std::string_view at = path; at.starts_with('/'); at = directory_of(at)) {
    if (const auto known = known_.find(at); known != known_.end()) {
      scope = known->second;
      break;
    }
    unknown.emplace_back(at);
    if (at == "/" || sys::stat_path(join(at, ".git"), sys::Links::keep).ok()) break;
  }
  for (auto directory = unknown.rbegin(); directory != unknown.rend(); ++directory) {
    const auto opened = sys::Directory::open(*directory, sys::Links::follow);
    if (opened.ok()) {  // what cannot be opened is the business of whoever looks for pictures there
      TRY_ASSIGN(scope, add(scope, *opened, *directory));
    }
    known_.emplace(*directory, scope);
  }
  return scope;
}

Result<Scope::Pointer> ConfigFiles::above(const std::string& path) {
  if (!is_on()) return Scope::Pointer();
  if (options_.config_file) return named();
  return path == "/" ? Result<Scope::Pointer>(Scope::Pointer()) : in(std::string(directory_of(path)));
}

}  // namespace whittle::scan
