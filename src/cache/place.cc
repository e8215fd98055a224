#include "cache/place.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "sys/debris.h"
#include "sys/private_files.h"
#include "sys/temp_name.h"

namespace whittle::cache {
namespace {

constexpr std::size_t kFolderDigits = 2;

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// By a descriptor of its own: listing uses one up.
Result<std::vector<sys::Entry>> entries_of(const sys::Directory& directory) {
  TRY_ASSIGN(const sys::Directory again, directory.open_below(".", sys::Links::keep));
  return again.entries();
}

std::vector<std::string> names_in(const sys::Directory& directory, sys::EntryKind kind, std::size_t digits) {
  std::vector<std::string> names;
  const Result<std::vector<sys::Entry>> entries = entries_of(directory);
  if (!entries.ok()) return names;
  for (const sys::Entry& entry : *entries) {
    if (entry.kind == kind && is_hex(entry.name, digits)) names.push_back(entry.name);
  }
  return names;
}

/// Whether nothing is there but what another process is about to name.
bool is_empty(const std::vector<sys::Entry>& entries) {
  return std::all_of(entries.begin(), entries.end(),
                     [](const sys::Entry& entry) { return sys::is_temp_name(entry.name); });
}

}  // namespace

Result<sys::Directory> open_place(const std::string& path, sys::Missing missing) {
  TRY_ASSIGN(sys::Directory directory, sys::open_private_directory(path, missing));
  TRY_ASSIGN(const std::vector<sys::Entry> entries, entries_of(directory));
  if (is_empty(entries) && missing == sys::Missing::make) {
    TRY(sys::write_private(directory, std::string(kTagName), as_bytes(kTag)));
    return directory;
  }
  const Result<Bytes> tag = sys::read_private(directory, std::string(kTagName), kTag.size(), sys::Touch::no);
  if (tag.ok() && as_text(*tag) == kTag) return directory;
  return make_error(Category::validation, Reason::exists, "is no cache of whittle: its CACHEDIR.TAG is not ours", path);
}

Result<Results> Results::open(const sys::Directory& place, sys::Missing missing) {
  TRY_ASSIGN(sys::Directory directory, sys::open_private_below(place, "results", missing));
  return Results(std::move(directory));
}

std::optional<Bytes> Results::read(const Content& content, std::uint64_t size) const {
  const std::string name = hex(content);
  const Result<sys::Directory> folder =
      sys::open_private_below(directory_, name.substr(0, kFolderDigits), sys::Missing::fail);
  if (!folder.ok()) return std::nullopt;
  Result<Bytes> bytes = sys::read_private(*folder, name.substr(kFolderDigits), size, sys::Touch::yes);
  if (!bytes.ok() && bytes.error().reason != Reason::too_large) return std::nullopt;
  if (bytes.ok() && content_of(*bytes) == content) return std::move(*bytes);
  log::debug("cache: {} is damaged and removed", name);
  (void)sys::remove_private(*folder, name.substr(kFolderDigits));
  return std::nullopt;
}

Status Results::write(const Content& content, ByteView bytes) const {
  if (has(content)) return {};
  const std::string name = hex(content);
  TRY_ASSIGN(const sys::Directory folder,
             sys::open_private_below(directory_, name.substr(0, kFolderDigits), sys::Missing::make));
  return sys::write_private(folder, name.substr(kFolderDigits), bytes);
}

bool Results::has(const Content& content) const {
  std::string name = hex(content);
  name.insert(kFolderDigits, "/");
  return sys::stat_at(directory_.fd(), name.c_str(), sys::Links::keep, name).ok();
}

bool Results::is_whole(const Stored& stored) const {
  const auto folder = sys::open_private_below(directory_, stored.name.substr(0, kFolderDigits), sys::Missing::fail);
  if (!folder.ok()) return false;
  const Result<Bytes> bytes =
      sys::read_private(*folder, stored.name.substr(kFolderDigits), stored.bytes, sys::Touch::no);
  return bytes.ok() && hex(content_of(*bytes)) == stored.name;
}

void Results::remove_all() const {
  for (const Stored& stored : all()) remove(stored.name);
  for (const std::string& folder : names_in(directory_, sys::EntryKind::directory, kFolderDigits))
    (void)sys::remove_directory(directory_, folder);
}

void Results::remove(const std::string& name) const {
  const auto folder = sys::open_private_below(directory_, name.substr(0, kFolderDigits), sys::Missing::fail);
  if (folder.ok()) (void)sys::remove_private(*folder, name.substr(kFolderDigits));
}

std::vector<Stored> Results::all() const {
  std::vector<Stored> results;
  for (const std::string& folder : names_in(directory_, sys::EntryKind::directory, kFolderDigits)) {
    const auto opened = sys::open_private_below(directory_, folder, sys::Missing::fail);
    if (!opened.ok()) continue;
    (void)sys::sweep_debris(*opened);
    for (const std::string& name : names_in(*opened, sys::EntryKind::file, 2 * sizeof(Content) - kFolderDigits)) {
      const auto stat = sys::stat_at(opened->fd(), name.c_str(), sys::Links::keep, name);
      if (stat.ok()) results.push_back({folder + name, stat->identity.size, stat->identity.mtime_ns});
    }
  }
  return results;
}

std::size_t evict(const Results& results, std::uint64_t most) {
  std::vector<Stored> all = results.all();
  std::sort(all.begin(), all.end(), [](const Stored& a, const Stored& b) {
    return std::pair(a.used_ns, std::string_view(a.name)) < std::pair(b.used_ns, std::string_view(b.name));
  });
  std::uint64_t bytes = 0;
  for (const Stored& one : all) bytes += one.bytes;
  std::size_t removed = 0;
  for (const Stored& one : all) {
    if (bytes <= most) break;
    results.remove(one.name);
    bytes -= one.bytes;
    ++removed;
  }
  return removed;
}

std::vector<std::string> builds_in(const sys::Directory& place) {
  return names_in(place, sys::EntryKind::directory, 16);
}

}  // namespace whittle::cache
