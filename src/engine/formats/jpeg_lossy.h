#pragma once
// A picture on its way to a lossy JPEG, at one quality or at several.

#include <memory>
#include <optional>

#include "base/deadline.h"
#include "codec/jpeg/lossy/lossy.h"
#include "codec/jpeg/lossy/sampling.h"
#include "engine/lossy_encoder.h"

namespace whittle::engine {

/// What the lossy encoder starts from: pixels, or the coefficients of the JPEG that they came from.
class JpegPicture final : public LossyEncoder {
 public:
  /// Reads all pixels of `prepared` (8-bit grey, RGB or CMYK) unless the coefficients of `job.input` will do. Obeys the
  /// job's deadline, but does not refer to it. Errors: those of decoding.
  static Result<JpegPicture> of(VipsImage* prepared, const Job& job, Pixels pixels);

  /// The levels for a quality of 1-100; valid until the next call. Asked for the same again, they are still there.
  const jpeg::Coefficients& at(double quality, int effort);
  /// The same as the last use: memory that is no longer needed is let go early.
  jpeg::Coefficients last_at(double quality, int effort);

  const char* name() const override { return "jpeg-lossy"; }
  Result<Bytes> encode(const Settings& settings, Use use) override;
  Result<vips::ImagePtr> preview(const Settings& settings) override;

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

  vips::ImagePtr prepared_;
  Deadline deadline_;
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

/// `JpegPicture::of`, for the table of formats.
Result<std::unique_ptr<LossyEncoder>> jpeg_encoder(VipsImage* prepared, const Job& job, Pixels pixels);

}  // namespace whittle::engine
