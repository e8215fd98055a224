#include "container/sniff.h"

#include <array>

#include "container/defect.h"

namespace whittle::container {
namespace {

/// Whether everything from `at` is UTF-8 text without control characters (a character cut off by the end counts): then
/// it is a text that happens to begin like an image.
bool text_from(ByteView bytes, std::size_t at) {
  std::size_t following = 0;  // continuation bytes still to come
  for (; at < bytes.size(); ++at) {
    const std::uint8_t c = u8(bytes, at);
    if (following > 0) {
      if ((c & 0xC0) != 0x80) return false;
      --following;
    } else if (c >= 0xC2 && c <= 0xF4) {
      following = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    } else if (c >= 0x7F || (c < 0x20 && (c < 0x09 || c > 0x0D))) {
      return false;
    }
  }
  return true;
}

bool is_gif(ByteView b) {
  if (!has_text(b, 0, "GIF87a") && !has_text(b, 0, "GIF89a")) return false;
  return !text_from(b.first(std::min<std::size_t>(b.size(), 13)), 6);  // sizes, flags, background, aspect (0 or so)
}

bool is_webp(ByteView b) {
  if (!has_text(b, 0, "RIFF") || !has_text(b, 8, "WEBP")) return false;
  return !text_from(b, 4);
}

bool is_tiff(ByteView b) {
  using namespace std::string_view_literals;
  if (has_text(b, 0, "II*\0"sv) || has_text(b, 0, "MM\0*"sv)) return true;
  return has_text(b, 0, "II+\0\x08\0\0\0"sv) || has_text(b, 0, "MM\0+\0\x08\0\0"sv);  // BigTIFF
}

bool is_jxl(ByteView b) {
  using namespace std::string_view_literals;
  if (has_text(b, 0, "\0\0\0\x0CJXL \r\n\x87\n"sv)) return true;
  return has_text(b, 0, "\xFF\n") && !text_from(b, 2);
}

/// ISO base media: the brands of the ftyp box tell AVIF, HEIC and all the videos apart.
Format sniff_ftyp(ByteView b) {
  if (b.size() < 12 || !has_text(b, 4, "ftyp")) return Format::unknown;
  const std::uint32_t size = be32(b, 0);
  if (size < 16 || size > 4096) return Format::unknown;
  const std::uint32_t major = be32(b, 8);
  constexpr std::array kHeic = {fourcc("heic"), fourcc("heix"), fourcc("heim"), fourcc("heis"),
                                fourcc("hevc"), fourcc("hevx"), fourcc("hevm"), fourcc("hevs")};
  if (major == fourcc("avif") || major == fourcc("avis")) return Format::avif;
  if (std::find(kHeic.begin(), kHeic.end(), major) != kHeic.end()) return Format::heic;
  const std::size_t end = std::min<std::size_t>(size, b.size());
  for (std::size_t at = 16; at + 4 <= end; at += 4) {
    const std::uint32_t brand = be32(b, at);
    if (brand == fourcc("avif") || brand == fourcc("avis")) return Format::avif;
  }
  return major == fourcc("mif1") || major == fourcc("msf1") ? Format::heic : Format::unknown;
}

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

Format sniff(ByteView prefix) {
  if (has_text(prefix, 0, "\xFF\xD8\xFF")) return Format::jpeg;
  if (has_text(prefix, 0, "\x89PNG\r\n\x1A\n")) return Format::png;
  if (is_webp(prefix)) return Format::webp;
  if (is_gif(prefix)) return Format::gif;
  if (is_tiff(prefix)) return Format::tiff;
  if (is_jxl(prefix)) return Format::jxl;
  if (const Format format = sniff_ftyp(prefix); format != Format::unknown) return format;
  return SvgProlog(prefix).is_svg() ? Format::svg : Format::unknown;
}

}  // namespace whittle::container
