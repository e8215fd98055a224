#pragma once
// Questions to and edits of an EXIF block (a TIFF structure, without the "Exif\0\0" that JPEG puts before it).
//
// Blocks are edited in place: entries are taken out of their directory and their bytes overwritten with zeros, nothing
// else moves. Maker notes hold offsets relative to the block that nobody can find and mend, so a block must not be laid
// out anew.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "container/payload/density.h"
#include "container/payload/rights.h"
#include "container/window.h"

namespace whittle::container {

struct ExifEdit {
  enum class Keep {
    all,
    essentials  ///< a new block of Orientation, Artist and Copyright, as far as there are any
  };
  struct Size {
    std::uint32_t width = 0, height = 0;
  };

  Keep keep = Keep::all;
  bool remove_gps = false;
  Turn turn = Turn::none;  ///< of the pixels: XResolution and YResolution change places
  bool remove_thumbnail = false;
  bool remove_copyright = false;                 ///< Copyright and Artist
  std::optional<std::uint8_t> orientation = {};  ///< what the block must say afterwards; unset: what it says
  std::optional<Size> pixel_size =
      {};  ///< new values for PixelXDimension and PixelYDimension, where the block has them
};

/// The block after `edit`; empty when nothing is left to say. A block that needs an edit but cannot be parsed is
/// dropped. Pure.
Bytes edit_exif(ByteView exif, const ExifEdit& edit);

/// Copyright and Artist; texts that are not UTF-8 count as ISO 8859-1. The notices of photographer and editor are a
/// line each.
Rights rights_in_exif(ByteView exif);

/// Whether it says where the picture, or what it shows, is. A GPS directory without a place says nothing.
bool exif_tells_position(ByteView exif);

/// The resolution of the picture, as its first directory says it.
std::optional<Density> exif_density(ByteView exif);

/// `exif` without the "Exif\0\0" prefix, if it has one.
ByteView exif_body(ByteView exif);

/// The orientation (1-8) that an EXIF block ("II*\0..." or "MM\0*...") of `size` bytes at `base` states; 1 when it
/// states none or is malformed: that is no defect of the picture. Errors: only those of the source.
Result<std::uint8_t> exif_orientation(Window& file, std::uint64_t base, std::uint64_t size);

}  // namespace whittle::container
