#pragma once
// JPEG to JPEG with the same coefficients: every decoder shows the same pixels.

#include "engine/engine.h"

namespace whittle::engine {

/// Whether the job is one for `repack_jpeg`.
bool is_jpeg_repack(const container::Header& facts, const Settings& settings);

/// The smaller of a new coding of the coefficients and the old one, with the metadata that is to stay and what of the
/// bytes behind the EOI stays (container/jpeg/tail.h). Read again and compared before it is returned, metadata too.
/// Errors: those of jpeg::read; gain-map, extras when what is behind the EOI could not be kept; unsupported when the
/// colours were to be converted; verification-failed.
Result<Candidate> repack_jpeg(const Job& job);

/// Whether `candidate`, made by `repack_jpeg` for `job`, has the same coefficients. Errors: verification-failed.
Status compare_jpeg_repack(const Job& job, ByteView candidate);

}  // namespace whittle::engine
