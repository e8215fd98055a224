// AVIF: libvips writes the metadata; only the mark is ours. HEIC is never written.

#include "container/bmff/bmff.h"
#include "container/boxes.h"
#include "container/defect.h"

namespace whittle::container {

Result<Bytes> avif_with_metadata(ByteView encoded, const MetadataSource&, const MetadataEdit& edit) {
  Bytes out(encoded.begin(), encoded.end());
  if (edit.mark.empty()) return out;
  append_be32(out, 8 + edit.mark.size());  // a "free" box at the end moves nothing that offsets point at
  append(out, as_bytes("free"));
  append(out, as_bytes(edit.mark));
  return out;
}

std::optional<Mark> read_avif_mark(ByteView file) {
  Window window(file);
  Boxes boxes(window, 0, file.size());
  std::optional<Mark> mark;
  for (;;) {
    const auto box = boxes.next();
    if (!box.ok() || !*box) return mark;
    if ((*box)->type != fourcc("free")) continue;
    if (const auto found = parse_mark(file.subspan((*box)->body, (*box)->size()))) mark = found;
  }
}

}  // namespace whittle::container
