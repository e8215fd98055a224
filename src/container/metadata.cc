#include "container/metadata.h"

#include <algorithm>
#include <string_view>

namespace whittle::container {
namespace {

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Writes `orientation` into tiff:Orientation, as attribute or element, where the packet has one: a digit for a digit.
void set_xmp_orientation(Bytes& xmp, std::uint8_t orientation) {
  constexpr std::string_view kName = "tiff:Orientation";
  std::string_view text = as_text(xmp);
  for (std::size_t at = text.find(kName); at != text.npos; at = text.find(kName, at + 1)) {
    std::size_t digit = at + kName.size();
    while (digit < text.size() && (text[digit] == '=' || text[digit] == ' ' || text[digit] == '"' ||
                                   text[digit] == '\'' || text[digit] == '>')) {
      ++digit;
    }
    if (digit > at + kName.size() && digit < text.size() && text[digit] >= '1' && text[digit] <= '8') {
      xmp[digit] = std::byte('0' + orientation);
    }
  }
}

}  // namespace

Bytes edited_exif(ByteView exif, const MetadataEdit& edit) {
  if (exif.empty()) return {};
  ExifEdit e;
  e.keep = edit.strips(Metadata::exif) ? ExifEdit::Keep::essentials : ExifEdit::Keep::all;
  e.remove_gps = edit.strips(Metadata::gps);
  e.remove_thumbnail = edit.strips(Metadata::thumb) || edit.new_size.has_value();
  e.remove_copyright = edit.strips(Metadata::copyright);
  e.orientation = edit.orientation;
  e.pixel_size = edit.new_size;
  return edit_exif(exif, e);
}

Bytes edited_xmp(ByteView xmp, const MetadataEdit& edit) {
  if (xmp.empty() || edit.strips(Metadata::xmp)) return {};
  if (edit.strips(Metadata::gps) && as_text(xmp).find("GPS") != std::string_view::npos) return {};
  Bytes out(xmp.begin(), xmp.end());
  if (edit.orientation) set_xmp_orientation(out, *edit.orientation);
  return out;
}

MetadataBlobs edited(const MetadataBlobs& blobs, const MetadataEdit& edit) {
  MetadataBlobs out;
  if (edit.profile == MetadataEdit::Profile::keep) out.icc = blobs.icc;
  out.exif = edited_exif(blobs.exif, edit);
  out.xmp = edited_xmp(blobs.xmp, edit);
  return out;
}

namespace {

/// A "free" box at the end moves nothing that offsets point at.
void append_mark_box(Bytes& file, const MetadataEdit& edit) {
  if (edit.mark.empty()) return;
  append_be32(file, 8 + edit.mark.size());
  append(file, as_bytes("free"));
  append(file, as_bytes(edit.mark));
}

}  // namespace

Result<Bytes> with_metadata(Format format, Bytes encoded, const MetadataSource& source, const MetadataEdit& edit) {
  switch (format) {
    case Format::jpeg:
      return jpeg_with_metadata(encoded, source, edit);
    case Format::png:
      return png_with_metadata(encoded, source, edit);
    case Format::webp:
      return webp_with_metadata(encoded, source, edit);
    case Format::gif:
      return gif_with_metadata(encoded, source, edit);
    case Format::tiff:
      return tiff_with_metadata(encoded, source, edit);
    case Format::avif:
      append_mark_box(encoded, edit);
      return encoded;
    default:
      return encoded;
  }
}

}  // namespace whittle::container
