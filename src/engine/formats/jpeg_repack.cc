#include "engine/formats/jpeg_repack.h"

#include "codec/jpeg/decode/read.h"
#include "codec/jpeg/scans/write.h"
#include "container/geometry.h"
#include "container/jpeg/late.h"
#include "container/jpeg/markers.h"
#include "container/jpeg/metadata.h"
#include "container/jpeg/tail.h"
#include "engine/errors.h"

namespace whittle::engine {
namespace {

using container::Has;
using container::MetadataEdit;

/// How a file falls apart.
struct Parts {
  ByteView picture;  ///< SOI to EOI
  Bytes coding;      ///< the segments of the picture that are no metadata, SOI and EOI left out
};

Result<Parts> take_apart(ByteView file) {
  Parts parts;
  container::JpegMarkers markers(file);
  for (;;) {
    TRY_ASSIGN(const std::optional<container::JpegSegment> segment, markers.next());
    if (!segment) break;
    const bool frames = segment->marker == container::jpeg::kSoi || segment->marker == container::jpeg::kEoi;
    const bool metadata = (segment->marker >= container::jpeg::kApp0 && segment->marker <= container::jpeg::kApp15) ||
                          segment->marker == container::jpeg::kCom;
    if (!frames && !metadata) {
      append(parts.coding, file.subspan(segment->offset, segment->end - segment->offset));
    }
  }
  parts.picture = file.first(markers.position());
  return parts;
}

/// Decoders that know neither JFIF nor Adobe take three components for YCbCr, so an Adobe marker that says the same may
/// go.
bool needs_adobe(const jpeg::Coefficients& coefficients, const container::JpegMarkersFound& markers) {
  if (coefficients.colour == jpeg::Colour::grey) return false;
  if (coefficients.colour != jpeg::Colour::ycc || markers.adobe_transform != 1) return true;
  const auto& c = coefficients.components;
  return !markers.jfif && !(c[0].id == 1 && c[1].id == 2 && c[2].id == 3);
}

/// As for other formats: a profile goes only if pixels mean the same without it, and here they cannot be converted.
Status decide_profile(const Job& job, MetadataEdit& edit) {
  const Bytes profile = container::jpeg_profile(job.input);
  const bool asked = job.settings.icc == IccPolicy::srgb, cmyk = job.facts.colour == container::Colour::cmyk;
  if (profile.empty() && !cmyk) return {};
  if (!cmyk && container::is_srgb_profile(profile)) {
    if (asked || edit.strips(Metadata::icc)) edit.profile = MetadataEdit::Profile::drop;
  } else if (asked) {
    return unsupported("cannot be converted to sRGB without loss: add -q, or leave out --icc srgb");
  }
  return {};
}

Result<jpeg::Coefficients> read(const Job& job, ByteView picture, const container::JpegMarkersFound& markers) {
  TRY_ASSIGN(jpeg::Coefficients coefficients, jpeg::read(picture, job.deadline));
  const bool same_size = coefficients.width == static_cast<int>(job.facts.width) &&
                         coefficients.height == static_cast<int>(job.facts.height);
  if (!same_size) {
    return make_error(Category::corrupt, Reason::corrupt, "the header and the decoder disagree about the size");
  }
  coefficients.adobe_marker = coefficients.adobe_marker && needs_adobe(coefficients, markers);
  return coefficients;
}

/// The old coding with the segments that are to stay.
Bytes with_old_coding(const Parts& parts, const Bytes& segments) {
  Bytes out(parts.picture.begin(), parts.picture.begin() + 2);
  append(out, segments);
  append(out, parts.coding);
  append(out, parts.picture.last(2));
  return out;
}

}  // namespace

bool is_jpeg_repack(const container::Header& facts, const Settings& settings) {
  return facts.format == Format::jpeg && settings.format == Format::jpeg && settings.fidelity == Fidelity::lossless;
}

Result<Candidate> repack_jpeg(const Job& job) {
  TRY_ASSIGN(const Parts parts, take_apart(job.input));
  const container::JpegMarkersFound markers = container::jpeg_markers_of(job.input);
  TRY_ASSIGN(jpeg::Coefficients coefficients, read(job, parts.picture, markers));
  MetadataEdit edit;
  edit.strip = job.settings.strip;
  TRY(decide_profile(job, edit));
  const container::JpegTail tail = container::jpeg_tail(job.input, edit);
  const Bytes segments =
      container::jpeg_segments(job.input, tail.edit, {coefficients.adobe_marker, !tail.bytes.empty()});
  coefficients.jfif_marker = coefficients.adobe_marker = false;  // they are among the segments

  TRY_ASSIGN(Bytes output, jpeg::write(coefficients, {.effort = job.settings.effort,
                                                      .baseline = job.settings.baseline,
                                                      .markers = segments,
                                                      .deadline = job.deadline}));
  Bytes old = with_old_coding(parts, segments);
  const bool old_will_do = !job.settings.baseline || job.facts.interlaced == Has::no;
  if (old.size() <= output.size() && old_will_do) output = std::move(old);
  output = container::with_late_jpeg_segments(std::move(output), container::late_jpeg_segments(job.input, edit));
  TRY(jpeg::compare(output, coefficients, job.deadline));

  TRY(container::append_jpeg_tail(output, job.input, tail));
  TRY(container::check_jpeg_metadata(output, {job.input, {}}, tail.edit));
  Candidate candidate;
  candidate.bytes = std::move(output);
  candidate.engine = "jpeg-lossless";
  candidate.verified = true;
  return candidate;
}

Status compare_jpeg_repack(const Job& job, ByteView candidate) {
  TRY_ASSIGN(const Parts source, take_apart(job.input));
  TRY_ASSIGN(const Parts made, take_apart(candidate));
  TRY_ASSIGN(jpeg::Coefficients coefficients, read(job, source.picture, container::jpeg_markers_of(job.input)));
  coefficients.jfif_marker = coefficients.adobe_marker = false;
  return jpeg::compare(made.picture, coefficients, job.deadline);
}

}  // namespace whittle::engine
