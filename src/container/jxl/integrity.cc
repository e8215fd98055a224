// The JPEG XL container: all boxes at the top, and every part of the codestream. A bare codestream has no end to check.

#include "container/boxes.h"
#include "container/defect.h"
#include "container/jxl/jxl.h"

namespace whittle::container {

Status check_jxl(ByteView bytes) {
  Window file(bytes);
  TRY(read_jxl_header(file));
  TRY_ASSIGN(const ByteView first, file.need(0, 2, "the JPEG XL signature"));
  if (be16(first, 0) == 0xFF0A) return {};
  Boxes boxes(file, 0, file.size());
  bool complete = false, partial = false;
  for (;;) {
    TRY_ASSIGN(const std::optional<Box> box, boxes.next_at_top(complete ? Boxes::Rest::anything : Boxes::Rest::boxes));
    if (!box) break;
    if (box->type == fourcc("jxlc")) {
      if (complete || partial) return corrupt("second JPEG XL codestream", box->offset);
      complete = true;
    } else if (box->type == fourcc("jxlp")) {
      if (complete) return corrupt("JPEG XL codestream behind its last part", box->offset);
      BoxCursor cursor(file, *box);
      TRY_ASSIGN(const std::uint64_t index, cursor.number(4));
      complete = (index & 0x80000000) != 0;
      partial = true;
    }
  }
  if (!complete) return truncated("the JPEG XL container, before the last part of its codestream", file.size());
  return {};
}

}  // namespace whittle::container
