#include "engine/stated_colours.h"

#include <cmath>
#include <limits>

#include "container/payload/icc.h"
#include "engine/colour.h"
#include "engine/errors.h"
#include "vips/decode.h"

namespace whittle::engine {
namespace {

using container::ColourMatrix;
using container::MetadataEdit;
using container::ProfileSpace;
using container::StatedColours;
using container::Transfer;
using vips::ImagePtr;

Result<ImagePtr> with_profile(VipsImage* image, const Bytes& profile) {
  vips::Operation copy("copy");
  copy.set("in", image);
  if (!copy.run()) return operation_failed("the image cannot be copied");
  ImagePtr tagged = copy.image();
  vips_image_remove(tagged.get(), VIPS_META_ICC_NAME);
  if (!profile.empty()) vips_image_set_blob_copy(tagged.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  return tagged;
}

/// From signals of code points to those of sRGB. What is brighter than a page's white or outside of sRGB is cut off.
class ToSrgb {
 public:
  /// nullopt for code points of unknown meaning.
  static std::optional<ToSrgb> of(container::CodePoints points, double maximum) {
    const Transfer transfer = container::transfer_of(points.transfer);
    const auto primaries = container::primaries_of(points.primaries);
    if (!primaries || transfer.kind == Transfer::Kind::unknown) return std::nullopt;
    return ToSrgb(transfer, *container::matrix_to_srgb(*primaries), (*container::matrix_to_xyz(*primaries))[1],
                  maximum);
  }

  /// One pixel of one (grey) or three colours.
  template <typename Sample>
  void convert(const Sample* in, Sample* out, int colours) const {
    const auto last = static_cast<std::size_t>(colours - 1);
    double light[3];
    for (std::size_t c = 0; c < 3; ++c) light[c] = light_[in[std::min(c, last)]];
    if (hlg_) {
      const double gain =
          container::hlg_gain(luminance_[0] * light[0] + luminance_[1] * light[1] + luminance_[2] * light[2]);
      for (double& value : light) value *= gain;
    }
    for (std::size_t c = 0; c <= last; ++c) {
      const auto& row = matrix_[c];
      out[c] = static_cast<Sample>(srgb_signal(row[0] * light[0] + row[1] * light[1] + row[2] * light[2]));
    }
  }

 private:
  ToSrgb(const Transfer& transfer, const ColourMatrix& matrix, const std::array<double, 3>& luminance, double maximum)
      : matrix_(matrix), luminance_(luminance), maximum_(maximum), hlg_(transfer.kind == Transfer::Kind::hlg) {
    light_.resize(static_cast<std::size_t>(maximum) + 1);
    for (std::size_t i = 0; i < light_.size(); ++i) {
      light_[i] = container::light_of(transfer, static_cast<double>(i) / maximum);
    }
  }

  double srgb_signal(double light) const {
    light = std::clamp(light, 0.0, 1.0);
    const double signal = light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
    return std::floor(signal * maximum_ + 0.5);
  }

  ColourMatrix matrix_;
  std::array<double, 3> luminance_;
  std::vector<double> light_;  ///< of each sample
  double maximum_;
  bool hlg_;
};

template <typename Sample>
void convert_rows(VipsImage* from, VipsImage* to, const ToSrgb& to_srgb) {
  const int bands = from->Bands, colours = bands >= 3 ? 3 : 1;
  for (int y = 0; y < from->Ysize; ++y) {
    const auto* in = reinterpret_cast<const Sample*>(VIPS_IMAGE_ADDR(from, 0, y));
    auto* out = reinterpret_cast<Sample*>(VIPS_IMAGE_ADDR(to, 0, y));
    for (int x = 0; x < from->Xsize; ++x, in += bands, out += bands) {
      const bool same = x > 0 && std::equal(in, in + bands, in - bands);
      if (same) {
        std::copy_n(out - bands, bands, out);
        continue;
      }
      to_srgb.convert(in, out, colours);
      std::copy(in + colours, in + bands, out + colours);
    }
  }
}

/// nullptr for code points of unknown meaning, and samples that are not of 8 or 16 bits.
Result<ImagePtr> converted(VipsImage* image, container::CodePoints points) {
  const bool deep = image->BandFmt == VIPS_FORMAT_USHORT;
  if (!deep && image->BandFmt != VIPS_FORMAT_UCHAR) return ImagePtr{};
  const auto to_srgb = ToSrgb::of(points, deep ? std::numeric_limits<std::uint16_t>::max() : 255);
  if (!to_srgb) return ImagePtr{};
  TRY_ASSIGN(const ImagePtr from, vips::to_memory(image, "the pixels cannot be decoded"));
  ImagePtr to(vips_image_new_memory());
  if (vips_image_pipelinev(to.get(), VIPS_DEMAND_STYLE_ANY, from.get(), nullptr) != 0 ||
      vips_image_write_prepare(to.get()) != 0) {
    return operation_failed("there is no room for the pixels");
  }
  if (deep) {
    convert_rows<std::uint16_t>(from.get(), to.get(), *to_srgb);
  } else {
    convert_rows<std::uint8_t>(from.get(), to.get(), *to_srgb);
  }
  vips_image_remove(to.get(), VIPS_META_ICC_NAME);
  return to;
}

/// A profile that says the same; empty when there is none.
Bytes equivalent_profile(VipsImage* image, const StatedColours& colours) {
  const ProfileSpace space = image->Bands >= 3 ? ProfileSpace::rgb : ProfileSpace::grey;
  if (colours.kind == StatedColours::Kind::numbers) {
    return container::make_profile(space, {Transfer::Kind::power, colours.gamma}, colours.chromaticities);
  }
  const auto primaries = container::primaries_of(colours.code_points->primaries);
  return primaries ? container::make_profile(space, container::transfer_of(colours.code_points->transfer), *primaries)
                   : Bytes{};
}

/// "PQ, code points 9/16"
std::string words_for(container::CodePoints points) {
  using enum Transfer::Kind;
  const Transfer::Kind kind = container::transfer_of(points.transfer).kind;
  const char* const name = kind == pq ? "PQ, " : kind == hlg ? "HLG, " : "";
  return std::string(name) + "code points " + std::to_string(points.primaries) + "/" + std::to_string(points.transfer);
}

Error refused(const StatedColours& colours, const FormatRow& row, bool known) {
  const Transfer transfer = container::transfer_of(colours.code_points->transfer);
  return unsupported(std::string("has ") + (transfer.is_high_range() ? "HDR " : "") + "colours (" +
                     words_for(*colours.code_points) + ") that " +
                     (known ? std::string(row.name) + " cannot say: add --icc srgb to convert the pixels"
                            : "this build cannot convert"));
}

}  // namespace

Result<ImagePtr> with_stated_colours(ImagePtr image, const StatedColours& colours) {
  if (colours.profile == StatedColours::Profile::ignored) {
    TRY_ASSIGN(image, with_profile(image.get(), {}));
  }
  if (colours.kind == StatedColours::Kind::srgb || colours.kind == StatedColours::Kind::unknown) return image;
  if (colours.kind == StatedColours::Kind::code_points) {
    TRY_ASSIGN(ImagePtr srgb, converted(image.get(), *colours.code_points));
    return srgb ? std::move(srgb) : std::move(image);
  }
  const Bytes profile = equivalent_profile(image.get(), colours);
  return profile.empty() ? std::move(image) : with_profile(image.get(), profile);
}

Result<ImagePtr> fit_stated_colours(ImagePtr image, const Job& job, const FormatRow& row, MetadataEdit& edit) {
  using enum StatedColours::Kind;
  const FormatRow& source = row_of(job.facts.format);
  if (source.stated_colours == nullptr) return image;
  const bool asked = job.settings.icc == IccPolicy::srgb, same_format = source.format == row.format;
  const StatedColours colours = source.stated_colours(job.input);
  const bool profile_goes = asked || !same_format || edit.strips(Metadata::icc);
  if (colours.profile == StatedColours::Profile::ignored && profile_goes) {
    TRY_ASSIGN(image, with_profile(image.get(), {}));
  }
  // Beside a profile that counts for more, code points of another format would count for less than they do here.
  const bool means_it = colours.kind == code_points || colours.profile == StatedColours::Profile::ignored;
  if (!asked && row.code_points == Can::yes && colours.code_points && (same_format || means_it)) {
    edit.code_points = colours.code_points;
  }
  if (colours.kind == srgb || (!asked && (same_format || edit.code_points))) return image;
  if (colours.kind == unknown) {
    return unsupported("has a cICP chunk of narrow range or with a matrix, which this build does not convert");
  }
  if (colours.kind == code_points && asked) {
    edit.profile = MetadataEdit::Profile::drop;
    edit.colour_tags = MetadataEdit::ColourTags::drop;
    TRY_ASSIGN(ImagePtr srgb, converted(image.get(), *colours.code_points));
    return srgb ? Result<ImagePtr>(std::move(srgb)) : refused(colours, row, false);
  }
  if (image->Bands < 3 && row.grey == Can::no) {
    TRY_ASSIGN(image, to_srgb_space(image.get()));  // the same numbers, three times
  }
  const Bytes profile = equivalent_profile(image.get(), colours);
  if (!profile.empty()) return with_profile(image.get(), profile);
  if (colours.kind == numbers) return image;  // numbers that describe no display say nothing
  return refused(colours, row, ToSrgb::of(*colours.code_points, 255).has_value());
}

}  // namespace whittle::engine
