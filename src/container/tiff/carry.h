#pragma once
// What becomes of an entry of a TIFF directory, of a file or of EXIF, on its way into the directory of an output.

#include <optional>

#include "container/tiff/fields.h"

namespace whittle::container {

/// The entry after `edit`, in the byte order `order`; nullopt: it goes, or is the encoder's business.
std::optional<TiffField> carried_tiff_entry(const TiffFile& source, const TiffEntry& entry, const MetadataEdit& edit,
                                            std::endian order);

/// Whether libvips writes the tag with a value of its own where the source has one, or none.
bool is_invented(std::uint16_t tag);
/// Texts of a page that EXIF has too: its description, who made it and whose it is.
bool is_exif_text(std::uint16_t tag);

}  // namespace whittle::container
