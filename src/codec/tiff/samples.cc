#include "codec/tiff/samples.h"

#include "container/defect.h"

namespace whittle::tiff {
namespace {

using container::TiffPage;

constexpr std::uint32_t kMaxSamples = 32, kMaxTile = 65536;
constexpr std::uint64_t kMaxBand = std::uint64_t{1} << 32;  // bytes; more is no picture that anybody decodes here

bool one_of(std::uint32_t bits, std::initializer_list<std::uint32_t> sizes) {
  return std::find(sizes.begin(), sizes.end(), bits) != sizes.end();
}

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) {
  return a / b + (a % b != 0 ? 1 : 0);
}

}  // namespace

bool SampleReader::reads(const TiffPage& page) {
  if (!can_unpack(page) || page.bits_differ || !one_of(page.bits, {1, 2, 4, 8, 16, 32})) return false;
  if (page.samples > kMaxSamples || page.tile_width > kMaxTile || page.tile_height > kMaxTile) return false;
  const std::uint64_t row = std::uint64_t{std::max(page.width, page.tile_width)} * page.samples * page.bits / 8;
  const std::uint64_t rows = page.tiled() ? page.tile_height : std::min(page.rows_per_strip, page.height);
  return row <= kMaxBand && rows <= kMaxBand && row * rows <= kMaxBand;
}

SampleReader::SampleReader(ByteView file, const container::TiffBlock& block, const TiffPage& page)
    : file_(file), block_(block), page_(page) {
  planes_ = page.separate_planes ? page.samples : 1;
  samples_in_plane_ = page.separate_planes ? 1 : page.samples;
  segment_width_ = page.tiled() ? page.tile_width : page.width;
  band_rows_ = page.tiled() ? page.tile_height : std::max(1u, std::min(page.rows_per_strip, page.height));
  sample_bytes_ = std::max<std::size_t>(1, page.bits / 8);
  segment_row_bytes_ = (std::size_t{segment_width_} * samples_in_plane_ * page.bits + 7) / 8;
}

Result<ByteView> SampleReader::coded(std::uint64_t segment) const {
  TRY_ASSIGN(const std::uint64_t offset, block_.value(page_.offsets, segment));
  TRY_ASSIGN(std::uint64_t count, block_.value(page_.counts, segment));
  if (page_.compression == container::tiff::kUncompressed) {
    count = std::min<std::uint64_t>(count, segment_row_bytes_ * band_rows_);
  }
  if (offset > file_.size() || count > file_.size() - offset) {
    return container::truncated("TIFF strip or tile " + std::to_string(segment), std::min(offset, file_.size()));
  }
  return file_.subspan(offset, count);
}

Result<Unpacked> SampleReader::unpack_segment(std::uint64_t segment, std::uint32_t rows) {
  TRY_ASSIGN(const ByteView bytes, coded(segment));
  const std::size_t size = segment_row_bytes_ * rows;
  // Most files need no copy: what they hold is what is asked for.
  if (page_.compression == container::tiff::kUncompressed && page_.fill_order != 2 && bytes.size() >= size) {
    segment_ = bytes.first(size);
    return Unpacked::yes;
  }
  unpacked_.resize(size);
  segment_ = unpacked_;
  const std::size_t row_samples = std::size_t{segment_width_} * samples_in_plane_;
  const Unpacked state = unpack(page_, bytes, block_.order(), row_samples, samples_in_plane_, unpacked_);
  if (state == Unpacked::damaged) {
    return container::corrupt("TIFF strip or tile " + std::to_string(segment) + " ends early or is damaged,",
                              static_cast<std::uint64_t>(bytes.data() - file_.data()));
  }
  return state;
}

Result<SampleReader::Band> SampleReader::band(std::uint32_t top) {
  const std::uint32_t across = divide_up(page_.width, segment_width_);
  const std::uint64_t segments_of_plane = std::uint64_t{across} * divide_up(page_.height, band_rows_);
  Band band;
  band.rows = std::min(band_rows_, page_.height - top);
  const bool turn = block_.order() != std::endian::native && sample_bytes_ > 1;
  if (!page_.tiled() && planes_ == 1 && page_.bits >= 8 && !turn) {  // a strip is the band
    TRY_ASSIGN(band.state, unpack_segment(top / band_rows_, band.rows));
    band.samples = segment_;
    return band;
  }
  band_.resize(std::size_t{band.rows} * page_.width * page_.samples * sample_bytes_);
  for (std::uint32_t plane = 0; plane < planes_; ++plane) {
    for (std::uint32_t column = 0; column < across; ++column) {
      const std::uint64_t segment = plane * segments_of_plane + std::uint64_t{top / band_rows_} * across + column;
      TRY_ASSIGN(band.state, unpack_segment(segment, page_.tiled() ? band_rows_ : band.rows));
      if (band.state != Unpacked::yes) return band;
      spread({column * segment_width_, band.rows, plane});
    }
  }
  band.samples = band_;
  return band;
}

/// The segment's pixels to their place in the band.
void SampleReader::spread(const Place& place) {
  const std::size_t count = std::size_t{std::min(segment_width_, page_.width - place.x)} * samples_in_plane_;
  const std::size_t step = page_.separate_planes ? page_.samples : 1;
  for (std::uint32_t row = 0; row < place.rows; ++row) {
    const std::size_t pixel = std::size_t{row} * page_.width + place.x;
    spread_row(row * segment_row_bytes_, pixel * page_.samples + place.plane, count, step);
  }
}

/// `count` samples from byte `from` of the segment to every `step`th sample of the band.
void SampleReader::spread_row(std::size_t from, std::size_t to, std::size_t count, std::size_t step) {
  if (page_.bits < 8) {
    const unsigned mask = (1u << page_.bits) - 1;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t bit = i * page_.bits;
      const unsigned shift = 8 - page_.bits - bit % 8;
      band_[to + i * step] = std::byte(std::to_integer<unsigned>(segment_[from + bit / 8]) >> shift & mask);
    }
    return;
  }
  const bool turn = block_.order() != std::endian::native && sample_bytes_ > 1;
  if (!turn && step == 1) {
    std::copy_n(segment_.begin() + static_cast<std::ptrdiff_t>(from), count * sample_bytes_,
                band_.begin() + static_cast<std::ptrdiff_t>(to * sample_bytes_));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::byte* const out = band_.data() + (to + i * step) * sample_bytes_;
    const std::byte* const in = segment_.data() + from + i * sample_bytes_;
    for (std::size_t byte = 0; byte < sample_bytes_; ++byte) out[byte] = in[turn ? sample_bytes_ - 1 - byte : byte];
  }
}

}  // namespace whittle::tiff
