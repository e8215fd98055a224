#pragma once
// What the container code of each format offers, a row a format. Only formats.cc includes the formats' folders.
//
// To add a format: its folder, with one small header, and its row.

#include <optional>
#include <span>

#include "container/header.h"
#include "container/metadata.h"
#include "container/timing.h"
#include "container/window.h"

namespace whittle::container {

/// Nothing here keeps state. What a format does not have is null.
struct Parsers {
  Format format = Format::unknown;
  /// Whether `prefix`, the first kSniffBytes of a file or all of a shorter one, carries the format's signature.
  bool (*recognises)(ByteView prefix) = nullptr;
  /// See container/header.h; leaves Header::format to the caller.
  Result<Header> (*read_header)(Window& file) = nullptr;
  /// See container/integrity.h.
  Status (*check_integrity)(ByteView file) = nullptr;
  /// What the file carries beside what its header tells; see container/extras.h. Null: nothing.
  Extras (*hidden_extras)(ByteView file) = nullptr;
  /// See container/tail.h. Null: nothing stands behind it, or the format keeps its own account.
  std::size_t (*picture_end)(ByteView file) = nullptr;
  /// See container/metadata.h. Null: the encoder writes the metadata, and nothing is added.
  Result<Bytes> (*with_metadata)(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) = nullptr;
  /// See container/metadata.h. Null: libvips delivers all.
  void (*complete_blobs)(ByteView file, MetadataBlobs& blobs) = nullptr;
  /// See container/metadata.h.
  std::optional<Mark> (*read_mark)(ByteView file) = nullptr;
  /// See container/timing.h. Null: it has no frames, or none that we can write.
  Timing (*read_timing)(ByteView file) = nullptr;
};

/// In the order in which signatures are tried.
std::span<const Parsers> all_parsers();
/// Null for Format::unknown.
const Parsers* find_parsers(Format format);

}  // namespace whittle::container
