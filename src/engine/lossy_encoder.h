#pragma once
// A lossy encoder of our own, as the common code sees it.

#include "base/result.h"
#include "engine/engine.h"
#include "vips/context.h"

namespace whittle::engine {

/// Whether the pixels to be encoded are those of the input file, or were changed on the way.
enum class Pixels { as_decoded, changed };
/// Whether an encoder is asked again afterwards; if not it lets go early what it no longer needs.
enum class Use { again, last };

/// One picture on its way to one format, at one quality or at several. What does not depend on the quality is computed
/// once.
class LossyEncoder {
 public:
  virtual ~LossyEncoder() = default;

  virtual const char* name() const = 0;  ///< Candidate::engine
  /// The file at the quality and effort of `settings`, checked against what it was to hold; without metadata.
  virtual Result<Bytes> encode(const Settings& settings, Use use) = 0;
  /// What a decoder will show of that file, for less than it takes to make it, with the profile of the prepared pixels.
  virtual Result<vips::ImagePtr> preview(const Settings& settings) = 0;
};

}  // namespace whittle::engine
