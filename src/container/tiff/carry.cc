#include "container/tiff/carry.h"

#include <algorithm>

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kArtist = 315,
  kXmp = 700,
  kCopyright = 33432,
  kIptc = 33723,
  kPhotoshop = 34377,
  kProfile = 34675,
  kPixelX = 40962,
  kPixelY = 40963,
  kCredentials = 52545,
};
constexpr std::uint16_t kLong = 4;  // a type

// Tags that describe how the pixels are laid out and coded: the encoder writes its own.
constexpr std::uint16_t kCoding[] = {256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282,   283,   284,  288,
                                     289, 292, 293, 296, 317, 320, 322, 323, 324, 325, 330, 338,   339,   347,  512,
                                     513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 34016, 37724, 65535};
// Tags that speak of the values of samples, and mean nothing of others: screens, least and largest values, response.
constexpr std::uint16_t kOfSamples[] = {263, 264, 265, 280, 281, 290, 291, 340, 341, 532};
// Tags that say what colours the samples are: transfer function, white, primaries, inks.
constexpr std::uint16_t kOfColours[] = {301, 318, 319, 332, 333, 334, 336};
// Tags of the source's page that libvips writes with values of its own: kind and number of the page, inks.
constexpr std::uint16_t kInvented[] = {254, 255, 297, 332};

template <std::size_t kSize>
bool is_among(std::uint16_t tag, const std::uint16_t (&tags)[kSize]) {
  return std::binary_search(std::begin(tags), std::end(tags), tag);
}

// The profile by libvips, the others here and edited.
bool carried_otherwise(std::uint16_t tag) {
  return tag == kXmp || tag == kProfile || tag == kIptc || tag == kPhotoshop;
}

// Texts that EXIF knows too: document, description, maker, software, date, host.
bool is_text_tag(std::uint16_t tag) {
  return tag == 269 || tag == 270 || tag == 271 || tag == 272 || tag == 285 || tag == 305 || tag == 306 || tag == 316;
}

bool wanted(const TiffEntry& entry, const MetadataEdit& edit) {
  if (is_among(entry.tag, kCoding) || carried_otherwise(entry.tag) || entry.size == 0) return false;
  if (leads_elsewhere(entry) || entry.tag == kCredentials) return false;
  if (edit.new_size && is_among(entry.tag, kOfSamples)) return false;
  if (edit.colour_tags == MetadataEdit::ColourTags::drop && is_among(entry.tag, kOfColours)) return false;
  if (entry.tag == kArtist || entry.tag == kCopyright) return !edit.strips(Metadata::copyright);
  if (is_text_tag(entry.tag)) return !edit.strips(Metadata::exif);
  if (entry.tag < 32768) return true;  // TIFF 6 baseline and extensions: page names, positions, transfer functions
  const bool geographic = entry.tag == 33550 || entry.tag == 33922 || entry.tag == 34264 ||
                          (entry.tag >= 34735 && entry.tag <= 34737) || entry.tag == 42112 || entry.tag == 42113;
  return geographic ? !edit.strips(Metadata::gps) : !edit.strips(Metadata::comment);
}

/// EXIF's or GPS' directory; with new pixels EXIF's sizes are theirs.
std::optional<TiffField> subdirectory(const TiffFile& source, const TiffEntry& entry, const MetadataEdit& edit,
                                      std::endian order) {
  if (strips_directory(edit, entry.tag)) return std::nullopt;
  std::vector<TiffField> fields = read_subdirectory(source, entry, order).fields;
  for (TiffField& field : fields) {
    if (!edit.new_size || (field.tag != kPixelX && field.tag != kPixelY)) continue;
    field = {field.tag, kLong, 1, {}, Bytes{}, {}};
    append_number(*field.values, field.tag == kPixelX ? edit.new_size->width : edit.new_size->height, 4, order);
  }
  if (fields.empty()) return std::nullopt;
  return TiffField{entry.tag, kLong, 1, {}, {}, std::move(fields)};
}

/// XMP, and IPTC records bare or in Photoshop's image resources, as `edit` leaves them: bytes whatever their type says,
/// so that no order of bytes can turn them.
std::optional<TiffField> packet(const TiffFile& source, const TiffEntry& entry, const MetadataEdit& edit) {
  const ByteView before = source.raw(entry);
  Bytes whole(before.begin(), before.end());
  const Bytes plain = entry.tag == kIptc ? iptc_records(before) : whole;
  Bytes after = entry.tag == kXmp ? edited_xmp(plain, edit) : edited_irb(plain, edit);
  if (after.empty()) return std::nullopt;
  if (after != plain) return field_of_bytes(entry.tag, std::move(after));
  return TiffField{entry.tag, entry.type, entry.count, {}, std::move(whole), {}};
}

}  // namespace

bool is_invented(std::uint16_t tag) {
  return is_among(tag, kInvented);
}

bool is_exif_text(std::uint16_t tag) {
  return is_text_tag(tag) || tag == kArtist || tag == kCopyright;
}

std::optional<TiffField> carried_tiff_entry(const TiffFile& source, const TiffEntry& entry, const MetadataEdit& edit,
                                            std::endian order) {
  if (is_exif_pointer(entry.tag)) return subdirectory(source, entry, edit, order);
  if (entry.size == 0) return std::nullopt;
  if (entry.tag == kXmp || entry.tag == kIptc || entry.tag == kPhotoshop) return packet(source, entry, edit);
  if (!wanted(entry, edit)) return std::nullopt;
  return field_of(source, entry, order);
}

}  // namespace whittle::container
