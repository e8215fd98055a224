// AVIF: libvips writes XMP and the profile; EXIF, which it would pass through libexif, colours and the mark are ours.
// HEIC is never written.

#include "container/bmff/bmff.h"
#include "container/boxes.h"
#include "container/defect.h"

namespace whittle::container {

Result<Bytes> avif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  Bytes out(encoded.begin(), encoded.end());
  if (edit.code_points) {
    TRY_ASSIGN(out, avif_with_code_points(std::move(out), *edit.code_points));
  }
  if (!source.container.empty() && edit.colour_tags == MetadataEdit::ColourTags::keep) {
    TRY_ASSIGN(out, avif_with_light(std::move(out), source.container));
  }
  if (source.container.empty()) {
    TRY_ASSIGN(out, avif_with_light(std::move(out), edited(source.blobs, edit).light));
  }
  const Bytes exif = edited_exif(source.container.empty() ? source.blobs.exif : avif_exif(source.container), edit);
  if (!exif.empty() && avif_exif(out).empty()) {
    TRY_ASSIGN(out, avif_with_exif(std::move(out), exif));
  }
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
