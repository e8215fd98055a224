#include "container/metadata.h"

#include <algorithm>
#include <string_view>

#include "container/extras.h"
#include "container/formats.h"
#include "container/payload/iptc.h"
#include "container/payload/xmp.h"

namespace whittle::container {
namespace {

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
  if (xmp.empty()) return {};
  std::string text(as_text(xmp));
  const auto without = [&](Metadata kind, bool (*unwanted)(const XmpProperty&)) {
    if (edit.strips(kind)) text = xmp_without(text, unwanted);
  };
  without(Metadata::copyright, is_rights_property);
  without(Metadata::gps, is_position_property);
  if (edit.strips(Metadata::extras)) text = xmp_without_extras(text);
  const bool all = edit.strips(Metadata::xmp) ||
                   (edit.strips(Metadata::gps) && text.find("GPS") != std::string::npos) ||
                   (edit.strips(Metadata::extras) && extras_by_xmp(text) != 0);
  if (all) text = edit.strips(Metadata::copyright) ? std::string{} : xmp_of_rights(text);
  Bytes out(as_bytes(text).begin(), as_bytes(text).end());
  if (edit.orientation) set_xmp_orientation(out, *edit.orientation);
  return out;
}

Bytes edited_irb(ByteView irb, const MetadataEdit& edit) {
  const bool rights = !edit.strips(Metadata::copyright);
  if (edit.strips(Metadata::iptc)) return rights ? irb_with(irb, Keep::rights_only) : Bytes{};
  return irb_with(irb, rights ? Keep::all : Keep::all_but_rights);
}

void complete_blobs(Format format, ByteView file, MetadataBlobs& blobs) {
  const Parsers* const row = find_parsers(format);
  if (row != nullptr && row->complete_blobs != nullptr) row->complete_blobs(file, blobs);
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

std::uint64_t most_inflated(Format format) {
  constexpr std::uint64_t kEach = 16 << 20;  // as png/text.h takes; who has more keeps none of it
  return format == Format::png || format == Format::jxl ? 4 * kEach : 0;
}

}  // namespace whittle::container
