#pragma once
// What kind of picture it is, as far as encoders treat kinds differently.

#include <atomic>
#include <cstddef>

#include "base/result.h"
#include "vips/context.h"

namespace whittle::engine {

enum class Content { photo, graphic };

/// In drawings and screenshots most neighbours have exactly the same colour, in photographs few. `image` must be in
/// memory; some of its rows are looked at.
Content content_of(VipsImage* image);

/// The same of an image that is read once, row by row, while it is encoded.
class ContentMeter {
 public:
  ContentMeter() = default;
  ContentMeter(const ContentMeter&) = delete;
  ContentMeter& operator=(const ContentMeter&) = delete;

  /// The pixels of `image`, counted as they are read. The meter must outlive what is returned. Errors: not enough
  /// memory.
  Result<vips::ImagePtr> watch(vips::ImagePtr image);
  /// Of what has been read.
  Content content() const;

 private:
  static int pass(VipsRegion* out, void* from, void* image, void* meter, gboolean* stop);

  int step_ = 1;
  std::atomic<std::size_t> equal_ = 0, all_ = 0;  ///< neighbours: strips are read by several threads
};

/// Whether all pixels of `image`, which must be in memory, are equal.
bool is_one_colour(VipsImage* image);

}  // namespace whittle::engine
