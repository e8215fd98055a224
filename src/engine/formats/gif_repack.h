#pragma once
// The GIF encoder at work: GIF to GIF, frame by frame.

#include "container/metadata.h"
#include "engine/engine.h"

namespace whittle::engine {

/// Whether the job turns a GIF into one of the same size: what shows the same, unless loss is allowed.
bool keeps_gif_frames(const container::Header& facts, const Settings& settings);

/// What becomes of a GIF's metadata.
container::MetadataEdit gif_edit(const Settings& settings);

/// The same pictures in fewer bytes, with the metadata that is to stay; read again and compared. Errors: unsupported
/// for what viewers show differently already; corrupt; verification-failed.
Result<Candidate> repack_gif(const Job& job);

/// Whether `candidate` shows the same as the input, frame by frame, and plays alike. Errors: verification-failed.
Status compare_gif_repack(const Job& job, ByteView candidate);

}  // namespace whittle::engine
