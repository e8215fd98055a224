#pragma once
// The GIF encoder at work: GIF to GIF, frame by frame.

#include "base/deadline.h"
#include "engine/engine.h"

namespace whittle::engine {

/// Whether the job turns a GIF into one that shows the same.
bool keeps_gif_frames(const container::Header& facts, const Settings& settings);

/// The same pictures in fewer bytes, with the metadata that is to stay; read again and compared. Errors: unsupported
/// for what viewers show differently already; corrupt; verification-failed.
Result<Candidate> repack_gif(const Job& job);

/// Whether `candidate` shows the same as the input, frame by frame, and plays alike. Errors: verification-failed.
Status compare_gif_repack(const Job& job, ByteView candidate);

/// `file`, which a saver has just written, in fewer bytes where that can be. Errors: timeout, verification-failed.
Result<Bytes> recode_gif(Bytes file, const Settings& settings, const Deadline& deadline);

}  // namespace whittle::engine
