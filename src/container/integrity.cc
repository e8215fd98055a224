#include "container/integrity.h"

#include "container/defect.h"
#include "container/formats.h"

namespace whittle::container {

Status check_integrity(ByteView file, Format format) {
  const Parsers* const row = find_parsers(format);
  if (row == nullptr || row->check_integrity == nullptr) return unsupported("no integrity check for this format");
  return row->check_integrity(file);
}

}  // namespace whittle::container
