// TIFF: what other formats take over. A TIFF is built as an EXIF block is, but with pixels and places in it; here the
// tags that EXIF knows too are put into a block of their own, with the directories of EXIF and GPS. What IPTC says of
// rights becomes XMP too, since most formats have no place for it.

#include "container/payload/iptc.h"
#include "container/tiff/fields.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kXResolution = 282,
  kYResolution = 283,
  kResolutionUnit = 296,
  kXmp = 700,
  kIptc = 33723,
  kPhotoshop = 34377
};

/// Description, maker, resolution, software, date, artist, host, copyright. The pixels are turned, so no orientation.
constexpr std::uint16_t kShared[] = {270, 271, 272, 282, 283, 296, 305, 306, 315, 316, 33432};

bool is_shared(const TiffEntry& entry) {
  return entry.size > 0 && std::binary_search(std::begin(kShared), std::end(kShared), entry.tag);
}

/// EXIF has texts of type ASCII; other readers know no UTF-8 (type 129, EXIF 3.0).
void as_ascii(TiffField& field) {
  constexpr std::uint16_t kAscii = 2, kUtf8 = 129;
  if (field.type == kUtf8) field.type = kAscii;
}

Bytes exif_of(const TiffFile& file) {
  const std::endian order = file.block.order();
  const TiffDirectory& page = file.pages.front();
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
  const std::size_t first = append_directory(out, fields, order);  // before `out` is looked at: it may move
  store_number(out, 4, first, 4, order);
  return out;
}

/// Photoshop's resources, with the bare records among them where they hold none.
Bytes irb_of(const TiffFile& file) {
  const TiffDirectory& page = file.pages.front();
  const TiffEntry *const resources = page.find(kPhotoshop), *const records = page.find(kIptc);
  const ByteView irb = resources != nullptr ? file.raw(*resources) : ByteView{};
  return irb_with_records(irb, records != nullptr ? iptc_records(file.raw(*records)) : Bytes{});
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
  blobs.density = density_in(file->block, file->pages.front(), bytes);
  blobs.irb = irb_of(*file);
  add_rights(blobs, rights_in_irb(blobs.irb));
}

}  // namespace whittle::container
