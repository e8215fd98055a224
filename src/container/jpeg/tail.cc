#include "container/jpeg/tail.h"

#include "container/extras.h"
#include "container/header.h"
#include "container/jpeg/blobs.h"
#include "container/jpeg/jpeg.h"
#include "container/jpeg/mpf.h"
#include "container/payload/xmp.h"
#include "container/tail.h"

namespace whittle::container {
namespace {

Extras announced(ByteView jpeg) {
  Window file(jpeg);
  const Result<Header> header = read_jpeg_header(file);
  return header.ok() ? static_cast<Extras>(header->extras & kIrreplaceable) : Extras{0};
}

}  // namespace

JpegTail jpeg_tail(ByteView jpeg, const MetadataEdit& edit) {
  JpegTail tail{jpeg_picture_end(jpeg), {}, edit};
  const ByteView rest = jpeg.subspan(tail.at);
  if (!rest.empty() && tail_stays(rest, find_extras(jpeg, Format::jpeg), edit)) tail.bytes = rest;
  if (!edit.strips(Metadata::xmp) || edit.strips(Metadata::extras)) return tail;
  const JpegBlobs blobs = read_jpeg_blobs(read_jpeg_opening(jpeg).segments);
  const std::string packet = xmp_in_utf8(blobs.xmp);
  const Extras inside = extras_in_xmp(packet) | extras_in_xmp(xmp_in_utf8(blobs.xmp_extension));
  if (inside != 0 || (!tail.bytes.empty() && extras_by_xmp(packet) != 0))
    tail.edit.strip = static_cast<MetadataSet>(edit.strip & ~bit(Metadata::xmp));
  return tail;
}

Status append_jpeg_tail(Bytes& output, ByteView source, const JpegTail& tail) {
  if (tail.bytes.empty()) return {};
  const std::size_t end = output.size();
  append(output, tail.bytes);
  TRY(move_mpf_pictures(output, end, source, tail.at));
  const Extras lost = static_cast<Extras>(announced(source) & ~announced(output));
  if (lost == 0) return {};
  return make_error(Category::validation, (lost & bit(Extra::gain_map)) != 0 ? Reason::gain_map : Reason::extras,
                    "has more behind the picture, announced in XMP that holds a position: keep gps");
}

}  // namespace whittle::container
