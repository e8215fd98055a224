// JPEG: marker segments up to the first scan. APPn segments of 64 KB and more of them may come before the frame header,
// so payloads are stepped over unseen, except the few that say something: EXIF, XMP, MPF, JUMBF.

#include <array>

#include "container/defect.h"
#include "container/jpeg/blobs.h"
#include "container/jpeg/jpeg.h"
#include "container/jpeg/late.h"
#include "container/jpeg/markers.h"
#include "container/jpeg/mpf.h"
#include "container/payload/exif.h"
#include "container/payload/ifd.h"
#include "container/payload/xmp.h"

namespace whittle::container {
namespace {

using namespace std::string_view_literals;
constexpr std::string_view kExif = "Exif\0"sv, kXmp = "http://ns.adobe.com/xap/1.0/\0"sv, kMpf = "MPF\0"sv,
                           kGainMap = "urn:iso:std:iso:ts:21496:-1\0"sv;

/// A Multi-Picture list has more than this in no file; the rest is not looked at.
constexpr std::uint64_t kMaxPictures = 100;

/// MPF (CIPA DC-007): an IFD with a list of the pictures in the file, this one first. Malformed: whatever it was to
/// describe, better not lose it.
Extras mpf_extras(Window& file, std::uint64_t base, std::uint64_t size) {
  constexpr std::uint16_t kCount = 0xB001, kList = 0xB002;
  constexpr std::uint64_t kEntry = 16;
  const Result<TiffBlock> mpf = TiffBlock::open(file, base, size);
  const Result<TiffIfd> ifd = mpf.ok() ? mpf->ifd(mpf->first_ifd()) : mpf.error();
  const Result<TiffEntry> count = ifd.ok() ? mpf->find(*ifd, kCount) : ifd.error();
  if (count.ok() && mpf->value_or(*count, 0, 2) < 2) return 0;
  const Result<TiffEntry> list = ifd.ok() ? mpf->find(*ifd, kList) : ifd.error();
  if (!list.ok() || list->size == 0) return bit(Extra::picture);
  Extras found = 0;
  for (std::uint64_t i = 1; i < std::min(list->size / kEntry, kMaxPictures); ++i) {
    const Result<ByteView> entry = file.need(base + list->data + i * kEntry, kEntry, "an MPF list");
    if (!entry.ok()) return bit(Extra::picture);
    const std::uint32_t type = mpf->u32(*entry, 0), bytes = mpf->u32(*entry, 4), offset = mpf->u32(*entry, 8);
    if (bytes == 0 && offset == 0) continue;  // no picture
    Extra extra = extra_of_mpf_type(type);
    if (extra == Extra::picture) {
      const std::uint32_t seen = std::min<std::uint32_t>(bytes, 4096);
      const Result<ByteView> picture = file.need(base + offset, seen, "a picture");
      if (picture.ok() && is_gain_map(*picture)) extra = Extra::gain_map;
    }
    found |= bit(extra);
  }
  return found;
}

class Parser {
 public:
  explicit Parser(Window& file) : file_(file) {}

  Result<Header> run() {
    std::uint64_t at = 2;
    for (std::uint32_t step = 0; step < kMaxSteps; ++step) {
      TRY_ASSIGN(const JpegSegmentHead segment, read_jpeg_segment_head(file_, at));
      const std::uint8_t marker = segment.marker;
      at = segment.end;
      if (marker == jpeg::kTem) continue;
      if (marker == jpeg::kJpegLs) return unsupported("a JPEG-LS file");
      if (marker < jpeg::kSof0 || jpeg::is_rst(marker) || marker == jpeg::kSoi || marker == jpeg::kEoi) {
        return corrupt("unexpected marker before the first JPEG scan", segment.offset);
      }
      if (marker == jpeg::kSos) {
        if (!framed_) return corrupt("JPEG scan without a frame header", segment.offset);
        return header_;
      }
      TRY(take(marker, segment.payload(), segment.size()));
    }
    return corrupt("no JPEG scan in sight", at);
  }

