#include "container/metadata.h"

#include <algorithm>
#include <string_view>

#include "container/formats.h"

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

Result<Bytes> with_metadata(Format format, Bytes encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const Parsers* const row = find_parsers(format);
  if (row == nullptr || row->with_metadata == nullptr) return encoded;
  return row->with_metadata(encoded, source, edit);
}

std::optional<Mark> read_mark(ByteView file, Format format) {
  const Parsers* const row = find_parsers(format);
  if (row == nullptr || row->read_mark == nullptr) return std::nullopt;
  return row->read_mark(file);
}

}  // namespace whittle::container
