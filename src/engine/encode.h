#pragma once
// One encode of pixels that are ready for it: save in one or more ways, put the metadata back, check, choose.

#include <memory>

#include "container/timing.h"
#include "engine/formats.h"
#include "engine/prepare.h"

namespace whittle::engine {

/// A job whose source has been decoded and prepared.
struct Encoding {
  const Job& job;
  const FormatRow& row;
  bool exact;                        // the encoded pixels must be the prepared ones
  bool searches = false;             // they are encoded more than once
  Pixels pixels = Pixels::changed;   // whether the prepared ones are those of the input
  container::MetadataBlobs blobs{};  // of the source, as it has them
  container::Timing timing{};        // of the source, as the format can say it
  Prepared prepared{};
  container::MetadataSource metadata{};
  std::unique_ptr<LossyEncoder> encoder{};  // where the format has one of ours
};

/// The same job for other pixels, which are encoded to learn from: without metadata. `encoding` must outlive it.
Encoding part_of(const Encoding& encoding, vips::ImagePtr pixels);

/// The smallest encoding of the prepared pixels that passed its check; with metadata, without a mark. `settings` differ
/// from the job's in quality, fidelity or effort alone.
///
/// A result that is called lossless has been opened again from its final bytes and compared with the pixels that were
/// to be encoded. Lossy results are opened again as far as the header: size, frames and timing. Decoding all their
/// pixels would cost 3-6 % of the time and prove little, so `verified` stays false for them.
Result<Candidate> encode(const Encoding& encoding, const Settings& settings);

/// `candidate` with the mark that says what was done, where the job wants one.
Result<Candidate> marked(const Encoding& encoding, Candidate candidate);

/// The prepared pixels as one way of encoding has them, with metadata; neither checked nor, for PNG, made small.
Result<Bytes> save_with_metadata(const Encoding& encoding, const Variant& variant);

/// Whether `bytes` open and have the layout of the prepared pixels; without loss, their values and profile too.
Status check_encoded(const Encoding& encoding, ByteView bytes, Fidelity fidelity);

}  // namespace whittle::engine
