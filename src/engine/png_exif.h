#pragma once
// The little of EXIF that an optimizer must understand: the orientation, which is not metadata, and where the position
// is.

#include "base/bytes.h"

namespace whittle::engine::png {

/// 1-8; 1 when there is none or the data is damaged. `exif` begins with the TIFF header, as in eXIf.
unsigned exif_orientation(ByteView exif);

/// An EXIF block that says only the orientation.
Bytes orientation_exif(unsigned orientation);

/// Takes the GPS directory out: its entry in the first directory, and its bytes are cleared. Does nothing to damaged
/// data.
void remove_gps(Bytes& exif);

}  // namespace whittle::engine::png
