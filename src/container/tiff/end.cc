// TIFF: which bytes a file refers to. What stands behind the last of them belongs to no page.

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "container/payload/ifd.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

/// Directories that are visited; a file with more is taken as a whole.
constexpr std::size_t kMaxDirectories = 4096;
/// Strips and tiles of all of them.
constexpr std::uint64_t kMaxSegments = 1u << 24;

/// Tags whose values are offsets of other directories: SubIFDs, EXIF, GPS, interoperability.
constexpr std::array<std::uint16_t, 4> kDirectories = {330, 34665, 34853, 40965};
/// Offsets of pixels and the tags with their sizes: strips, tiles, the streams of old-style JPEG.
constexpr std::array<std::pair<std::uint16_t, std::uint16_t>, 3> kPixels = {{{273, 279}, {324, 325}, {513, 514}}};

class Extent {
 public:
  Extent(const TiffBlock& block, std::uint64_t size) : block_(block), size_(size) {}

  /// nullopt when not all can be followed.
  std::optional<std::uint64_t> run() {
    pending_.push_back(block_.first_ifd());
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if (i == kMaxDirectories) return std::nullopt;
      const Result<TiffDirectory> directory = block_.read(pending_[i]);
      if (!directory.ok()) return std::nullopt;
      take(*directory);
      if (segments_ > kMaxSegments) return std::nullopt;
    }
    return end_;
  }

 private:
  void take(const TiffDirectory& directory) {
    reach(directory.next_at + (block_.is_big_tiff() ? 8 : 4));
    visit(directory.next);
    for (const TiffEntry& entry : directory.entries) {
      reach(entry.data + entry.size);
      if (std::find(kDirectories.begin(), kDirectories.end(), entry.tag) == kDirectories.end()) continue;
      for (std::uint64_t i = 0; i < std::min<std::uint64_t>(entry.count, kMaxDirectories); ++i) {
        visit(block_.value_or(entry, i, 0));
      }
    }
    for (const auto& [offsets, sizes] : kPixels) {
      const TiffEntry *const where = directory.find(offsets), *const how_much = directory.find(sizes);
      if (where != nullptr && how_much != nullptr) take_pixels(*where, *how_much);
    }
  }

  void take_pixels(const TiffEntry& where, const TiffEntry& how_much) {
    if (where.size == 0 || how_much.size == 0) return;
    for (std::uint64_t i = 0; i < std::min(where.count, how_much.count) && ++segments_ <= kMaxSegments; ++i) {
      reach(block_.value_or(where, i, 0) + block_.value_or(how_much, i, 0));
    }
  }

  void reach(std::uint64_t end) { end_ = std::max(end_, std::min(end, size_)); }

  void visit(std::uint64_t at) {
    const bool known = std::find(pending_.begin(), pending_.end(), at) != pending_.end();
    if (at != 0 && !known && pending_.size() <= kMaxDirectories) pending_.push_back(at);
  }

  const TiffBlock& block_;
  std::uint64_t size_, end_ = 8, segments_ = 0;
  std::vector<std::uint64_t> pending_;
};

}  // namespace

std::size_t tiff_picture_end(ByteView file) {
  Window window(file);
  const Result<TiffBlock> block = TiffBlock::open(window);
  if (!block.ok()) return file.size();
  const std::optional<std::uint64_t> end = Extent(*block, file.size()).run();
  return end ? static_cast<std::size_t>(*end) : file.size();
}

}  // namespace whittle::container
