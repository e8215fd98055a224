#pragma once
// A picture on its way to a lossy JPEG, at one quality or at several.

#include <optional>

#include "base/deadline.h"
#include "codec/jpeg/lossy/lossy.h"
#include "codec/jpeg/lossy/sampling.h"
#include "engine/engine.h"
#include "vips/context.h"

namespace whittle::engine {

/// Whether the pixels to be encoded are those of the input file, or were changed on the way.
enum class Pixels { as_decoded, changed };

/// What the lossy encoder starts from: pixels, or the coefficients of the JPEG that they came from. What does not
/// depend on the quality is computed once.
class JpegPicture {
 public:
  /// Reads all pixels of `prepared` (8-bit grey, RGB or CMYK) unless the coefficients of `job.input` will do. Errors:
  /// those of decoding.
  static Result<JpegPicture> of(VipsImage* prepared, const Job& job, Pixels pixels);

  /// The levels for a quality of 1-100; valid until the next call. Asked for the same again, they are still there.
  const jpeg::Coefficients& at(double quality, int effort);
  /// The same as the last use: memory that is no longer needed is let go early.
  jpeg::Coefficients last_at(double quality, int effort);

 private:
  /// What is to be quantised, and whether its luma is to be fitted first.
  struct Choice {
    jpeg::Transformed& transformed;
    bool fits;
  };
  Choice choose(double scale, int effort);
  jpeg::Coefficients quantise(const Choice& choice, double scale, int effort) const;
  jpeg::PixelRows rows() const;
  jpeg::Sampling sampling_for(double scale, int effort);

  vips::ImagePtr pixels_;
  std::optional<jpeg::Transformed> own_;  ///< of the input's coefficients
  std::optional<jpeg::Transformed> full_, half_;
  struct Made {
    double quality;
    int effort;
    jpeg::Coefficients levels;
  };
  std::optional<Made> made_;
  bool fitted_ = false;  ///< the luma of these two is not that of the picture
  std::optional<jpeg::ChromaLoss> loss_;
};

/// The bytes of a lossy JPEG, checked against `coefficients`; without metadata.
Result<Bytes> write_lossy_jpeg(const jpeg::Coefficients& coefficients, const Settings& settings, Deadline deadline);

/// What a decoder will show of `coefficients`, with the colour profile of `prepared`.
Result<vips::ImagePtr> preview(const jpeg::Coefficients& coefficients, VipsImage* prepared);

}  // namespace whittle::engine
