#include "container/window.h"

#include "container/defect.h"

namespace whittle::container {

Result<ByteView> Window::need(std::uint64_t offset, std::size_t count, std::string_view what) {
  if (offset > size_ || count > size_ - offset) return truncated(what, offset);
  if (offset < start_ || offset + count > start_ + view_.size()) {
    TRY(load(offset, count));
    if (count > view_.size()) return truncated(what, offset);  // the file has become shorter
  }
  return view_.subspan(static_cast<std::size_t>(offset - start_), count);
}

Status Window::load(std::uint64_t offset, std::size_t count) {
  const bool straight_on = !view_.empty() && offset >= start_ && offset <= start_ + view_.size() + kPage;
  page_ = straight_on ? std::min(page_ * 2, ByteSource::kMaxRead) : kPage;
  view_ = {};
  TRY_ASSIGN(view_, source_->read(offset, std::min(std::max(count, page_), ByteSource::kMaxRead)));
  start_ = offset;
  return {};
}

}  // namespace whittle::container
