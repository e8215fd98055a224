#include "engine/encode.h"

#include "container/webp/frames.h"
#include "engine/choose.h"
#include "engine/formats/png_repack.h"
#include "engine/save.h"
#include "vips/decode.h"
#include "vips/equal.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

// Formats whose metadata goes through libvips; in the others it is put back by our own code.
Written written_by_libvips(const Work& work) {
  const Format format = work.row.format;
  const bool own = format == Format::jpeg || format == Format::webp || format == Format::gif;
  // In a PNG from elsewhere libvips writes, and compresses, the profile.
  return own || (format == Format::png && work.job.facts.format == Format::png) ? Written::nothing
                                                                                : Written::what_is_there;
}

// A handle of the pixels with just those metadata fields that the saver is to write.
Result<ImagePtr> with_fields(VipsImage* source, const Work& work) {
  vips::Operation copy("copy");
  copy.set("in", source);
  if (!copy.run())
    return vips::vips_failure(Category::processing, Reason::processing_failed, "the image cannot be saved");
  ImagePtr image = copy.image();
  const container::MetadataEdit& edit = work.prepared.edit;
  const bool tiff = work.row.format == Format::tiff;
  const bool keep_iptc = tiff && work.job.facts.format == Format::tiff && !edit.strips(Metadata::iptc);
  const auto iptc = vips::blob_field(source, VIPS_META_IPTC_NAME),
             photoshop = vips::blob_field(source, VIPS_META_PHOTOSHOP_NAME);
  vips::clear_metadata(image.get());
  if (written_by_libvips(work) == Written::nothing) return image;
  container::MetadataBlobs blobs = container::edited(work.blobs, edit);
  if (work.row.format == Format::png || tiff) blobs.exif.clear();  // PNG: ours; TIFF: libvips cannot
  vips::write_blobs(image.get(), blobs);
  if (keep_iptc && !iptc.empty()) vips_image_set_blob_copy(image.get(), VIPS_META_IPTC_NAME, iptc.data(), iptc.size());
  if (keep_iptc && !photoshop.empty()) {
    vips_image_set_blob_copy(image.get(), VIPS_META_PHOTOSHOP_NAME, photoshop.data(), photoshop.size());
  }
  if (tiff) {
    const int stated = vips::int_field(source, VIPS_META_ORIENTATION, 1);
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, edit.orientation ? *edit.orientation : stated);
  }
  return image;
}

// A saver cannot tell bad pixels from a failure of its own; the pixels can be asked.
Error blame(const Work& work, Error error) {
  if (error.reason != Reason::processing_failed) return error;
  vips::DecodeOptions options;
  options.max_pixels = work.job.settings.max_pixels;
  auto image = vips::open_image(work.job.input, work.job.facts.format, options);
  if (!image) return std::move(image).error();
  auto memory = vips::to_memory(image->get(), "the pixels cannot be decoded");
  return memory ? error : std::move(memory).error();
}

Error too_many_colours() {
  return make_error(Category::validation, Reason::unsupported, "has more colours than GIF can hold exactly: add -q");
}

// A result that is not the original is a defect of the encoder, except where the format or the library is known not to
// be able.
Error explain(const Work& work, Error error) {
  if (error.reason != Reason::verification_failed) return error;
  const auto unsupported = [](std::string message) {
    return make_error(Category::validation, Reason::unsupported, std::move(message));
  };
  if (work.row.format == Format::gif && work.job.facts.format != Format::gif) return too_many_colours();
  if (work.row.format == Format::gif) return unsupported("no repack reproduces all frames of this GIF exactly");
  if (work.row.format == Format::webp && !vips::has_argument(work.row.saver, "exact")) {
    return unsupported("has colours under full transparency, which this build's WebP encoder drops");
  }
  return error;
}

Result<std::vector<Bytes>> encode_all(const Work& work, const std::vector<Variant>& variants) {
  std::vector<Bytes> encodings;
  for (const Variant& variant : variants) {
    TRY_ASSIGN(Bytes complete, save_with_metadata(work, variant));
    if (work.row.format == Format::png) {
      TRY_ASSIGN(complete, recode_png(std::move(complete), work.job.settings, work.job.deadline));
    }
    encodings.push_back(std::move(complete));
  }
  return encodings;
}

