#include "container/xmp_room.h"

#include "container/payload/iptc.h"
#include "container/payload/xmp.h"

namespace whittle::container {

Status check_room_in_xmp(const MetadataBlobs& blobs, const MetadataEdit& edit) {
  const Bytes xmp = edited_xmp(blobs.xmp, edit);
  if (xmp.empty() || read_xmp(xmp_in_utf8(xmp))) return {};
  const Bytes irb = edited_irb(blobs.irb, edit);  // stays as it is in some formats, unless IPTC is stripped
  const bool in_xmp = blobs.iptc == MetadataBlobs::Iptc::in_xmp, goes = edit.strips(Metadata::iptc);
  const bool captions = in_xmp && !goes && !captions_in_irb(irb).empty();
  const bool rights = (in_xmp || goes) && !rights_in_irb(irb).empty();
  if (!captions && !rights) return {};
  return make_error(Category::validation, Reason::unsupported,
                    std::string("has XMP that cannot be read, and ") + (captions ? "captions" : "a copyright") +
                        " of IPTC that would have to go into it: add --strip xmp to let the XMP go");
}

}  // namespace whittle::container
