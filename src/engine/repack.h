#pragma once
// Engines that work on the file itself instead of its decoded pixels, and so keep more of it. They call no libvips: a
// process that has only them is small, and forks in a fraction of the time.

#include "engine/engine.h"

namespace whittle::engine {

/// Such an engine, taken wherever it can be. Its functions may throw std::bad_alloc.
struct Repack {
  /// Whether the job asks for nothing that it would have to change.
  bool (*keeps_pixels)(const container::Header& facts, const Settings& settings) = nullptr;
  Result<Candidate> (*run)(const Job& job) = nullptr;
  /// Whether `candidate`, made by `run`, shows the same as the input. Errors: verification-failed.
  Status (*compare)(const Job& job, ByteView candidate) = nullptr;
  /// The source without what decoders pass over; nullopt: as it is. Errors: those of files that are to be left alone.
  Result<std::optional<Bytes>> (*as_read)(const Job& job) = nullptr;
};

/// The one of a format; nullptr when it has none.
const Repack* repack_of(Format format);

}  // namespace whittle::engine
