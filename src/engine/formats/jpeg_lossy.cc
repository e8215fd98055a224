// JPEG with loss, from pixels of any source and from other JPEGs. Without loss it does not come this way:
// jpeg_repack.
//
// A JPEG that was neither resized nor converted is quantised again from its own coefficients: no second rounding of
// pixels, and what is coarse already is kept as it is instead of being coded more finely.

#include "engine/formats/jpeg_lossy.h"

#include "codec/jpeg/decode/decode.h"
#include "codec/jpeg/decode/read.h"
#include "codec/jpeg/lossy/requantise.h"
#include "codec/jpeg/lossy/steps.h"
#include "codec/jpeg/scans/write.h"
#include "engine/search/sample.h"
#include "metric/ssimulacra2.h"
#include "vips/decode.h"

namespace whittle::engine {

using vips::ImagePtr;

namespace {

jpeg::PixelRows rows_of(VipsImage* image) {
  return {image->Xsize, image->Ysize, image->Bands, static_cast<const std::uint8_t*>(vips_image_get_data(image)),
          static_cast<std::size_t>(VIPS_IMAGE_SIZEOF_LINE(image))};
}

metric::Picture picture_of(const jpeg::PixelRows& rows) {
  metric::Picture picture;
  picture.width = static_cast<std::uint32_t>(rows.width);
  picture.height = static_cast<std::uint32_t>(rows.height);
  picture.channels = rows.channels;
  picture.data = reinterpret_cast<const std::byte*>(rows.data);
  picture.stride = rows.stride;
  return picture;
}

}  // namespace

Result<JpegPicture> JpegPicture::of(VipsImage* prepared, const Job& job, Pixels pixels) {
  JpegPicture out;
  out.prepared_ = vips::share(prepared);
  out.deadline_ = job.deadline;
  if (pixels == Pixels::as_decoded && job.facts.format == Format::jpeg) {
    const Result<jpeg::Coefficients> own = jpeg::read(job.input, job.deadline);
    if (own && jpeg::can_requantise(*own)) {
      out.own_ = jpeg::transformed_of(*own);
      if (jpeg::sampling_of(*own) != jpeg::Sampling::full) return out;  // nothing else comes into question
    }
  }
  TRY_ASSIGN(out.pixels_, vips::to_memory(prepared, "the pixels cannot be decoded"));
  return out;
}

jpeg::PixelRows JpegPicture::rows() const {
  return rows_of(pixels_.get());
}

jpeg::Sampling JpegPicture::sampling_for(double scale, int effort) {
  constexpr int kTries = 4;  // the least effort that tries
  if (pixels_->Bands != 3) return jpeg::guess_sampling({}, scale);
  if (!loss_) loss_ = jpeg::chroma_loss(rows());
  const jpeg::Answer answer = jpeg::judge_sampling(*loss_, scale);
  if (answer == jpeg::Answer::full) return jpeg::Sampling::full;
  if (answer == jpeg::Answer::half) return jpeg::Sampling::half;
  if (effort < kTries) return jpeg::guess_sampling(*loss_, scale);
  const ImagePtr sample = sample_rows(pixels_.get());
  const jpeg::PixelRows tried = sample ? rows_of(sample.get()) : rows();
  const metric::Reference reference(picture_of(tried));
  return jpeg::try_sampling(tried, scale, [&](const jpeg::Raster& shown) {
    const metric::Score score = reference.score(picture_of(shown.rows()));
    return std::min(score.overall, score.ceiling);
  });
}

JpegPicture::Choice JpegPicture::choose(double scale, int effort) {
  constexpr int kFits = 2;  // the least effort that fits luma to quantised chroma
  if (!pixels_) return {*own_, false};
  const jpeg::Sampling sampling = sampling_for(scale, effort);
  if (own_ && sampling == jpeg::Sampling::full) return {*own_, false};
  const bool fits = effort >= kFits && pixels_->Bands == 3;
  if (fits != fitted_) full_ = half_ = std::nullopt;
  fitted_ = fits;
  std::optional<jpeg::Transformed>& cached = sampling == jpeg::Sampling::full ? full_ : half_;
  if (!cached) cached = jpeg::transform(rows(), sampling, fits ? jpeg::Luma::plain : jpeg::Luma::corrected);
  return {*cached, fits};
}

jpeg::Coefficients JpegPicture::quantise(const Choice& choice, double scale, int effort) const {
  return choice.fits ? jpeg::quantise_fitted(rows(), choice.transformed, scale, effort)
                     : jpeg::quantise_at(choice.transformed, scale, effort);
}

const jpeg::Coefficients& JpegPicture::at(double quality, int effort) {
  if (made_ && made_->quality == quality && made_->effort == effort) return made_->levels;
  made_.reset();
  const double scale = jpeg::scale_of_quality(quality);
  const Choice choice = choose(scale, effort);
  made_ = {quality, effort, quantise(choice, scale, effort)};
  return made_->levels;
}

jpeg::Coefficients JpegPicture::last_at(double quality, int effort) {
  const double scale = jpeg::scale_of_quality(quality);
  const Choice choice = choose(scale, effort);
  if (!choice.fits) pixels_.reset();
  jpeg::Coefficients coefficients = quantise(choice, scale, effort);
  pixels_.reset();
  own_ = full_ = half_ = std::nullopt;
  return coefficients;
}

Result<Bytes> JpegPicture::encode(const Settings& settings, Use use) {
  const auto write = [&](const jpeg::Coefficients& coefficients) -> Result<Bytes> {
    TRY_ASSIGN(
        Bytes bytes,
        jpeg::write(coefficients,
                    {.effort = settings.effort, .baseline = settings.baseline, .markers = {}, .deadline = deadline_}));
    TRY(jpeg::compare(bytes, coefficients, deadline_));
    return bytes;
  };
  return use == Use::again ? write(at(settings.quality, settings.effort))
                           : write(last_at(settings.quality, settings.effort));
}

Result<ImagePtr> JpegPicture::preview(const Settings& settings) {
  const jpeg::Raster raster = jpeg::decode(at(settings.quality, settings.effort));
  ImagePtr image(vips_image_new_from_memory_copy(raster.samples.data(), raster.samples.size(), raster.width,
                                                 raster.height, raster.channels, VIPS_FORMAT_UCHAR));
  if (!image) return vips::vips_failure(Category::limit, Reason::out_of_memory, "not enough memory");
  image->Type = prepared_->Type;
  const ByteView profile = vips::blob_field(prepared_.get(), VIPS_META_ICC_NAME);
  if (!profile.empty()) {
    vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  }
  return image;
}

Result<std::unique_ptr<LossyEncoder>> jpeg_encoder(VipsImage* prepared, const Job& job, Pixels pixels) {
  TRY_ASSIGN(JpegPicture picture, JpegPicture::of(prepared, job, pixels));
  return std::unique_ptr<LossyEncoder>(std::make_unique<JpegPicture>(std::move(picture)));
}

}  // namespace whittle::engine
