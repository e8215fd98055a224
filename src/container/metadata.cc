#include "container/metadata.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "container/extras.h"
#include "container/formats.h"
#include "container/payload/iptc.h"
#include "container/payload/xmp.h"
#include "container/tail.h"

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
  e.turn = edit.turn;
  return edit_exif(exif, e);
}

Bytes edited_xmp(ByteView xmp, const MetadataEdit& edit) {
  if (xmp.empty()) return {};
  constexpr MetadataSet kParts =
      bit(Metadata::xmp) | bit(Metadata::copyright) | bit(Metadata::gps) | bit(Metadata::extras);
  if ((edit.strip & kParts) == 0 && !edit.orientation) return {xmp.begin(), xmp.end()};
  std::string text = xmp_in_utf8(xmp);
  const auto without = [&](Metadata kind, bool (*unwanted)(const XmpProperty&)) {
    if (edit.strips(kind)) text = xmp_without(text, unwanted);
  };
  without(Metadata::copyright, is_rights_property);
  without(Metadata::gps, is_place_property);
  if (edit.strips(Metadata::extras)) text = xmp_without_extras(text);
  const bool holds_extras = extras_in_xmp(text) != 0 && !edit.strips(Metadata::extras);
  const bool all = (edit.strips(Metadata::xmp) && !holds_extras) ||
                   (edit.strips(Metadata::gps) && xmp_names_place(text)) ||
                   (edit.strips(Metadata::extras) && extras_by_xmp(text) != 0);
  if (all) text = edit.strips(Metadata::copyright) ? std::string{} : xmp_of_rights(text);
  Bytes out(as_bytes(text).begin(), as_bytes(text).end());
  if (edit.orientation) set_xmp_orientation(out, *edit.orientation);
  return out;
}

Bytes edited_irb(ByteView irb, const MetadataEdit& edit) {
  if (edit.strips(Metadata::iptc)) return edit.strips(Metadata::copyright) ? Bytes{} : irb_of_rights(irb);
  return irb_without(irb, edit.new_size ? edit.strip | bit(Metadata::thumb) : edit.strip);
}

void complete_blobs(Format format, ByteView file, MetadataBlobs& blobs) {
  const Parsers* const row = find_parsers(format);
  if (row != nullptr && row->complete_blobs != nullptr) row->complete_blobs(file, blobs);
  const ByteView body = exif_body(blobs.exif);  // some put what JPEG begins it with into a WebP, too
  blobs.exif = Bytes(body.begin(), body.end());
  if (!blobs.density) blobs.density = exif_density(blobs.exif);
  add_rights(blobs, {});
}

void add_comment(MetadataBlobs& blobs, ByteView comment) {
  if (is_mark(comment)) return;
  std::string_view text = as_text(comment);
  text = text.substr(0, text.find_last_not_of('\0') + 1);
  const auto is_control = [](char c) {
    return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
  };
  if (text.empty() || std::any_of(text.begin(), text.end(), is_control)) return;
  blobs.comments.push_back(is_valid_utf8(text) ? std::string(text) : from_latin1(text));
}

void add_rights(MetadataBlobs& blobs, const Rights& rights) {
  const std::string complete = xmp_with_rights(xmp_in_utf8(blobs.xmp), rights);
  blobs.xmp.assign(as_bytes(complete).begin(), as_bytes(complete).end());
}

MetadataBlobs edited(const MetadataBlobs& blobs, const MetadataEdit& edit) {
  MetadataBlobs out;
  if (edit.profile == MetadataEdit::Profile::keep) out.icc = blobs.icc;
  out.exif = edited_exif(blobs.exif, edit);
  out.xmp = edited_xmp(blobs.xmp, edit);
  if (edit.code_points) out.light = blobs.light;
  if (!edit.strips(Metadata::comment)) out.comments = blobs.comments;
  out.density = edited_density(blobs.density, edit);
  // Only the records: beside them Photoshop keeps copies of EXIF, XMP and a thumbnail. Without them whose it is stands
  // in the XMP.
  if (!edit.strips(Metadata::iptc)) out.irb = irb_of_records(edited_irb(blobs.irb, edit));
  if (out.xmp.empty() && !blobs.xmp.empty()) {  // which was not put into one that cannot be read
    const std::string said = xmp_with_rights({}, rights_in_irb(edited_irb(blobs.irb, edit)));
    out.xmp.assign(as_bytes(said).begin(), as_bytes(said).end());
  }
  if (blobs.iptc == MetadataBlobs::Iptc::in_xmp) {
    const std::string complete = xmp_with(xmp_in_utf8(out.xmp), captions_in_irb(std::exchange(out.irb, {})));
    out.xmp.assign(as_bytes(complete).begin(), as_bytes(complete).end());
  }
  return out;
}

std::optional<Density> edited_density(const std::optional<Density>& density, const MetadataEdit& edit) {
  if (!density || is_all(edit.strip)) return std::nullopt;
  if (edit.turn == Turn::none) return density;
  return Density{density->unit, density->y, density->x};
}

bool tells_position(const MetadataBlobs& blobs) {
  return exif_tells_position(blobs.exif) || xmp_tells_position(xmp_in_utf8(blobs.xmp));
}

Result<Bytes> with_metadata(Format format, Bytes encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const Parsers* const row = find_parsers(format);
  if (row == nullptr || row->with_metadata == nullptr) return encoded;
  TRY_ASSIGN(Bytes out, row->with_metadata(ByteView(encoded).first(picture_end(encoded, format)), source, edit));
  if (!source.container.empty()) append(out, kept_tail(source.container, format, edit));
  return out;
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
