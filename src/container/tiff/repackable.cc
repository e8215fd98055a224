// TIFF: what a repack must keep. Asked before, of the source: whether libvips' writer can say it; and afterwards, of
// the result: whether it does.

#include "container/tiff/fields.h"
#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

using namespace tiff;

enum Tag : std::uint16_t {
  kSubfileType = 254,
  kSubIfds = 330,
  kXResolution = 282,
  kYResolution = 283,
  kResolutionUnit = 296,
  kExifIfd = 34665,
  kPhotoshopLayers = 37724
};

Error unsupported(std::string message) {
  return make_error(Category::validation, Reason::unsupported, std::move(message));
}

Error differs(const std::string& what) {
  return make_error(Category::processing, Reason::verification_failed, "the encoded TIFF has another " + what);
}

/// What the page's directory points at.
Status check_directory(const TiffBlock& block, const TiffPage& page, const MetadataEdit& edit) {
  TRY_ASSIGN(const TiffDirectory directory, block.read(page.at));
  if (page.tiled()) return unsupported("a tiled TIFF would lose its tiles; convert it with -f");
  if (page.sub_images) return unsupported("the TIFF has sub-images, which would be lost; convert it with -f");
  if (page.reduced || (block.value_or(directory, kSubfileType, 0) & ~2u) != 0) {
    return unsupported("the TIFF has reduced-size or mask pages, which would be lost; convert it with -f");
  }
  if (directory.find(kPhotoshopLayers) != nullptr && !is_all(edit.strip)) {
    return unsupported("the TIFF has Photoshop's layers, which would be lost; add --strip all to let them go");
  }
  return {};
}

/// Whether all that its entries point at can be laid out anew.
Status check_entry(const TiffFile& file, const TiffEntry& entry, const MetadataEdit& edit) {
  if (is_exif_pointer(entry.tag)) {
    if (strips_directory(edit, entry.tag)) return {};
    if (read_subdirectory(file, entry, std::endian::native).complete) return {};
    return unsupported(entry.tag == kExifIfd
                           ? "the TIFF's EXIF has a maker note of unknown form or a part that cannot be read, which "
                             "would be lost; add --strip exif to let it go"
                           : "the TIFF's GPS tags cannot be read and would be lost; add --strip gps to let them go");
  }
  constexpr std::uint16_t kFirstPrivate = 32768;
  const bool goes = is_all(edit.strip) || (entry.tag >= kFirstPrivate && edit.strips(Metadata::comment));
  if (!leads_elsewhere(entry) || goes || entry.tag == kSubIfds) return {};
  return unsupported("the TIFF's tag " + std::to_string(entry.tag) +
                     " points at what this build does not know, which would be lost; convert it with -f");
}

/// What libvips' writer makes of the samples.
Status check_samples(const TiffPage& page) {
  if (page.photometric == kPalette) return unsupported("the TIFF's palette would be lost; convert it with -f");
  if (page.photometric == kYcbcr) return unsupported("the TIFF's YCbCr samples would become RGB; convert it with -f");
  if (page.extra_samples > 0 && page.extra_kind == kPremultiplied) {
    return unsupported("premultiplied alpha would not survive a repack; convert it with -f");
  }
  return {};
}

bool same_resolution(const TiffBlock& a, const TiffPage& of_a, const TiffBlock& b, const TiffPage& of_b) {
  const auto in_a = a.read(of_a.at), in_b = b.read(of_b.at);
  if (!in_a.ok() || !in_b.ok()) return false;
  for (const std::uint16_t tag : {kXResolution, kYResolution}) {
    const TiffEntry *const x = in_a->find(tag), *const y = in_b->find(tag);
    if ((x == nullptr || x->size == 0) != (y == nullptr || y->size == 0)) return false;
  }
  const bool stated = in_a->find(kXResolution) != nullptr || in_a->find(kResolutionUnit) != nullptr;
  constexpr std::uint64_t kInch = 2;
  return !stated || a.value_or(*in_a, kResolutionUnit, kInch) == b.value_or(*in_b, kResolutionUnit, kInch);
}

Status compare_pages(const TiffPage& a, const TiffPage& b) {
  const auto format = [](const TiffPage& page) {
    return page.sample_format == kVoid ? std::uint16_t{kUnsigned} : page.sample_format;
  };
  if (a.width != b.width || a.height != b.height) return differs("size");
  if (a.photometric != b.photometric || a.ink_set != b.ink_set) return differs("photometric interpretation");
  if (a.samples != b.samples || a.bits != b.bits || a.bits_differ != b.bits_differ) return differs("kind of samples");
  if (format(a) != format(b)) return differs("sample format");
  if (a.extra_samples != b.extra_samples || a.extra_kind != b.extra_kind) return differs("meaning of extra samples");
  if (a.orientation != b.orientation) return differs("orientation");
  return {};
}

}  // namespace

Status check_tiff_repackable(ByteView file, const MetadataEdit& edit) {
  TRY(check_tiff_readable(file));
  Window window(file);
  TRY_ASSIGN(const TiffBlock block, TiffBlock::open(window));
  if (block.is_big_tiff()) return unsupported("a BigTIFF is not repacked by this build; convert it with -f");
  const auto whole = read_tiff(file, window);
  if (!whole) return unsupported("the TIFF's directories cannot be read as a whole");
  for (const TiffDirectory& directory : whole->pages) {
    for (const TiffEntry& entry : directory.entries) TRY(check_entry(*whole, entry, edit));
  }
  TiffPages pages(block);
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) return {};
    TRY(check_directory(block, *page, edit));
    if (!edit.new_size) TRY(check_samples(*page));  // samples made anew are of another kind anyway
  }
}

Status compare_tiff_pages(ByteView source, ByteView encoded) {
  Window source_window(source), encoded_window(encoded);
  TRY_ASSIGN(const TiffBlock before, TiffBlock::open(source_window));
  TRY_ASSIGN(const TiffBlock after, TiffBlock::open(encoded_window));
  TiffPages pages_before(before), pages_after(after);
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> a, pages_before.next());
    TRY_ASSIGN(const std::optional<TiffPage> b, pages_after.next());
    if (a.has_value() != b.has_value()) return differs("number of pages");
    if (!a) return {};
    TRY(compare_pages(*a, *b));
    if (!same_resolution(before, *a, after, *b)) return differs("resolution");
  }
}

}  // namespace whittle::container
