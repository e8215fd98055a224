#pragma once
// From coefficients to the bytes of a JPEG, in the scans that take the fewest. Written here, not by libjpeg: it has one
// script for all pictures and loads a table for each scan, and both cost bytes.

#include "base/bytes.h"
#include "base/deadline.h"
#include "codec/jpeg/coefficients.h"
#include "codec/jpeg/scans/script.h"

namespace whittle::jpeg {

struct WriteOptions {
  int effort = 5;         ///< 0-9, how long the best scans are looked for
  bool baseline = false;  ///< one sequential scan, for readers that know no other
  ByteView markers;       ///< whole APPn and COM segments, to stand behind JFIF and Adobe
  Deadline deadline;
};

/// A whole file, SOI to EOI. Errors: timeout; processing-failed for what no JPEG can be.
Result<Bytes> write(const Coefficients& coefficients, const WriteOptions& options);

}  // namespace whittle::jpeg
