// Pixels of every format take the same way up to the encoder: a saver of libvips, one of ours, or a loss of the
// format's own. What never differs is the promise: a result that is called lossless has been opened again and compared
// with the pixels that were to be encoded.

#include "engine/pipeline.h"

#include "container/geometry.h"
#include "container/payload/xmp.h"
#include "container/xmp_room.h"
#include "engine/encode.h"
#include "engine/search/content.h"
#include "engine/search/exact.h"
#include "engine/search/search.h"
#include "engine/timing.h"
#include "vips/fields.h"

namespace whittle::engine {

struct Decoded {
  Decoded(vips::ImagePtr pixels, int at) : image(std::move(pixels)), shrink(at) {}
  vips::ImagePtr image;
  int shrink;
};

namespace {

using vips::ImagePtr;

constexpr const char* kUndecodable = "the pixels cannot be decoded";

Error damaged(std::string message) {
  return make_error(Category::corrupt, Reason::corrupt, std::move(message));
}

// The header was read by our own code and the pixels by the decoder's: where they disagree, one of them was deceived.
// One that turns the picture has a size of its own.
Status check_facts(VipsImage* image, const Job& job, int shrink) {
  if (row_of(job.facts.format).loader_turns == Can::yes) return {};
  const auto frames = static_cast<std::uint32_t>(vips::frame_count(image));
  if (frames != job.facts.frames) {
    return damaged("the header announces " + std::to_string(job.facts.frames) + " frames, the decoder finds " +
                   std::to_string(frames));
  }
  const bool same_size = image->Xsize == static_cast<int>(job.facts.width) &&
                         vips::frame_height(image) == static_cast<int>(job.facts.height);
  if (shrink == 1 && !same_size) {
    return damaged("the header and the decoder disagree about the size");
  }
  return {};
}

bool has_place_for_iptc(Format format) {
  return format == Format::jpeg || format == Format::png || format == Format::tiff;
}

/// What another format can take over. Where EXIF cannot be written, whose picture it is goes into the XMP.
container::MetadataBlobs blobs_of(VipsImage* image, const Encoding& encoding) {
  const Job& job = encoding.job;
  container::MetadataBlobs blobs = vips::read_blobs(image);
  if (job.facts.format == encoding.row.format) return blobs;
  container::complete_blobs(job.facts.format, job.input, blobs);
  // Of a TIFF, libtiff reads one notice where EXIF has several.
  const Format format = encoding.row.format;
  if (format == Format::gif || format == Format::tiff) {
    container::add_rights(blobs, container::rights_in_exif(blobs.exif));
  }
  if (!has_place_for_iptc(format)) blobs.iptc = container::MetadataBlobs::Iptc::in_xmp;
  return blobs;
}

/// Decoded, or left by an earlier job of the same input; and then left for the next.
Result<ImagePtr> source_pixels(const Job& job) {
  const int shrink = job.shrink ? *job.shrink : decode_shrink(job.facts, job.settings).value_or(1);
  const bool is_kept = job.kept != nullptr && job.kept->decoded && job.kept->decoded->shrink == shrink;
  if (is_kept) return vips::share(job.kept->decoded->image.get());
  vips::DecodeOptions options;
  options.max_pixels = job.settings.max_pixels;
  options.shrink = shrink;
  TRY_ASSIGN(ImagePtr image, open_image(job.input, job.facts.format, options));
  TRY(check_facts(image.get(), job, shrink));
  if (job.kept == nullptr) return image;
  TRY_ASSIGN(image, vips::to_memory(image.get(), kUndecodable));
  job.kept->decoded = std::make_shared<const Decoded>(vips::share(image.get()), shrink);
  return image;
}

Result<ImagePtr> decode(Encoding& encoding) {
  const Job& job = encoding.job;
  TRY_ASSIGN(ImagePtr image, source_pixels(job));
  encoding.timing = fit_timing(container::read_timing(job.input, job.facts.format), encoding.row);
  if (!encoding.timing.delays.empty()) set_timing(image.get(), encoding.timing);
  encoding.blobs = blobs_of(image.get(), encoding);
  return image;
}

/// The source decoded and turned into what is to be encoded.
Status open_and_prepare(Encoding& encoding) {
  TRY_ASSIGN(ImagePtr source, decode(encoding));
  const VipsImage* const decoded = source.get();
  TRY_ASSIGN(encoding.prepared, prepare(std::move(source), encoding.job, encoding.row));
  const ByteView profile = vips::blob_field(encoding.prepared.image.get(), VIPS_META_ICC_NAME);
  encoding.blobs.icc.assign(profile.begin(), profile.end());  // may be one that preparing has made
  encoding.pixels = encoding.prepared.image.get() == decoded ? Pixels::as_decoded : Pixels::changed;
  return {};
}

/// The same, with all pixels in memory.
Status prepare_in_memory(Encoding& encoding) {
  TRY(open_and_prepare(encoding));
  TRY_ASSIGN(encoding.prepared.image, vips::to_memory(encoding.prepared.image.get(), kUndecodable));
  return {};
}

/// Of pixels that have passed by once, `meter` tells what they were like: photographs are not decoded into memory to
/// learn that they are.
Result<Candidate> encoded(Encoding& encoding, const ContentMeter* meter) {
  const FormatRow& row = encoding.row;
  if (!encoding.exact && row.own_loss) return row.own_loss->encode(encoding);
  TRY_ASSIGN(Candidate candidate, encoding.searches ? search(encoding) : encode(encoding, encoding.job.settings));
  TRY_ASSIGN(candidate, marked(encoding, std::move(candidate)));  // which is a part of what is to be the smaller
  if (encoding.searches) return candidate;
  if (meter != nullptr) {
    const bool is_worth_it = can_be_exact(encoding) && meter->content() == Content::graphic;
    if (!is_worth_it) return candidate;
    candidate.makeshift = !prepare_in_memory(encoding).ok();
    if (candidate.makeshift) return candidate;
    encoding.prepared.edit.marks = container::MetadataEdit::Marks::drop;
  }
  return or_smaller_exact(encoding, std::move(candidate));
}

/// Whether what has been made of another format says where the picture was taken.
bool carries_position(const Encoding& encoding) {
  if (encoding.job.facts.format == encoding.row.format) return false;
  container::MetadataBlobs written = container::edited(encoding.blobs, encoding.prepared.edit);
  if (encoding.row.exif == Can::no) written.exif.clear();
  return container::tells_position(written);
}

}  // namespace

Status compare_with_source(const Job& job, ByteView candidate) {
  const FormatRow& row = row_of(job.settings.format);
  Encoding encoding{.job = job, .row = row, .exact = codes_exactly(row, job.facts, job.settings)};
  TRY(open_and_prepare(encoding));
  return check_encoded(encoding, candidate, Fidelity::lossless);
}

Result<Candidate> run_pipeline(const Job& job) {
  const FormatRow& row = row_of(job.settings.format);
  ContentMeter meter;
  Encoding encoding{.job = job, .row = row, .exact = codes_exactly(row, job.facts, job.settings)};
  const bool same_format = job.facts.format == row.format;
  if (same_format && row.refuse_own != nullptr) {
    container::MetadataEdit edit;
    edit.strip = job.settings.strip;
    const container::Size size = container::output_size(job.facts, job.settings.resize);
    if (job.settings.resize) edit.new_size = container::ExifEdit::Size{size.width, size.height};
    TRY(row.refuse_own(job.input, edit));
  }
  const FormatRow& source_row = row_of(job.facts.format);
  const bool converts = !same_format || job.settings.icc == IccPolicy::srgb;
  if (converts && source_row.refuse_conversion != nullptr) TRY(source_row.refuse_conversion(job.input));
  TRY(open_and_prepare(encoding));
  if (!same_format) TRY(container::check_room_in_xmp(encoding.blobs, encoding.prepared.edit));
  encoding.metadata =
      same_format ? container::MetadataSource{job.input, {}} : container::MetadataSource{{}, encoding.blobs};
  const bool searches = job.settings.target_score || job.settings.max_bytes;
  const bool reads_again =
      encoding.exact || searches || row.reads_twice == Can::yes || is_likely_smaller_exact(encoding);
  const bool is_watched = !reads_again && row.lossless == Can::yes;
  if (reads_again) {
    TRY_ASSIGN(encoding.prepared.image, vips::to_memory(encoding.prepared.image.get(), kUndecodable));
  } else if (is_watched) {
    TRY_ASSIGN(encoding.prepared.image, meter.watch(std::move(encoding.prepared.image)));
  }

  if (row.encoder != nullptr) {
    TRY_ASSIGN(encoding.encoder, row.encoder(encoding.prepared.image.get(), job, encoding.pixels));
  }

  encoding.searches = !encoding.exact && searches;
  if (!encoding.exact) encoding.prepared.edit.marks = container::MetadataEdit::Marks::drop;
  TRY_ASSIGN(Candidate candidate, encoded(encoding, is_watched ? &meter : nullptr));
  candidate.recoloured = encoding.prepared.edit.colour_tags == container::MetadataEdit::ColourTags::drop;
  candidate.has_position = carries_position(encoding);
  return candidate;
}

}  // namespace whittle::engine
