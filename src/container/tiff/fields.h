#pragma once
// Directories of a TIFF taken apart into fields, which hold their values, and put together again elsewhere, in another
// byte order if need be.

#include <bit>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "container/metadata.h"
#include "container/payload/ifd.h"

namespace whittle::container {

/// A file in memory and its directories, each without the second of two entries of one tag: as libtiff, the first
/// counts.
struct TiffFile {
  ByteView bytes;
  TiffBlock block;
  std::vector<TiffDirectory> pages;

  ByteView raw(const TiffEntry& entry) const { return bytes.subspan(entry.data, entry.size); }
};

/// `window` is one over `bytes`; both must outlive the result. nullopt where a directory cannot be read.
std::optional<TiffFile> read_tiff(ByteView bytes, Window& window);

/// Takes the second of two entries of one tag out.
void drop_repeated(std::vector<TiffEntry>& entries);

/// An entry with its values, apart from any file.
struct TiffField {
  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;
  ByteView inside = {};                   ///< of an encoder's entry: the 4 bytes as they are
  std::optional<Bytes> values = {};       ///< in the order of the file that they go into
  std::vector<TiffField> directory = {};  ///< what the entry is to point at, instead of values
  std::uint64_t stood_at = 0;             ///< of an entry of a subdirectory; a maker note counts from the file's start

  bool made() const { return values.has_value() || !directory.empty(); }
};

/// The values of an entry in the byte order `order`.
TiffField field_of(const TiffFile& file, const TiffEntry& entry, std::endian order);
/// Bytes that have no order.
TiffField field_of_bytes(std::uint16_t tag, Bytes bytes);
void sort_fields(std::vector<TiffField>& fields);

/// Whether an entry points at a directory or holds what nobody knows the size of, so that it cannot be copied.
bool leads_elsewhere(const TiffEntry& entry);

/// The bytes of IPTC records, which are often typed as LONGs: as they are, or, where a program has taken them for
/// numbers and turned them, turned back.
Bytes iptc_records(ByteView values);

/// Puts the values and then the directory behind `out`, all of a classic TIFF; returns its offset. The offset of the
/// next directory, its last 4 bytes, is 0.
std::size_t append_directory(Bytes& out, const std::vector<TiffField>& fields, std::endian order);
/// The values behind `out`, the directory as it is to stand somewhere in it.
Bytes make_directory(Bytes& out, const std::vector<TiffField>& fields, std::endian order);

/// Whether a tag points at the directory of EXIF or GPS.
bool is_exif_pointer(std::uint16_t tag);
/// Whether that directory goes; as in other formats GPS is a part of EXIF.
bool strips_directory(const MetadataEdit& edit, std::uint16_t pointer);

/// The directory that EXIF or GPS tags stand in, at the place that `pointer` says, with what it points at. Empty when
/// there is none. `complete`: whether all of it is there as it was. A maker note whose places are not understood is
/// not: it goes as it is, and how far it has been moved is said beside it (OffsetSchema, as Microsoft's programs do).
struct TiffSubdirectory {
  std::vector<TiffField> fields;
  bool complete = true;
};
TiffSubdirectory read_subdirectory(const TiffFile& file, const TiffEntry& pointer, std::endian order);

}  // namespace whittle::container
