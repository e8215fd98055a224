#pragma once
// Between the stages of a run and the cache: what is asked of it, what it is told, and when.
//
// Only what any other run would find out as well is told: `Encoded::complete`, no failure, checked by `decide`. What it
// answers takes the place of an encoder's answer and goes the same way from there, so that a row with it is the row
// without it.

#include <cstdint>
#include <optional>

#include "cache/cache.h"
#include "plan/settings.h"
#include "run/decide.h"
#include "run/folders.h"
#include "run/work.h"

namespace whittle::run {

/// Thread-safe as the cache is.
class Memory {
 public:
  /// `cache` may be null: then nothing is known, and contents are looked at for `Alike` alone.
  Memory(cache::Cache* cache, const plan::Settings& settings) : cache_(cache), settings_(settings) {}

  /// After it was read: what it contains; and if it is known that nothing is to be done, `work.kept` says so.
  void look_at(Work& work) const;
  /// Whether it is known what an encoder would answer: then it is in `work`.
  bool recall(Work& work) const;
  /// After `decide`.
  void remember(Work& work, Verdict verdict) const;
  /// What `remember` was told is to be written in place of the input is there.
  void written(const Work& work, Folders& folders) const;

 private:
  /// Whether all of `work` may be answered by its content alone.
  bool may_be_done(const Work& work) const;
  cache::Key done_key(const Content& content, std::uint64_t size, Format format) const;
  void remember_done(Work& work) const;
  void prepare_written(Work& work, const Content& made) const;

  cache::Cache* const cache_;
  const plan::Settings& settings_;
};

}  // namespace whittle::run
