#pragma once
// Directories of one TIFF structure, written into another.

#include "base/bytes.h"
#include "container/payload/ifd.h"

namespace whittle::container {

/// The values of `entry` of `block`, a structure in `bytes`, in the byte order `order`.
Bytes tiff_values(const TiffBlock& block, ByteView bytes, const TiffEntry& entry, std::endian order);

/// Appends the directory at `at` of `block`, and those of EXIF, GPS and interoperability that it points to, to `out`, a
/// classic TIFF structure of the byte order `order`. Only what `wanted` names; all when it is null. Where it stands in
/// `out`; 0: there is nothing to be written.
std::size_t append_directory(Bytes& out, std::endian order, const TiffBlock& block, ByteView bytes, std::uint64_t at,
                             bool (*wanted)(std::uint16_t tag) = nullptr);

}  // namespace whittle::container
