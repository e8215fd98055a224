#include "engine/colour.h"

#include "container/payload/icc.h"
#include "engine/errors.h"
#include "engine/stated_colours.h"
#include "vips/decode.h"
#include "vips/equal.h"

namespace whittle::engine {
namespace {

using container::MetadataEdit;
using container::ProfileSpace;
using vips::ImagePtr;
using vips::Operation;

bool is_cmyk(VipsImage* image) {
  return image->Type == VIPS_INTERPRETATION_CMYK;
}
bool is_grey(VipsImage* image) {
  return image->Type == VIPS_INTERPRETATION_B_W || image->Type == VIPS_INTERPRETATION_GREY16;
}
bool is_rgb(VipsImage* image) {
  return image->Type == VIPS_INTERPRETATION_sRGB || image->Type == VIPS_INTERPRETATION_RGB ||
         image->Type == VIPS_INTERPRETATION_RGB16;
}
bool has_plain_samples(VipsImage* image) {
  return (image->BandFmt == VIPS_FORMAT_UCHAR || image->BandFmt == VIPS_FORMAT_USHORT) && image->Bands <= 5;
}

// A format without loss is repacked even where loss is allowed.
bool is_lossless_repack(const Job& job, const FormatRow& row) {
  return job.facts.format == row.format && codes_exactly(row, job.facts, job.settings);
}

Result<ImagePtr> through_profile(VipsImage* image, ByteView profile, int depth) {
  Operation transform("icc_transform");
  transform.set("in", image);
  transform.set("output-profile", "srgb");
  transform.set("embedded", 1);
  transform.set("intent", VIPS_INTENT_RELATIVE);
  transform.set("black-point-compensation", 1);
  transform.set("depth", depth);
  // Used when there is no embedded profile, or none that fits the channels.
  if (is_cmyk(image)) transform.set("input-profile", "cmyk");
  if (!transform.run()) {
    return operation_failed(profile.empty() ? "the colours cannot be converted to sRGB"
                                            : "its colour profile cannot be used");
  }
  return transform.image();
}

// Why the profile cannot stay as it is; nullptr when it can.
const char* profile_obstacle(VipsImage* image, ProfileSpace space, const Job& job, const FormatRow& row) {
  if (is_cmyk(image) && row.cmyk == Can::no) return "is not CMYK";
  const bool own = job.facts.format == row.format;  // of a GIF, whose few readers may keep it
  if (row.profile == Can::no && !own) return "cannot carry its colour profile";
  if (space == ProfileSpace::grey && row.grey == Can::no) return "cannot carry its grey colour profile";
  return nullptr;
}

bool profile_fits(VipsImage* image, ProfileSpace space) {
  switch (space) {
    case ProfileSpace::grey:
      return is_grey(image);
    case ProfileSpace::rgb:
      return is_rgb(image);
    case ProfileSpace::cmyk:
      return is_cmyk(image);
    default:
      return true;  // Lab and the like: what stands in the file stays in the file
  }
}

Result<ImagePtr> decide_profile(ImagePtr image, const Job& job, const FormatRow& row, MetadataEdit& edit) {
  const ByteView profile = vips::blob_field(image.get(), VIPS_META_ICC_NAME);
  const ProfileSpace space = container::profile_space(profile);
  const bool misfit = space != ProfileSpace::none && !profile_fits(image.get(), space);
  const bool is_srgb = space == ProfileSpace::none ? !is_cmyk(image.get()) : container::is_srgb_profile(profile);
  const bool asked = job.settings.icc == IccPolicy::srgb;
  const bool unwanted = asked || edit.strips(Metadata::icc);
  if (is_srgb || (misfit && !is_cmyk(image.get()))) {
    // A profile for other channels than there are means nothing to anybody and is not carried on.
    if (unwanted || row.profile == Can::no || misfit) edit.profile = MetadataEdit::Profile::drop;
    return image;
  }
  const bool lossless = job.settings.fidelity == Fidelity::lossless;
  const char* const obstacle = profile_obstacle(image.get(), space, job, row);
  if (obstacle != nullptr && lossless && !asked) {
    return unsupported(std::string(row.name) + " " + obstacle + ": add --icc srgb to convert the pixels, or -q");
  }
  const bool untagged_cmyk = space == ProfileSpace::none;
  const bool convert = obstacle != nullptr || asked || (unwanted && !lossless && !untagged_cmyk);
  if (!convert) return image;
  edit.profile = MetadataEdit::Profile::drop;
  edit.colour_tags = MetadataEdit::ColourTags::drop;
  return through_profile(image.get(), profile, image->BandFmt == VIPS_FORMAT_USHORT ? 16 : 8);
}

/// An in-memory image whose alpha hides nothing, without it.
Result<ImagePtr> without_alpha(VipsImage* image) {
  Operation extract("extract_band");
  extract.set("in", image);
  extract.set("band", 0);
  extract.set("n", image->Bands - 1);
  if (!extract.run()) return operation_failed("the alpha channel cannot be taken off");
  return extract.image();
}

}  // namespace

Result<ImagePtr> to_srgb_space(VipsImage* image) {
  Operation convert("colourspace");
  convert.set("in", image);
  convert.set("space", image->BandFmt == VIPS_FORMAT_USHORT || image->BandFmt == VIPS_FORMAT_SHORT
                           ? VIPS_INTERPRETATION_RGB16
                           : VIPS_INTERPRETATION_sRGB);
  if (!convert.run()) return operation_failed("the colours cannot be converted to sRGB");
  return convert.image();
}

Result<ImagePtr> fit_colour(ImagePtr image, const Job& job, const FormatRow& row, MetadataEdit& edit) {
  const bool asked = job.settings.icc == IccPolicy::srgb;
  if (is_lossless_repack(job, row) && !asked && !job.settings.resize) {
    // Whatever it is, the format held it before. Only a profile that says sRGB may go.
    const ByteView profile = vips::blob_field(image.get(), VIPS_META_ICC_NAME);
    if (edit.strips(Metadata::icc) && container::is_srgb_profile(profile)) edit.profile = MetadataEdit::Profile::drop;
    return image;
  }
  TRY_ASSIGN(image, fit_stated_colours(std::move(image), job, row, edit));
  if (!is_cmyk(image.get()) && !is_grey(image.get()) && !is_rgb(image.get())) {
    if (job.settings.fidelity == Fidelity::lossless) {
      return unsupported(std::string("has a colour space that ") + row.name + " cannot hold exactly: add -q");
    }
    if (vips_colourspace_issupported(image.get()) == 0) return unsupported("has channels of unknown meaning");
    TRY_ASSIGN(image, to_srgb_space(image.get()));
    edit.profile = MetadataEdit::Profile::drop;
  }
  if (!has_plain_samples(image.get())) return unsupported("has samples that are neither 8 nor 16 bit integers");
  return decide_profile(std::move(image), job, row, edit);
}

Result<ImagePtr> flattened(VipsImage* image, Colour colour) {
  const double scale = image->BandFmt == VIPS_FORMAT_USHORT ? 257 : 1;
  ImagePtr base = vips::share(image);
  const bool neutral = colour.red == colour.green && colour.green == colour.blue;
  if (is_grey(image) && !neutral) {
    TRY_ASSIGN(base, to_srgb_space(image));
  }
  std::vector<double> background{colour.red * scale, colour.green * scale, colour.blue * scale};
  if (is_grey(base.get())) background.resize(1);
  Operation flatten("flatten");
  flatten.set("in", base.get());
  flatten.set("background", background);
  flatten.set("max-alpha", 255 * scale);
  if (!flatten.run()) return operation_failed("the background cannot be laid under");
  return flatten.image();
}

/// Black where nothing shows: a format whose pixels have a colour or none cannot hold another there.
Result<ImagePtr> without_hidden_colours(VipsImage* image) {
  Operation alpha("extract_band"), black("black"), choice("ifthenelse");
  alpha.set("in", image);
  alpha.set("band", image->Bands - 1);
  black.set("width", image->Xsize);
  black.set("height", image->Ysize);
  black.set("bands", image->Bands);
  if (!alpha.run() || !black.run()) return operation_failed("hidden colours cannot be removed");
  const ImagePtr shows = alpha.image(), nothing = black.image();
  choice.set("cond", shows.get());
  choice.set("in1", image);
  choice.set("in2", nothing.get());
  if (!choice.run()) return operation_failed("hidden colours cannot be removed");
  return choice.image();
}

Result<ImagePtr> fit_alpha(ImagePtr image, const Job& job, const FormatRow& row) {
  if (vips_image_hasalpha(image.get()) == 0) return image;
  if (row.alpha == Alpha::full) {
    // It costs bytes (AVIF: 200 and more), and twice the time of a score. Where the saver leaves it out by itself it is
    // the search that gains.
    const bool gains = row.saver_drops_opaque == Can::no || job.settings.target_score;
    if (!gains || codes_exactly(row, job.facts, job.settings)) return image;
  } else if (row.alpha == Alpha::none && job.settings.background) {
    return flattened(image.get(), *job.settings.background);
  }
  TRY_ASSIGN(image, vips::to_memory(image.get(), "the pixels cannot be decoded"));
  if (vips::is_opaque(image.get()) && row.alpha != Alpha::binary) return without_alpha(image.get());
  if (row.alpha == Alpha::full) return image;
  const bool binary_target = row.alpha == Alpha::binary;
  if (binary_target && vips::has_binary_alpha(image.get())) return without_hidden_colours(image.get());
  if (job.settings.background) return flattened(image.get(), *job.settings.background);
  return make_error(Category::validation, Reason::alpha_unsupported,
                    std::string(binary_target ? "has partial transparency and " : "shows transparency and ") +
                        row.name + (binary_target ? " has only full or none" : " has none") +
                        ": add --background COLOR");
}

Result<ImagePtr> fit_depth(ImagePtr image, const Job& job, const FormatRow& row) {
  if (image->BandFmt != VIPS_FORMAT_USHORT || row.max_depth > 8) return image;
  if (job.settings.fidelity == Fidelity::lossless) {
    return make_error(Category::validation, Reason::depth_unsupported,
                      std::string("has 16 bits a sample and ") + row.name + " holds 8: add -q, or use -f png");
  }
  Operation scale("linear");
  scale.set("in", image.get());
  scale.set("a", std::vector<double>{1 / 257.0});
  scale.set("b", std::vector<double>{0.5});  // the result is cut off, not rounded
  scale.set("uchar", 1);
  if (!scale.run()) return operation_failed("the depth cannot be reduced");
  const ImagePtr bytes = scale.image();
  Operation retype("copy");
  retype.set("in", bytes.get());
  retype.set("interpretation", is_grey(image.get())   ? VIPS_INTERPRETATION_B_W
                               : is_cmyk(image.get()) ? VIPS_INTERPRETATION_CMYK
                                                      : VIPS_INTERPRETATION_sRGB);
  if (!retype.run()) return operation_failed("the depth cannot be reduced");
  return retype.image();
}

Result<ImagePtr> srgb_samples(VipsImage* image) {
  ImagePtr plain = vips::share(image);
  const ByteView profile = vips::blob_field(image, VIPS_META_ICC_NAME);
  const ProfileSpace space = container::profile_space(profile);
  const bool applies =
      space != ProfileSpace::none && profile_fits(image, space) && !container::is_srgb_profile(profile);
  if (applies || is_cmyk(image)) {
    TRY_ASSIGN(plain, through_profile(image, profile, 16));
  }
  if (!is_grey(plain.get()) && !is_rgb(plain.get())) {
    if (vips_colourspace_issupported(plain.get()) == 0) return unsupported("has channels of unknown meaning");
    TRY_ASSIGN(plain, to_srgb_space(plain.get()));
  }
  if (!has_plain_samples(plain.get())) {
    TRY_ASSIGN(plain, to_srgb_space(plain.get()));
  }
  const int colours = is_grey(plain.get()) ? 1 : 3;
  if (plain->Bands <= colours + 1) return plain;
  Operation cut("extract_band");  // channels beyond alpha mean nothing here
  cut.set("in", plain.get());
  cut.set("band", 0);
  cut.set("n", colours + 1);
  if (!cut.run()) return operation_failed("the channels cannot be separated");
  return cut.image();
}

}  // namespace whittle::engine
