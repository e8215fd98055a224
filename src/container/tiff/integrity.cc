// TIFF: for every page, as many strips or tiles as the picture needs, all inside the file. Values of other tags may lie
// beyond its end: libtiff passes over such a tag, and readable.cc says what becomes of the file.

#include "container/defect.h"
#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

/// A 4-gigapixel scan in 64-pixel tiles has a million.
constexpr std::uint64_t kMaxSegments = 1u << 24;

class Check {
 public:
  Check(Window& file, const TiffBlock& block) : file_(file), block_(block) {}

  Status page(const TiffPage& page) {
    if (page.offsets.count == 0) {
      // Old-style JPEG keeps its pixels elsewhere; no engine touches it.
      if (page.compression == tiff::kOldJpeg) return {};
      return corrupt("TIFF page without pixels", page.at);
    }
    const std::uint64_t needed = page.segments();
    if (page.counts.count < needed) return {};  // some readers compute them; no engine touches it
    if (page.offsets.count < needed) {
      return corrupt("TIFF page with fewer strips or tiles than its size needs", page.at);
    }
    segments_ += needed;
    if (segments_ > kMaxSegments) return corrupt("too many TIFF strips or tiles", page.at);
    const bool plain = page.compression == tiff::kUncompressed && page.photometric != tiff::kYcbcr &&
                       !page.bits_differ && !page.tiled();
    const std::uint64_t most = plain ? bytes_needed(page) : 0;
    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < needed; ++i) {
      TRY_ASSIGN(const std::uint64_t offset, block_.value(page.offsets, i));
      TRY_ASSIGN(std::uint64_t count, block_.value(page.counts, i));
      if (plain) count = std::min(count, most);  // some writers state too much; nobody reads it
      if (count == 0) return {};                 // a hole, or not known; as above
      if (offset > file_.size() || count > file_.size() - offset) {
        return truncated("TIFF strip or tile " + std::to_string(i), std::min(offset, file_.size()));
      }
      bytes += count;
    }
    if (page.compression == tiff::kUncompressed && page.photometric != tiff::kYcbcr && bytes < bytes_needed(page)) {
      return truncated("the uncompressed pixels of a TIFF page", page.at);
    }
    return {};
  }

 private:
  static std::uint64_t bytes_needed(const TiffPage& page) {
    if (page.bits_differ) return 0;
    const std::uint64_t samples = std::min<std::uint64_t>(page.samples, 65535),
                        bits = std::min<std::uint64_t>(page.bits, 64);
    const std::uint64_t row = (page.width * samples * bits + 7) / 8;
    return row > UINT64_MAX / page.height ? UINT64_MAX : row * page.height;
  }

  Window& file_;
  const TiffBlock& block_;
  std::uint64_t segments_ = 0;
};

}  // namespace

Status check_tiff(ByteView bytes) {
  Window file(bytes);
  TRY_ASSIGN(const TiffBlock block, TiffBlock::open(file, 0, file.size()));
  TiffPages pages(block);
  Check check(file, block);
  std::uint64_t count = 0;
  for (;;) {
    TRY_ASSIGN(const std::optional<TiffPage> page, pages.next());
    if (!page) break;
    ++count;
    TRY(check.page(*page));
  }
  if (count == 0) return corrupt("TIFF without a directory", 4);
  return {};
}

}  // namespace whittle::container
