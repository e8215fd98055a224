#include "container/timing.h"

#include "container/formats.h"

namespace whittle::container {

Timing read_timing(ByteView file, Format format) {
  const Parsers* const row = find_parsers(format);
  return row == nullptr || row->read_timing == nullptr ? Timing{} : row->read_timing(file);
}

}  // namespace whittle::container
