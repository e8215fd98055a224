#pragma once
// What other metadata says goes into the XMP of formats that have no other place for it.

#include "container/metadata.h"

namespace whittle::container {

/// Whether the XMP of an output takes what IPTC says of rights and captions: a packet that cannot be read takes no
/// more. Errors: unsupported.
Status check_room_in_xmp(const MetadataBlobs& blobs, const MetadataEdit& edit);

}  // namespace whittle::container
