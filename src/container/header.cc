#include "container/header.h"

#include "container/defect.h"
#include "container/formats.h"

namespace whittle::container {

Result<Header> read_header(ByteSource& source, Format format) {
  const Parsers* const row = find_parsers(format);
  if (row == nullptr) return unsupported("not an image of a known format");
  Window file(source);
  Result<Header> header = row->read_header(file);
  if (!header.ok()) return header;
  header->format = format;
  if (header->width == 0 || header->height == 0) return corrupt("image without pixels: width or height is zero", 0);
  return header;
}

}  // namespace whittle::container
