#pragma once
// Properties that are added to an AVIF.

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::container {

/// `avif`, as an encoder has just written it, with `property`, a whole box, tied to the primary picture. Errors:
/// processing-failed when it is not what an encoder writes.
Result<Bytes> with_property(Bytes avif, ByteView property);

}  // namespace whittle::container
