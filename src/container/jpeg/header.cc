// JPEG: marker segments up to the first scan. APPn segments of 64 KB and more of them may come before the frame header,
// so payloads are stepped over unseen, except the few that say something: EXIF, XMP, MPF.

#include <array>

#include "container/defect.h"
#include "container/jpeg/jpeg.h"
#include "container/jpeg/markers.h"
#include "container/payload/exif.h"
#include "container/payload/ifd.h"

namespace whittle::container {
namespace {

using namespace std::string_view_literals;
constexpr std::string_view kExif = "Exif\0"sv, kXmp = "http://ns.adobe.com/xap/1.0/\0"sv, kMpf = "MPF\0"sv;

/// Whether `xmp` sets the property `name` to a positive number, as attribute or element.
bool xmp_says(std::string_view xmp, std::string_view name) {
  for (std::size_t at = xmp.find(name); at != std::string_view::npos; at = xmp.find(name, at + 1)) {
    const std::size_t value = xmp.find_first_not_of(" \t\r\n=>\"'", at + name.size());
    if (value == std::string_view::npos) return false;
    if (xmp[value] >= '1' && xmp[value] <= '9') return true;
  }
  return false;
}

/// XMP of Ultra HDR, Apple and Adobe gain maps and of motion photos: pictures or a film behind the EOI.
bool announces_trailer(std::string_view xmp) {
  return xmp.find("/hdr-gain-map/") != std::string_view::npos || xmp.find("/HDRGainMap/") != std::string_view::npos ||
         xmp_says(xmp, ":MotionPhoto") || xmp_says(xmp, ":MicroVideo") ||
         xmp.find("Item:Semantic=\"GainMap\"") != std::string_view::npos;
}

/// MPF (CIPA DC-007): an IFD with the number of images in the file.
bool mpf_has_images(Window& file, std::uint64_t base, std::uint64_t size) {
  constexpr std::uint16_t kNumberOfImages = 0xB001;
  const Result<TiffBlock> mpf = TiffBlock::open(file, base, size);
  if (!mpf.ok()) return true;  // malformed: whatever it was to describe, better not touch it
  const Result<TiffIfd> ifd = mpf->ifd(mpf->first_ifd());
  if (!ifd.ok()) return true;
  const Result<TiffEntry> entry = mpf->find(*ifd, kNumberOfImages);
  if (!entry.ok() || entry->count == 0) return true;
  const Result<std::uint64_t> images = mpf->value(*entry, 0);
  return !images.ok() || *images >= 2;
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
    if (marker == jpeg::kApp2 && size >= 12) {
      TRY_ASSIGN(const ByteView id, file_.need(at, 4, "a JPEG APP2 segment"));
      if (has_text(id, 0, kMpf) && mpf_has_images(file_, at + 4, size - 4)) header_.gain_map = Has::yes;
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
      if (announces_trailer({reinterpret_cast<const char*>(xmp.data()), xmp.size()})) header_.gain_map = Has::yes;
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

bool is_jpeg(ByteView prefix) {
  return has_text(prefix, 0, "\xFF\xD8\xFF");
}

Result<Header> read_jpeg_header(Window& file) {
  TRY_ASSIGN(const ByteView soi, file.need(0, 2, "the JPEG SOI marker"));
  if (be16(soi, 0) != 0xFFD8) return corrupt("no JPEG SOI marker", 0);
  return Parser(file).run();
}

}  // namespace whittle::container
