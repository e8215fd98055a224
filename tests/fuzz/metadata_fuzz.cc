// libFuzzer target: what files carry beside their pictures, and XMP, IPTC and EXIF under every edit.

#include <cstdlib>

#include "container/extras.h"
#include "container/metadata.h"
#include "container/payload/xmp.h"
#include "container/sniff.h"

using namespace whittle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const Format format = container::sniff(bytes.first(std::min(size, container::kSniffBytes)));
  (void)container::find_extras(bytes, format);
  container::MetadataBlobs blobs;
  container::complete_blobs(format, bytes, blobs);
  (void)container::with_metadata(format, Bytes(bytes.begin(), bytes.end()), {bytes, {}}, {});
  for (const MetadataSet strip : {MetadataSet{0}, kSafeStrip, bit(Metadata::copyright), bit(Metadata::gps),
                                  bit(Metadata::extras), kAllMetadata}) {
    container::MetadataEdit edit;
    edit.strip = strip;
    (void)container::edited_exif(bytes, edit);
    if (container::edited_irb(bytes, edit).size() > bytes.size() + 1) std::abort();
    const Bytes xmp = container::edited_xmp(bytes, edit);
    const bool readable = container::read_xmp(as_text(bytes)).has_value();
    if (readable && !xmp.empty() && !container::read_xmp(as_text(xmp))) std::abort();
  }
  return 0;
}