Result<Candidate> encode_jpeg(const Work& work, const Settings& settings) {
  if (passed(work.job.deadline)) return timed_out();
  const jpeg::Coefficients coefficients = work.searches ? work.jpeg->at(settings.quality, settings.effort)
                                                        : work.jpeg->last_at(settings.quality, settings.effort);
  TRY_ASSIGN(Bytes bytes, write_lossy_jpeg(coefficients, settings, work.job.deadline));
  Candidate candidate;
  TRY_ASSIGN(candidate.bytes,
             container::with_metadata(Format::jpeg, std::move(bytes), work.metadata, work.prepared.edit));
  TRY(check_encoded(work, candidate.bytes, false));
  candidate.engine = "jpeg-lossy";
  candidate.quality = settings.quality;
  return candidate;
}

}  // namespace

Work part_of(const Work& work, ImagePtr pixels) {
  Work part{.job = work.job, .row = work.row, .exact = false, .searches = true};
  part.prepared.image = std::move(pixels);
  part.prepared.edit.strip = kAllMetadata;
  return part;
}

Result<Bytes> save_with_metadata(const Work& work, const Variant& variant) {
  TRY_ASSIGN(const ImagePtr image, with_fields(work.prepared.image.get(), work));
  auto saved = save(image.get(), work.row, variant, written_by_libvips(work), work.job.deadline);
  if (!saved) return blame(work, std::move(saved).error());
  Bytes bytes = std::move(saved).value();
  if (work.row.format == Format::webp && vips::frame_count(image.get()) > 1) {
    TRY_ASSIGN(bytes, container::restore_webp_frames(bytes, vips::int_list_field(image.get(), "delay")));
  }
  return container::with_metadata(work.row.format, std::move(bytes), work.metadata, work.prepared.edit);
}

Status check_encoded(const Work& work, ByteView bytes, bool exact) {
  if (passed(work.job.deadline)) return timed_out();
  vips::DecodeOptions options;
  options.max_pixels = work.job.settings.max_pixels;
  auto opened = vips::open_image(bytes, work.row.format, options);
  if (!opened)
    return make_error(Category::processing, Reason::verification_failed, "the encoded image cannot be opened");
  VipsImage* expected = work.prepared.image.get();
  if (!exact) return vips::compare_layout(expected, opened->get());
  const ByteView profile = vips::blob_field(expected, VIPS_META_ICC_NAME);
  const ByteView written = vips::blob_field(opened->get(), VIPS_META_ICC_NAME);
  const bool keeps_profile =
      work.prepared.edit.profile == container::MetadataEdit::Profile::keep && work.row.profile == Can::yes;
  if (keeps_profile && !std::equal(profile.begin(), profile.end(), written.begin(), written.end())) {
    return make_error(Category::processing, Reason::verification_failed,
                      "the encoded image has another colour profile");
  }
  return vips::compare_images(expected, opened->get());
}

Result<Candidate> encode(const Work& work, const Settings& settings) {
  if (work.jpeg && settings.fidelity == Fidelity::lossy) return encode_jpeg(work, settings);
  const bool exact = codes_exactly(work.row, work.job.facts, settings);
  const std::vector<Variant> variants =
      work.row.variants({work.prepared.image.get(), work.job.facts, settings, work.job.input});
  if (variants.empty()) return too_many_colours();
  TRY_ASSIGN(std::vector<Bytes> encodings, encode_all(work, variants));
  auto chosen = choose(std::move(encodings), [&](ByteView bytes) { return check_encoded(work, bytes, exact); });
  if (!chosen) return explain(work, std::move(chosen).error());
  Candidate candidate;
  candidate.bytes = std::move(chosen->bytes);
  candidate.engine = variants[chosen->index].engine;
  candidate.verified = exact;
  if (!exact) candidate.quality = settings.quality;
  return candidate;
}

}  // namespace whittle::engine
