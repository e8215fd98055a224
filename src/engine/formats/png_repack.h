#pragma once
// The lossless PNG engine at work: PNG to PNG, and the last step of every PNG that is made from pixels.

#include "base/deadline.h"
#include "engine/engine.h"

namespace whittle::engine {

/// Whether the job turns a PNG into one of the same pixels, but for what a palette loses.
bool keeps_png_pixels(const container::Header& facts, const Settings& settings);

/// The file without what decoders pass over; nullopt: as it is. Errors: unsupported for one that has what only
/// its maker understands, or on which decoders disagree.
Result<std::optional<Bytes>> read_png_source(const Job& job);

/// The same picture or animation in fewer bytes, with the metadata that is to stay. Errors: those of png::optimize.
Result<Candidate> repack_png(const Job& job);

/// Whether `candidate` shows the same as the input, frames and colours under full transparency included. Errors:
/// verification-failed.
Status compare_png_repack(const Job& job, ByteView candidate);

/// `encoded`, which an encoder has just written, in fewer bytes.
Result<Bytes> recode_png(Bytes encoded, const Settings& settings, const Deadline& deadline);

}  // namespace whittle::engine