 private:
  Status take(std::uint8_t marker, std::uint64_t at, std::size_t size) {
    if (jpeg::is_sof(marker)) return frame(marker, at, size);
    if (marker == jpeg::kDhp) header_.unusual_coding = Has::yes;
    if (marker == jpeg::kApp1) return app1(at, size);
    if (marker == jpeg::kApp2) return app2(at, size);
    if (marker == jpeg::kApp11 && size >= 16) {
      TRY_ASSIGN(const ByteView box, file_.need(at, 16, "a JPEG APP11 segment"));
      if (is_jumbf(box)) header_.extras |= bit(Extra::credentials);
    }
    return {};
  }

  Status app2(std::uint64_t at, std::size_t size) {
    if (size < 12) return {};
    TRY_ASSIGN(const ByteView id, file_.need(at, std::min(size, kGainMap.size()), "a JPEG APP2 segment"));
    if (has_text(id, 0, kGainMap)) {
      header_.extras |= bit(Extra::gain_map);
    } else if (has_text(id, 0, kMpf)) {
      header_.extras |= mpf_extras(file_, at + 4, size - 4);
    }
    return {};
  }

  Status app1(std::uint64_t at, std::size_t size) {
    TRY_ASSIGN(const ByteView id, file_.need(at, std::min<std::size_t>(size, kXmp.size()), "a JPEG APP1 segment"));
    if (has_text(id, 0, kExif) && size > 6) {
      if (exif_) return {};
      exif_ = true;
      TRY_ASSIGN(header_.orientation, exif_orientation(file_, at + 6, size - 6));
    } else if (has_text(id, 0, kXmp)) {
      TRY_ASSIGN(const ByteView xmp, file_.need(at, size, "JPEG XMP"));
      header_.extras |= extras_by_xmp(xmp_in_utf8(xmp.subspan(kXmp.size())));
    }
    return {};
  }

  Status frame(std::uint8_t marker, std::uint64_t at, std::size_t size) {
    if (framed_) return corrupt("second JPEG frame header", at - 4);
    TRY_ASSIGN(const ByteView payload, file_.need(at, size, "the JPEG frame header"));
    TRY_ASSIGN(const JpegFrame frame, parse_jpeg_frame(marker, payload, at - 4));
    framed_ = true;
    header_.width = frame.width;
    header_.height = frame.height;
    header_.depth = frame.precision;
    header_.coding = jpeg::is_lossless(marker) ? Coding::lossless : Coding::lossy;
    if (jpeg::is_progressive(marker)) header_.interlaced = Has::yes;
    if (jpeg::is_arithmetic(marker)) header_.arithmetic = Has::yes;
    if (frame.precision != 8 || jpeg::is_lossless(marker) || jpeg::is_differential(marker)) {
      header_.unusual_coding = Has::yes;
    }
    constexpr std::array kColours = {Colour::grey, Colour::other, Colour::rgb,
                                     Colour::cmyk};  // 4: with Adobe or without
    header_.colour = kColours[frame.count - 1u];
    return {};
  }

  Window& file_;
  Header header_;
  bool framed_ = false, exif_ = false;
};

}  // namespace

Extras hidden_jpeg_extras(ByteView file) {
  Extras found = extras_in_xmp(xmp_in_utf8(read_jpeg_blobs(read_jpeg_opening(file).segments).xmp_extension));
  for (const ByteView part : unlisted_parts(file, jpeg_picture_end(file))) found |= extras_by_content(part);
  return static_cast<Extras>(found | late_jpeg_extras(file));
}

bool is_jpeg(ByteView prefix) {
  return has_text(prefix, 0, "\xFF\xD8\xFF");
}

Result<Header> read_jpeg_header(Window& file) {
  TRY_ASSIGN(const ByteView soi, file.need(0, 2, "the JPEG SOI marker"));
  if (be16(soi, 0) != 0xFFD8) return corrupt("no JPEG SOI marker", 0);
  return Parser(file).run();
}

}  // namespace whittle::container
