// JPEG XL: the first bits of the codestream (ISO 18181-1 annex A to D: SizeHeader, ImageMetadata), bare or out of the
// jxlc or jxlp boxes of a container. Frames are not walked: an animation is known, its length is not.

#include <array>

#include "container/boxes.h"
#include "container/defect.h"
#include "container/jxl/jxl.h"
#include "container/plain_text.h"

namespace whittle::container {
namespace {

/// Far more than the metadata of a file without named extra channels takes (about 30 bytes).
constexpr std::size_t kPrefix = 2048;

/// The beginning of the codestream, put together.
struct Prefix {
  std::array<std::byte, kPrefix> bytes{};
  std::size_t size = 0;

  void append(ByteView more) {
    const std::size_t count = std::min(more.size(), bytes.size() - size);
    std::copy_n(more.begin(), count, bytes.begin() + static_cast<std::ptrdiff_t>(size));
    size += count;
  }
};

/// Bits from the lowest up. Past the end it delivers zeros and remembers.
class Bits {
 public:
  explicit Bits(ByteView bytes) : bytes_(bytes) {}

  std::uint32_t read(unsigned count) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i, ++at_) {
      if (at_ / 8 >= bytes_.size()) {
        exhausted_ = true;
        return 0;
      }
      value |= static_cast<std::uint32_t>(u8(bytes_, at_ / 8) >> (at_ % 8) & 1) << i;
    }
    return value;
  }
  bool flag() { return read(1) != 0; }
  void skip(std::size_t bits) {
    at_ += bits;
    if (at_ > bytes_.size() * 8) exhausted_ = true;
  }
  bool exhausted() const { return exhausted_; }

  /// One of four distributions, selected by two bits: `bits` of it plus an offset.
  struct Choice {
    unsigned bits;
    std::uint32_t offset;
  };
  std::uint32_t u32(const Choice (&choices)[4]) {
    const Choice& choice = choices[read(2)];
    return read(choice.bits) + choice.offset;
  }
  std::uint32_t enumeration() { return u32({{0, 0}, {0, 1}, {4, 2}, {6, 18}}); }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
  bool exhausted_ = false;
};

struct Size {
  std::uint32_t width = 0, height = 0;
};

std::uint32_t width_for_ratio(unsigned ratio, std::uint32_t height) {
  constexpr std::uint32_t kRatios[8][2] = {{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}};
  return static_cast<std::uint32_t>(std::uint64_t{height} * kRatios[ratio][0] / kRatios[ratio][1]);
}

Size read_size(Bits& bits) {
  const bool small = bits.flag();
  const auto side = [&]() -> std::uint32_t {
    if (small) return (bits.read(5) + 1) * 8;
    return bits.u32({{9, 1}, {13, 1}, {18, 1}, {30, 1}});
  };
  Size size;
  size.height = side();
  const unsigned ratio = bits.read(3);
  size.width = ratio == 0 ? side() : width_for_ratio(ratio, size.height);
  return size;
}

void skip_preview(Bits& bits) {
  const bool div8 = bits.flag();
  const auto side = [&] {
    if (div8) {
      bits.u32({{0, 16}, {0, 32}, {5, 1}, {9, 33}});
    } else {
      bits.u32({{6, 1}, {8, 65}, {10, 321}, {12, 1345}});
    }
  };
  side();
  if (bits.read(3) == 0) side();
}

void skip_animation(Bits& bits) {
  bits.u32({{0, 100}, {0, 1000}, {10, 1}, {30, 1}});
  bits.u32({{0, 1}, {0, 1001}, {8, 1}, {10, 1}});
  bits.u32({{0, 0}, {3, 0}, {16, 0}, {32, 0}});
  bits.skip(1);
}

std::uint32_t read_depth(Bits& bits) {
  if (!bits.flag()) return bits.u32({{0, 8}, {0, 10}, {0, 12}, {6, 1}});
  const std::uint32_t depth = bits.u32({{0, 32}, {0, 16}, {0, 24}, {6, 1}});  // floating point
  bits.skip(4);
  return depth;
}

enum class Extra : std::uint32_t { alpha = 0, spot_colour = 2, black = 4, filter_array = 5 };

Extra read_extra_channel(Bits& bits) {
  if (bits.flag()) return Extra::alpha;  // all default
  const auto type = static_cast<Extra>(bits.enumeration());
  read_depth(bits);
  bits.u32({{0, 0}, {0, 3}, {0, 4}, {3, 1}});
  bits.skip(std::size_t{8} * bits.u32({{0, 0}, {4, 0}, {5, 16}, {10, 48}}));  // name
  if (type == Extra::alpha) bits.skip(1);
  if (type == Extra::spot_colour) bits.skip(4 * 16);
  if (type == Extra::filter_array) bits.u32({{0, 1}, {2, 0}, {4, 3}, {8, 19}});
  return type;
}

