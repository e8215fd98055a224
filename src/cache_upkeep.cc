#include "cache/place.h"
#include "cache/records.h"
#include "cache/table.h"
#include "sys/private_files.h"
#include "whittle/cache.h"

namespace whittle {
namespace {

enum class Damage { found, removed };

struct Kind {
  std::string_view name;  ///< or how it begins
  cache::Shape shape;
  std::size_t CacheStats::*count;
};
const Kind kKinds[] = {{"seen-", cache::kSeenShape, &CacheStats::files},
                       {"done", cache::kDoneShape, &CacheStats::done},
                       {"answers", cache::kAnswerShape, &CacheStats::answers}};

std::vector<std::string> files_in(const sys::Directory& directory) {
  std::vector<std::string> names;
  const auto entries = directory.entries();
  if (!entries.ok()) return names;
  for (const sys::Entry& entry : *entries) {
    if (entry.kind == sys::EntryKind::file) names.push_back(entry.name);
  }
  return names;
}

void count_tables(const sys::Directory& tables, Damage damage, CacheStats& stats) {
  for (const std::string& name : files_in(tables)) {
    const auto stat = sys::stat_at(tables.fd(), name.c_str(), sys::Links::keep, name);
    if (stat.ok()) stats.table_bytes += stat->identity.size;
    for (const Kind& kind : kKinds) {
      if (!name.starts_with(kind.name)) continue;
      auto table = cache::Table::open(tables, name, kind.shape, ~std::uint64_t{0});
      if (!table.ok()) continue;
      stats.*kind.count += table->size();
      stats.damaged += table->damaged();
      if (damage == Damage::removed && table->damaged() > 0)
        (void)table->rewrite(tables, cache::Table::Rewrite::always, [](ByteView, ByteView) { return true; });
    }
  }
}

Result<CacheStats> look_at(const std::string& path, Damage damage) {
  TRY_ASSIGN(const sys::Directory place, cache::open_place(path, sys::Missing::fail));
  CacheStats stats;
  for (const std::string& build : cache::builds_in(place)) {
    const auto tables = sys::open_private_below(place, build, sys::Missing::fail);
    if (!tables.ok()) continue;
    ++stats.builds;
    count_tables(*tables, damage, stats);
  }
  const auto results = cache::Results::open(place, sys::Missing::fail);
  if (!results.ok()) return stats;
  for (const cache::Stored& stored : results->all()) {
    if (damage == Damage::removed && !results->is_whole(stored)) {
      results->remove(stored.name);
      ++stats.damaged;
      continue;
    }
    ++stats.results;
    stats.result_bytes += stored.bytes;
  }
  return stats;
}

Status remove_all(const std::string& path) {
  TRY_ASSIGN(const sys::Directory place, cache::open_place(path, sys::Missing::fail));
  for (const std::string& build : cache::builds_in(place)) {
    const auto tables = sys::open_private_below(place, build, sys::Missing::fail);
    if (!tables.ok()) continue;
    for (const std::string& name : files_in(*tables)) TRY(sys::remove_private(*tables, name));
    TRY(sys::remove_directory(place, build));
  }
  const auto results = cache::Results::open(place, sys::Missing::fail);
  if (results.ok()) results->remove_all();
  return {};  // the directory stays ours: others may be at work in it
}

std::variant<CacheStats, Error> answer(Result<CacheStats> result) {
  if (result.ok()) return *result;
  return std::move(result).error();
}

Result<CacheStats> clear(const std::string& directory) {
  TRY_ASSIGN(const CacheStats stats, look_at(directory, Damage::found));
  TRY(remove_all(directory));
  return stats;
}

}  // namespace

std::variant<CacheStats, Error> cache_stats(const std::string& directory) {
  return answer(look_at(directory, Damage::found));
}

std::variant<CacheStats, Error> verify_cache(const std::string& directory) {
  return answer(look_at(directory, Damage::removed));
}

std::variant<CacheStats, Error> clear_cache(const std::string& directory) {
  return answer(clear(directory));
}

}  // namespace whittle
