#include "container/tail.h"

#include "container/formats.h"

namespace whittle::container {
namespace {

/// Not what it announces, but what it looks like: enough to keep it when all is stripped.
bool looks_like_something(ByteView rest) {
  const std::string_view text = as_text(rest);
  return text.find("\xFF\xD8\xFF") != text.npos || text.find("ftyp") != text.npos || text.ends_with("SEFT");
}

}  // namespace

std::size_t picture_end(ByteView file, Format format) {
  const Parsers* const row = find_parsers(format);
  return row == nullptr || row->picture_end == nullptr ? file.size() : row->picture_end(file);
}

Extras extras_behind(ByteView file, Format format) {
  return extras_by_content(file.subspan(picture_end(file, format)));
}

bool tail_stays(ByteView rest, Extras extras, const MetadataEdit& edit) {
  if ((extras & kIrreplaceable) != 0) return !edit.strips(Metadata::extras);
  if ((extras & bit(Extra::preview)) != 0) return !edit.strips(Metadata::thumb) && !edit.new_size;
  return !is_all(edit.strip) || (looks_like_something(rest) && !edit.strips(Metadata::extras));
}

ByteView kept_tail(ByteView file, Format format, const MetadataEdit& edit) {
  const ByteView rest = file.subspan(picture_end(file, format));
  return tail_stays(rest, extras_by_content(rest), edit) ? rest : ByteView{};
}

}  // namespace whittle::container
