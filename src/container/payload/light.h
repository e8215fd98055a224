#pragma once
// What HDR pictures say besides their colours: the display that they were made on (SMPTE ST 2086) and how bright they
// get (CTA-861.3). PNG and HEIF say the same, each in its units and order.

#include "base/bytes.h"

namespace whittle::container {

/// In the words of PNG: the data of its chunks mDCV and cLLI; empty where nothing is said.
struct Light {
  Bytes display, levels;
};

/// From the bodies of HEIF's boxes mdcv and clli; of another size they say nothing.
Bytes display_of_mdcv(ByteView body);
Bytes levels_of_clli(ByteView body);
/// The bodies that say the same. Levels are whole cd/m2 there.
Bytes mdcv_of(ByteView display);
Bytes clli_of(ByteView levels);

}  // namespace whittle::container
