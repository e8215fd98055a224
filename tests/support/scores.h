#pragma once
// How much a file looks like another one.

#include "engine/score.h"
#include "tests/support/catch.h"

namespace whittle::test {

inline double score(ByteView original, ByteView distorted) {
  const auto scorer = engine::FileScorer::of(original);
  if (!scorer.ok()) FAIL(scorer.error().message);
  const auto score = scorer->score(distorted);
  if (!score.ok()) FAIL(score.error().message);
  return *score;
}

}  // namespace whittle::test
