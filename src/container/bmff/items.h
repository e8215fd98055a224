#pragma once
// The `meta` box of a HEIF file (AVIF, HEIC): items, the properties tied to them and the references between them.
// Nothing is stored: each question is one walk over a table that lies inside the file, so memory is constant.

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "container/boxes.h"

namespace whittle::container {

/// Up to 16 item ids; more are dropped.
struct HeifIds {
  std::array<std::uint32_t, 16> id{};
  std::uint32_t count = 0;
};

/// What the properties of one item say.
struct HeifProperties {
  std::uint32_t width = 0, height = 0;  ///< ispe, or of it what clap leaves
  std::uint8_t depth = 0;               ///< pixi, else the codec's configuration; 0: unstated
  std::uint8_t orientation = 1;         ///< irot and imir as EXIF
  bool monochrome = false;
  bool oblong_pixels = false;  ///< pasp
  bool alpha = false;          ///< auxC says: alpha plane
  bool gain_map = false;       ///< auxC says: Apple's HDR gain map
  bool depth_map = false;      ///< auxC says: depth or disparity
};

/// The property boxes tied to one item, in the order in which they apply; those that cannot be found are empty.
struct HeifPropertyBoxes {
  std::array<Box, 64> box{};  ///< no writer ties more than a dozen to one item
  std::size_t count = 0;
};

class HeifMeta {
 public:
  /// `meta` is the box. Errors: no primary item (corrupt), truncated.
  static Result<HeifMeta> open(Window& file, const Box& meta);

  std::uint32_t primary() const { return primary_; }
  const Box& item_locations() const { return iloc_; }   ///< iloc, may be empty
  const Box& item_properties() const { return iprp_; }  ///< iprp, may be empty
  const Box& item_data() const { return idat_; }        ///< idat, may be empty

  Result<bool> has_item_of_type(std::uint32_t type) const;
  /// Whether there is a picture to be seen besides the primary one: no thumbnail, no auxiliary plane, no tile of
  /// another.
  Result<bool> has_other_pictures() const;
  Result<HeifPropertyBoxes> property_boxes(std::uint32_t item) const;
  Result<HeifProperties> properties(std::uint32_t item) const;
  /// Items that refer to `item` by `type` ("auxl": its alpha plane).
  Result<HeifIds> references_to(std::uint32_t item, std::uint32_t type) const;
  /// Items that `item` refers to by `type` ("dimg": the tiles of a grid).
  Result<HeifIds> references_from(std::uint32_t item, std::uint32_t type) const;

 private:
  struct Associations;

  explicit HeifMeta(Window& file) : file_(&file) {}
  Result<HeifIds> references(std::uint32_t item, std::uint32_t type, bool from) const;
  Result<bool> is_part_of_another(std::uint32_t item) const;
  Status associations(std::uint32_t item, Associations& found) const;
  Status associations_in(const Box& ipma, std::uint32_t item, Associations& found) const;

  Window* file_;
  Box iinf_, iref_, iprp_, iloc_, idat_;
  std::uint32_t primary_ = 0;
};

/// Whether `meta` names a picture to be shown; that of a sequence need not, whose pictures are its samples.
Result<bool> names_primary(Window& file, const Box& meta);

/// Whether a brand of the box `ftyp`, main or compatible, is one of sequences: it promises a box `moov`.
Result<bool> names_bmff_sequence(Window& file, const Box& ftyp);

/// Depth and monochrome flag of a codec configuration box (av1C, hvcC); others say nothing.
Status read_codec_configuration(Window& file, const Box& box, HeifProperties& properties);

}  // namespace whittle::container
