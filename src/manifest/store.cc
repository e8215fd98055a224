#include "manifest/store.h"

#include <utility>

#include "sys/atomic_file.h"
#include "sys/debris.h"

namespace whittle::manifest {
namespace {

/// The text of a list of some million files. What is longer was not written by us.
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;

Result<std::string> root_of(const sys::Location& at) {
  return at.directory->real_path(".", at.path);
}

/// The text, none when nothing is there.
Result<Bytes> read_text(const sys::Location& at) {
  Result<sys::OpenFile> file = sys::open_regular_at(at.directory->fd(), at.name.c_str(), sys::Links::keep, at.path);
  if (!file.ok() && file.error().reason == Reason::not_found) return Bytes();
  TRY_ASSIGN(const sys::OpenFile opened, std::move(file));
  if (opened.stat.identity.size > kMostBytes)
    return make_error(Category::validation, Reason::too_large, "is too long for a list of files", at.path);
  return sys::read_all(opened.fd, opened.stat.identity.size, at.path);
}

Result<Entries> entries_of(const Bytes& text, const std::string& root, const sys::Location& at) {
  if (text.empty()) return Entries();
  Result<Entries> entries = parse(text, root);
  if (entries.ok()) return entries;
  Error error = std::move(entries).error();
  error.path = at.path;
  return error;
}

/// Whether the input that is listed may need the output as well as that of `made`: names that follow from the bytes are
/// shared by inputs that are alike.
bool is_of_another_too(const Made& listed, const Made& made) {
  if (listed.input == made.input) return false;
  if (listed.input.empty()) return listed.hash == made.hash;
  return sys::stat_path(listed.input, sys::Links::keep).ok();
}

}  // namespace

Result<Entries> read(const sys::Location& at) {
  TRY_ASSIGN(const Bytes text, read_text(at));
  TRY_ASSIGN(const std::string root, root_of(at));
  return entries_of(text, root, at);
}

Status change(const sys::Location& at, const Changes& changes) {
  if (changes.made.empty() && changes.gone.empty()) return {};
  const sys::DirectoryLock lock = sys::lock_directory(*at.directory);
  TRY_ASSIGN(const Bytes before, read_text(at));
  TRY_ASSIGN(const std::string root, root_of(at));
  TRY_ASSIGN(Entries entries, entries_of(before, root, at));
  for (const auto& [output, made] : changes.gone) {
    const auto listed = entries.find(output);
    if (listed != entries.end() && listed->second == made) entries.erase(listed);
  }
  for (const auto& [output, made] : changes.made) {
    const auto listed = entries.find(output);
    const bool is_shared = listed != entries.end() && is_of_another_too(listed->second, made);
    Made& entry = entries[output] = made;
    if (is_shared) entry.input.clear();
  }
  const std::string text = render(entries, root);
  if (text == as_text(before)) return {};
  TRY_ASSIGN(sys::AtomicFile file, sys::AtomicFile::stage(at, as_bytes(text), {}));
  TRY(file.make_durable());
  return file.commit(std::nullopt, sys::Existing::replace);
}

}  // namespace whittle::manifest
