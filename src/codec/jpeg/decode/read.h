#pragma once
// From the bytes of a JPEG to its coefficients, by libjpeg-turbo's entropy decoder.

#include "base/bytes.h"
#include "base/deadline.h"
#include "codec/jpeg/coefficients.h"

namespace whittle::jpeg {

/// The coefficients of `file`; what follows its EOI is not looked at. Tables that no component uses are left out, and
/// components with equal tables share one. Errors: corrupt and truncated for anything that libjpeg would warn about;
/// unsupported for what cannot be written again from here: arithmetic coding, 12 bits, lossless and hierarchical files,
/// coefficients beyond the range of 8-bit samples, and progressive files whose scans leave out low frequencies, which
/// decoders smooth; timeout.
Result<Coefficients> read(ByteView file, Deadline deadline = {});

/// Reads `file` again and compares it with `expected`: size, components, tables, colour space and every coefficient
/// that belongs to the image. Errors: those of `read`, verification-failed.
Status compare(ByteView file, const Coefficients& expected, Deadline deadline = {});

}  // namespace whittle::jpeg