void read_metadata(Bits& bits, Header& header) {
  header.colour = Colour::rgb;
  header.coding = Coding::lossy;  // what all_default means: XYB
  if (bits.flag()) return;
  if (bits.flag()) {  // extra fields
    header.orientation = static_cast<std::uint8_t>(bits.read(3) + 1);
    if (bits.flag()) read_size(bits);  // intrinsic size
    if (bits.flag()) skip_preview(bits);
    if (bits.flag()) {
      header.frames = 2;
      skip_animation(bits);
    }
  }
  header.depth = static_cast<std::uint8_t>(read_depth(bits));
  bits.skip(1);  // whether 16-bit buffers suffice
  const std::uint32_t extras = bits.u32({{0, 0}, {0, 1}, {4, 2}, {12, 1}});
  bool cmyk = false;
  for (std::uint32_t i = 0; i < extras && !bits.exhausted(); ++i) {
    const Extra extra = read_extra_channel(bits);
    if (extra == Extra::alpha) header.alpha = Has::yes;
    if (extra == Extra::black) cmyk = true;
  }
  const bool xyb = bits.flag();
  if (!xyb) header.coding = Coding::unknown;  // lossless as a rule, but not by necessity
  if (cmyk) header.colour = Colour::cmyk;
  if (bits.flag() || cmyk) return;  // default colour encoding: sRGB
  bits.skip(1);                     // ICC
  const std::uint32_t space = bits.enumeration();
  header.colour = space == 1 ? Colour::grey : space == 3 ? Colour::other : Colour::rgb;
}

/// Gathers the codestream's beginning from the boxes of a container.
Status read_container(Window& file, Prefix& prefix, bool& recompressed_jpeg) {
  Boxes boxes(file, 0, file.size());
  while (prefix.size < kPrefix) {
    TRY_ASSIGN(const std::optional<Box> box, boxes.next());
    if (!box) break;
    if (box->type == fourcc("jbrd")) recompressed_jpeg = true;
    const bool whole = box->type == fourcc("jxlc"), part = box->type == fourcc("jxlp");
    if (!whole && !part) continue;
    const std::uint64_t begin = box->body + (part ? 4 : 0);
    if (begin > box->end) return corrupt("jxlp box too short", box->offset);
    bool last = whole;
    if (part) {
      TRY_ASSIGN(const ByteView index, file.need(box->body, 4, "box jxlp"));
      last = (be32(index, 0) & 0x80000000) != 0;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(box->end - begin, kPrefix - prefix.size));
    TRY_ASSIGN(const ByteView bytes, file.need(begin, size, "the JPEG XL codestream"));
    prefix.append(bytes);
    if (last) break;
  }
  return {};
}

}  // namespace

bool is_jxl(ByteView b) {
  using namespace std::string_view_literals;
  if (has_text(b, 0, "\0\0\0\x0CJXL \r\n\x87\n"sv)) return true;
  return has_text(b, 0, "\xFF\n") && !is_plain_text(b, 2);
}

Result<Header> read_jxl_header(Window& file) {
  Prefix prefix;
  bool recompressed_jpeg = false;
  TRY_ASSIGN(const ByteView first, file.need(0, 2, "the JPEG XL signature"));
  const bool bare = be16(first, 0) == 0xFF0A;
  if (bare) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kPrefix));
    TRY_ASSIGN(const ByteView bytes, file.need(0, size, "the JPEG XL codestream"));
    prefix.append(bytes);
  } else {
    TRY(read_container(file, prefix, recompressed_jpeg));
    if (prefix.size == 0) return truncated("the JPEG XL container, before its codestream", file.size());
  }
  const ByteView codestream = ByteView(prefix.bytes).first(prefix.size);
  if (codestream.size() < 2 || be16(codestream, 0) != 0xFF0A) return corrupt("no JPEG XL codestream", 0);

  Bits bits(codestream.subspan(2));
  Header header;
  const Size size = read_size(bits);
  header.width = size.width;
  header.height = size.height;
  read_metadata(bits, header);
  if (bits.exhausted()) return truncated("the JPEG XL header", file.size());
  if (recompressed_jpeg) header.coding = Coding::lossy;
  return header;
}

}  // namespace whittle::container
