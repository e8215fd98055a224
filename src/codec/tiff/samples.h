#pragma once
// The samples of a TIFF page, straight from its strips or tiles, by code that libtiff and libvips have no part in: the
// second opinion on what a file shows.

#include "base/result.h"
#include "codec/tiff/unpack.h"

namespace whittle::tiff {

/// Gives a page in bands: the rows of a strip, or of a row of tiles. Takes memory for one band and one tile.
class SampleReader {
 public:
  /// `file` is what `block` was opened on; all three must outlive the reader.
  SampleReader(ByteView file, const container::TiffBlock& block, const container::TiffPage& page);

  /// Whether pages of this kind are read: `can_unpack`, samples of one size of 1, 2, 4, 8, 16 or 32 bits.
  static bool reads(const container::TiffPage& page);

  std::uint32_t rows_of_band() const { return band_rows_; }  ///< of all but the last
  std::size_t sample_bytes() const { return sample_bytes_; }

  struct Band {
    Unpacked state = Unpacked::yes;
    std::uint32_t rows = 0;
    /// rows x width x samples, interleaved whatever the file does: of 1, 2 and 4 bits a byte with the value, of 8 bits
    /// a byte, of 16 and 32 bits in this machine's order. Valid until the next call.
    ByteView samples = {};
  };
  /// The band that begins with row `top`, a multiple of `rows_of_band`. Errors: corrupt, truncated, with the place of
  /// the strip or tile.
  Result<Band> band(std::uint32_t top);

 private:
  struct Place {
    std::uint32_t x, rows, plane;
  };
  Result<ByteView> coded(std::uint64_t segment) const;
  Result<Unpacked> unpack_segment(std::uint64_t segment, std::uint32_t rows);
  void spread(const Place& place);
  void spread_row(std::size_t from, std::size_t to, std::size_t count, std::size_t step);

  ByteView file_;
  const container::TiffBlock& block_;
  const container::TiffPage& page_;
  std::uint32_t planes_, samples_in_plane_;
  std::uint32_t segment_width_, band_rows_;  ///< pixels
  std::size_t sample_bytes_, segment_row_bytes_;
  ByteView segment_;  ///< the strip or tile that was unpacked last
  Bytes unpacked_, band_;
};

}  // namespace whittle::tiff
