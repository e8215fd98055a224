// TIFF: what other formats take over. A TIFF is built as an EXIF block is, but with pixels and places in it; here the
// tags that EXIF knows too are put into a block of their own, with the directories of EXIF and GPS. IPTC, which most
// formats have no place for, becomes XMP.

#include "container/payload/iptc.h"
#include "container/tiff/fields.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kOrientation = 274,
  kXResolution = 282,
  kYResolution = 283,
  kResolutionUnit = 296,
  kXmp = 700,
  kIptc = 33723,
  kPhotoshop = 34377
};

/// Description, maker, resolution, software, date, artist, host, copyright. The pixels are turned, so no orientation,
/// and across is what was down.
constexpr std::uint16_t kShared[] = {270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 33432};

bool is_shared(const TiffEntry& entry) {
  return entry.size > 0 && std::binary_search(std::begin(kShared), std::end(kShared), entry.tag);
}

/// EXIF has texts of type ASCII; other readers know no UTF-8 (type 129, EXIF 3.0).
void as_ascii(TiffField& field) {
  constexpr std::uint16_t kAscii = 2, kUtf8 = 129;
  if (field.type == kUtf8) field.type = kAscii;
}

/// Whether across has become down: libvips turns the pixels.
bool is_turned(const TiffFile& file) {
  return file.block.value_or(file.pages.front(), kOrientation, 1) >= 5;
}

Bytes exif_of(const TiffFile& file) {
  const std::endian order = file.block.order();
  const TiffDirectory& page = file.pages.front();
  const bool turned = is_turned(file);
  std::vector<TiffField> fields;
  bool says_something = false;  // besides the resolution, which goes with other things only
  for (const TiffEntry& entry : page.entries) {
    if (is_exif_pointer(entry.tag)) {
      TiffSubdirectory inner = read_subdirectory(file, entry, order);
      if (inner.fields.empty()) continue;
      constexpr std::uint16_t kLong = 4;
      fields.push_back({entry.tag, kLong, 1, {}, {}, std::move(inner.fields)});
    } else if (is_shared(entry)) {
      fields.push_back(field_of(file, entry, order));
      as_ascii(fields.back());
      if (turned && entry.tag == kXResolution) fields.back().tag = kYResolution;
      if (turned && entry.tag == kYResolution) fields.back().tag = kXResolution;
    } else {
      continue;
    }
    says_something = says_something || entry.tag < kXResolution || entry.tag > kResolutionUnit;
  }
  if (!says_something) return {};
  sort_fields(fields);
  using namespace std::string_view_literals;
  const ByteView head = as_bytes(order == std::endian::little ? "II*\0\0\0\0\0"sv : "MM\0*\0\0\0\0"sv);
  Bytes out(head.begin(), head.end());
  store_number(out, 4, append_directory(out, fields, order), 4, order);
  return out;
}

std::optional<Density> density_of(const TiffFile& file) {
  std::optional<Density> density = density_in(file.block, file.pages.front(), file.bytes);
  if (density && is_turned(file)) std::swap(density->x, density->y);
  return density;
}

Rights rights_of(const TiffFile& file) {
  Rights rights;
  for (const TiffEntry& entry : file.pages.front().entries) {
    if (entry.size == 0) continue;
    if (entry.tag == kPhotoshop) rights.add(rights_in_irb(file.raw(entry)));
    if (entry.tag == kIptc) rights.add(rights_in_iptc(iptc_records(file.raw(entry))));
  }
  return rights;
}

}  // namespace

void complete_tiff_blobs(ByteView bytes, MetadataBlobs& blobs) {
  Window window(bytes);
  const auto file = read_tiff(bytes, window);
  if (!file || file->pages.empty()) return;
  blobs.exif = exif_of(*file);
  const TiffEntry* const xmp = file->pages.front().find(kXmp);
  const ByteView packet = xmp != nullptr ? file->raw(*xmp) : ByteView{};
  blobs.xmp.assign(packet.begin(), packet.end());
  blobs.density = density_of(*file);
  add_rights(blobs, rights_of(*file));
}

}  // namespace whittle::container
