#include "container/integrity.h"

#include "container/defect.h"
#include "container/formats.h"

namespace whittle::container {

Status check_integrity(ByteView file, Format format) {
  const FormatRow* const row = find_format_row(format);
  if (row == nullptr || row->check_integrity == nullptr) return unsupported("no integrity check for this format");
  return row->check_integrity(file);
}

}  // namespace whittle::container
