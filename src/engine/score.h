#pragma once
// SSIMULACRA2 of files. The second header of the engine, beside engine.h, that others see.

#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "whittle/options.h"

namespace whittle::engine {

class Scorer;

/// The score of one file against another, both decoded upright and, with `background`, laid on it. Errors: those of
/// decoding, naming no path; validation when their sizes or frame counts differ.
class FileScorer {
 public:
  static Result<FileScorer> of(ByteView original, std::optional<Colour> background = {});
  Result<double> score(ByteView distorted) const;

 private:
  FileScorer(std::shared_ptr<const Scorer> scorer, std::optional<Colour> background)
      : scorer_(std::move(scorer)), background_(background) {}

  std::shared_ptr<const Scorer> scorer_;
  std::optional<Colour> background_;
};

}  // namespace whittle::engine
