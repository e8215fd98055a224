#include "engine/encode.h"

#include "container/defect.h"
#include "engine/choose.h"
#include "engine/errors.h"
#include "engine/save.h"
#include "vips/equal.h"
#include "vips/fields.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

bool from_own_format(const Encoding& encoding) {
  return encoding.job.facts.format == encoding.row.format;
}

/// Bytes that libexif, through which libvips passes EXIF, reads of it, without "Exif\0\0".
constexpr std::size_t kMostExif = 0xFFFE - 6;

/// Kinds of metadata that go through libvips.
MetadataSet saved_fields(const Encoding& encoding) {
  return from_own_format(encoding) && encoding.row.saves_own_fields == Can::no ? MetadataSet{0}
                                                                               : encoding.row.saved_fields;
}

// A handle of the pixels with just those metadata fields that the saver is to write.
Result<ImagePtr> with_fields(VipsImage* source, const Encoding& encoding) {
  vips::Operation copy("copy");
  copy.set("in", source);
  if (!copy.run()) return operation_failed("the image cannot be saved");
  ImagePtr image = copy.image();
  const container::MetadataEdit& edit = encoding.prepared.edit;
  vips::clear_metadata(image.get());
  const MetadataSet fields = saved_fields(encoding);
  if (fields == 0) return image;
  container::MetadataBlobs blobs = container::edited(encoding.blobs, edit);
  if ((fields & bit(Metadata::exif)) == 0) blobs.exif.clear();
  if (blobs.exif.size() > kMostExif) {
    return unsupported("has " + std::to_string(blobs.exif.size()) + " bytes of EXIF, of which the encoder of " +
                       encoding.row.name + " would cut off what is beyond " + std::to_string(kMostExif) +
                       ": add --strip exif");
  }
  vips::write_blobs(image.get(), blobs);
  if (encoding.row.saves_orientation == Can::yes) {
    const int stated = vips::int_field(source, VIPS_META_ORIENTATION, 1);
    vips_image_set_int(image.get(), VIPS_META_ORIENTATION, edit.orientation ? *edit.orientation : stated);
  }
  return image;
}

/// libjxl hands out a profile of sRGB, in its own words, for what has none.
bool same_profile(ByteView profile, ByteView written) {
  if (std::equal(profile.begin(), profile.end(), written.begin(), written.end())) return true;
  return (profile.empty() || container::is_srgb_profile(profile)) && container::is_srgb_profile(written);
}

// A saver cannot tell bad pixels from a failure of its own; the pixels can be asked.
Error blame(const Encoding& encoding, Error error) {
  if (error.reason != Reason::processing_failed) return error;
  vips::DecodeOptions options;
  options.max_pixels = encoding.job.settings.max_pixels;
  auto image = open_image(encoding.job.input, encoding.job.facts.format, options);
  if (!image) return std::move(image).error();
  auto memory = vips::to_memory(image->get(), "the pixels cannot be decoded");
  return memory ? error : std::move(memory).error();
}

// A result that is not the original is a defect of the encoder, except where the format or the library is known not to
// be able.
Error explain(const Encoding& encoding, Error error) {
  if (error.reason != Reason::verification_failed || encoding.row.excuse == nullptr) return error;
  return encoding.row.excuse(encoding.job.facts).value_or(std::move(error));
}

Result<std::vector<Bytes>> encode_all(const Encoding& encoding, const std::vector<Variant>& variants,
                                      const Settings& settings) {
  std::vector<Bytes> encodings;
  for (const Variant& variant : variants) {
    TRY_ASSIGN(Bytes complete, save_with_metadata(encoding, variant));
    if (encoding.row.make_small != nullptr) {
      TRY_ASSIGN(complete, encoding.row.make_small(std::move(complete), settings, encoding.job.deadline));
    }
    encodings.push_back(std::move(complete));
  }
  return encodings;
}

Result<Candidate> encode_ourselves(const Encoding& encoding, const Settings& settings) {
  if (passed(encoding.job.deadline)) return timed_out();
  TRY_ASSIGN(Bytes bytes, encoding.encoder->encode(settings, encoding.searches ? Use::again : Use::last));
  Candidate candidate;
  TRY_ASSIGN(candidate.bytes, container::with_metadata(encoding.row.format, std::move(bytes), encoding.metadata,
                                                       encoding.prepared.edit));
  TRY(check_encoded(encoding, candidate.bytes, Fidelity::lossy));
  candidate.engine = encoding.encoder->name();
  candidate.quality = settings.quality;
  return candidate;
}

Result<Candidate> encode_exactly(const Encoding& encoding) {
  TRY_ASSIGN(Bytes bytes, encoding.row.write_exactly(encoding));
  Candidate candidate;
  TRY_ASSIGN(candidate.bytes, container::with_metadata(encoding.row.format, std::move(bytes), encoding.metadata,
                                                       encoding.prepared.edit));
  TRY(check_encoded(encoding, candidate.bytes, Fidelity::lossless));
  candidate.engine = std::string(to_string(encoding.row.format)) + "-lossless";
  candidate.verified = true;
  return candidate;
}

}  // namespace

