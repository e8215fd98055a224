#include "container/svg/svg.h"

#include <string_view>

#include "container/defect.h"

namespace whittle::container {
namespace {

/// Whether a text is an SVG document: XML prolog, comments and a doctype may come before <svg ...>.
class SvgProlog {
 public:
  explicit SvgProlog(ByteView bytes) : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  bool is_svg() {
    eat("\xEF\xBB\xBF");
    for (;;) {
      text_.remove_prefix(std::min(text_.find_first_not_of(" \t\r\n"), text_.size()));
      if (eat("<?")) {
        if (!skip_past("?>")) return false;
      } else if (eat("<!--")) {
        if (!skip_past("-->")) return false;
      } else if (eat("<!DOCTYPE")) {
        return doctype_is_svg();
      } else {
        return eat("<") && root_is_svg();
      }
    }
  }

 private:
  bool eat(std::string_view prefix) {
    if (!text_.starts_with(prefix)) return false;
    text_.remove_prefix(prefix.size());
    return true;
  }
  bool skip_past(std::string_view end) {
    const std::size_t at = text_.find(end);
    if (at == std::string_view::npos) return false;
    text_.remove_prefix(at + end.size());
    return true;
  }
  /// The doctype names the root element, so what follows it (an internal subset may be long) need not be looked at.
  bool doctype_is_svg() {
    const std::size_t name = text_.find_first_not_of(" \t\r\n");
    if (name == 0 || name == std::string_view::npos) return false;
    text_.remove_prefix(name);
    return root_is_svg();
  }
  bool root_is_svg() {
    eat("svg:");
    return eat("svg") && !text_.empty() && std::string_view(" \t\r\n>/[").find(text_.front()) != std::string_view::npos;
  }

  std::string_view text_;
};

}  // namespace

bool is_svg(ByteView prefix) {
  return SvgProlog(prefix).is_svg();
}

Result<Header> read_svg_header(Window&) {
  return unsupported("SVG images have no pixels to describe");
}

}  // namespace whittle::container
