#include "container/sniff.h"

#include "container/formats.h"

namespace whittle::container {

Format sniff(ByteView prefix) {
  for (const Parsers& row : all_parsers()) {
    if (row.recognises(prefix)) return row.format;
  }
  return Format::unknown;
}

}  // namespace whittle::container