Encoding part_of(const Encoding& encoding, ImagePtr pixels) {
  Encoding part{.job = encoding.job, .row = encoding.row, .exact = false, .searches = true};
  part.prepared.image = std::move(pixels);
  part.prepared.edit.strip = kAllMetadata;
  return part;
}

Result<Bytes> save_with_metadata(const Encoding& encoding, const Variant& variant) {
  TRY_ASSIGN(ImagePtr image, with_fields(encoding.prepared.image.get(), encoding));
  if (encoding.row.before_save != nullptr) {
    TRY_ASSIGN(image, encoding.row.before_save(std::move(image), variant));
  }
  const Written written = saved_fields(encoding) == 0 ? Written::nothing : Written::what_is_there;
  auto saved = save(image.get(), encoding.row, variant, written, encoding.job.deadline);
  if (!saved) return blame(encoding, std::move(saved).error());
  Bytes bytes = std::move(saved).value();
  if (encoding.row.after_save != nullptr) {
    TRY_ASSIGN(bytes, encoding.row.after_save(std::move(bytes), encoding.prepared.image.get()));
  }
  return container::with_metadata(encoding.row.format, std::move(bytes), encoding.metadata, encoding.prepared.edit);
}

Status check_encoded(const Encoding& encoding, ByteView bytes, Fidelity fidelity) {
  if (passed(encoding.job.deadline)) return timed_out();
  vips::DecodeOptions options;
  options.max_pixels = encoding.job.settings.max_pixels;
  auto opened = open_image(bytes, encoding.row.format, options);
  if (!opened)
    return make_error(Category::processing, Reason::verification_failed, "the encoded image cannot be opened");
  const auto& points = encoding.prepared.edit.code_points;
  if (points && encoding.row.stated_colours(bytes).code_points != points) {
    return make_error(Category::processing, Reason::verification_failed, "the encoded image has other colours");
  }
  VipsImage* expected = encoding.prepared.image.get();
  const bool moves = vips::frame_count(expected) > 1 && encoding.row.images == Images::frames;
  if (moves && container::read_timing(bytes, encoding.row.format) != encoding.timing) {
    return container::not_the_original("other frame delays or loop count");
  }
  if (fidelity == Fidelity::lossy) return vips::compare_layout(expected, opened->get());
  const ByteView profile = vips::blob_field(expected, VIPS_META_ICC_NAME);
  const ByteView written = vips::blob_field(opened->get(), VIPS_META_ICC_NAME);
  const bool keeps_profile =
      encoding.prepared.edit.profile == container::MetadataEdit::Profile::keep && encoding.row.profile == Can::yes;
  if (keeps_profile && !same_profile(profile, written)) {
    return make_error(Category::processing, Reason::verification_failed,
                      "the encoded image has another colour profile");
  }
  const bool repack = from_own_format(encoding) && encoding.pixels == Pixels::as_decoded;
  if (repack && encoding.row.compare_own != nullptr) TRY(encoding.row.compare_own(encoding.job.input, bytes));
  return vips::compare_images(expected, opened->get());
}

Result<Candidate> marked(const Encoding& encoding, Candidate candidate) {
  if (encoding.exact || encoding.job.settings.mark == Mark::no || !candidate.quality) return candidate;
  container::MetadataEdit edit = encoding.prepared.edit;
  edit.mark = container::to_text({common_quality(encoding.job.settings, *candidate.quality), candidate.score});
  TRY_ASSIGN(candidate.bytes,
             container::with_metadata(encoding.row.format, std::move(candidate.bytes), encoding.metadata, edit));
  return candidate;
}

Result<Candidate> encode(const Encoding& encoding, const Settings& settings) {
  const bool exact = codes_exactly(encoding.row, encoding.job.facts, settings);
  if (exact && encoding.row.write_exactly != nullptr) return encode_exactly(encoding);
  if (encoding.encoder && settings.fidelity == Fidelity::lossy) return encode_ourselves(encoding, settings);
  TRY_ASSIGN(const std::vector<Variant> variants, encoding.row.variants(encoding, settings));
  TRY_ASSIGN(std::vector<Bytes> encodings, encode_all(encoding, variants, settings));
  const Fidelity fidelity = exact ? Fidelity::lossless : Fidelity::lossy;
  auto chosen = choose(std::move(encodings), [&](ByteView bytes) { return check_encoded(encoding, bytes, fidelity); });
  if (!chosen) return explain(encoding, std::move(chosen).error());
  Candidate candidate;
  candidate.bytes = std::move(chosen->bytes);
  candidate.engine = variants[chosen->index].engine;
  candidate.verified = exact;
  if (!exact || encoding.prepared.reduced) candidate.quality = settings.quality;
  return candidate;
}

}  // namespace whittle::engine
