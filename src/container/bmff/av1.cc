#include "container/bmff/av1.h"

namespace whittle::container {
namespace {

constexpr unsigned kSequenceHeader = 1;  ///< obu_type

/// Bits from the highest down. Past the end it delivers zeros and remembers.
class Bits {
 public:
  Bits(ByteView bytes, std::size_t first_byte) : bytes_(bytes), at_(8 * first_byte) {}

  std::uint32_t read(unsigned count) {
    std::uint32_t value = 0;
    for (; count > 0; --count, ++at_) {
      const bool there = at_ / 8 < bytes_.size();
      exhausted_ |= !there;
      value = value << 1 | (there ? u8(bytes_, at_ / 8) >> (7 - at_ % 8) & 1 : 0);
    }
    return value;
  }
  bool flag() { return read(1) != 0; }
  std::size_t at() const { return at_; }
  bool exhausted() const { return exhausted_; }

 private:
  ByteView bytes_;
  std::size_t at_;
  bool exhausted_ = false;
};

/// uvlc(), whose value nobody asks for.
void skip_uvlc(Bits& bits) {
  unsigned zeros = 0;
  while (zeros < 32 && !bits.flag()) ++zeros;
  if (zeros < 32) bits.read(zeros);
}

void skip_operating_points(Bits& bits) {
  unsigned delay_bits = 0;
  const bool timing = bits.flag();
  bool model = false;
  if (timing) {
    bits.read(32);
    bits.read(32);
    if (bits.flag()) skip_uvlc(bits);
    model = bits.flag();
  }
  if (model) {
    delay_bits = bits.read(5) + 1;
    bits.read(32);
    bits.read(10);
  }
  const bool display_delay = bits.flag();
  const unsigned points = bits.read(5) + 1;
  for (unsigned i = 0; i < points; ++i) {
    bits.read(12);
    if (bits.read(5) > 7) bits.read(1);  // level, tier
    if (model && bits.flag()) {
      bits.read(delay_bits);
      bits.read(delay_bits);
      bits.read(1);
    }
    if (display_delay && bits.flag()) bits.read(4);
  }
}

void skip_tools(Bits& bits, bool reduced) {
  bits.read(3);  // superblocks of 128, filter intra, intra edge
  if (!reduced) {
    bits.read(4);  // interintra, masked, warped, dual filter
    const bool order_hint = bits.flag();
    if (order_hint) bits.read(2);
    const bool screen_content = bits.flag() || bits.flag();  // chosen by the frame, else forced
    if (screen_content && !bits.flag()) bits.read(1);
    if (order_hint) bits.read(3);
  }
  bits.read(3);  // superresolution, CDEF, restoration
}

/// color_config()
Av1Colour read_config(Bits& bits, unsigned profile) {
  Av1Colour colour;
  const bool high_depth = bits.flag();
  if (profile == 2 && high_depth) bits.read(1);
  const bool monochrome = profile != 1 && bits.flag();
  if (bits.flag()) {
    colour.points_at = bits.at();
    colour.points = {static_cast<std::uint8_t>(bits.read(8)), static_cast<std::uint8_t>(bits.read(8))};
    colour.matrix = static_cast<std::uint8_t>(bits.read(8));
  }
  const bool rgb = !monochrome && colour.points == CodePoints{1, 13} && colour.matrix == 0;
  colour.full_range = rgb || bits.flag();
  return colour;
}

/// The sequence header whose payload begins at byte `at`.
std::optional<Av1Colour> read_sequence_header(ByteView bytes, std::size_t at) {
  Bits bits(bytes, at);
  const unsigned profile = bits.read(3);
  bits.read(1);  // still picture
  const bool reduced = bits.flag();
  if (reduced) {
    bits.read(5);  // level
  } else {
    skip_operating_points(bits);
  }
  const unsigned width_bits = bits.read(4) + 1, height_bits = bits.read(4) + 1;
  bits.read(width_bits);
  bits.read(height_bits);
  if (!reduced && bits.flag()) bits.read(7);  // lengths of frame ids
  skip_tools(bits, reduced);
  const Av1Colour colour = read_config(bits, profile);
  return bits.exhausted() ? std::nullopt : std::optional(colour);
}

}  // namespace

std::optional<Av1Colour> read_av1_colour(ByteView item) {
  for (std::size_t at = 0; at < item.size();) {
    const unsigned head = u8(item, at);
    const unsigned type = head >> 3 & 15;
    at += (head & 4) != 0 ? 2 : 1;
    std::uint64_t size = 0;
    bool more = (head & 2) != 0;
    if (!more) size = item.size() - std::min(at, item.size());  // the last one
    for (unsigned shift = 0; more && shift < 56; shift += 7) {
      if (at >= item.size()) return std::nullopt;
      size |= std::uint64_t{u8(item, at) & 0x7FU} << shift;
      more = (u8(item, at++) & 0x80) != 0;
    }
    if (type == kSequenceHeader) return read_sequence_header(item, at);
    if (at > item.size() || size > item.size() - at) return std::nullopt;
    at += static_cast<std::size_t>(size);
  }
  return std::nullopt;
}

void set_av1_code_points(std::span<std::byte> item, CodePoints points) {
  const std::optional<Av1Colour> colour = read_av1_colour(item);
  if (!colour || colour->points_at == 0) return;
  // 1, 13 and matrix 0 together would have no range behind them: what follows must stay where it is.
  if (colour->matrix == 0 && (points == CodePoints{1, 13}) != (colour->points == CodePoints{1, 13})) return;
  const unsigned value = unsigned{points.primaries} << 8 | points.transfer;
  for (unsigned i = 0; i < 16; ++i) {
    const std::size_t bit = colour->points_at + i;
    const auto mask = static_cast<std::byte>(0x80 >> bit % 8);
    item[bit / 8] = (value >> (15 - i) & 1) != 0 ? item[bit / 8] | mask : item[bit / 8] & ~mask;
  }
}

}  // namespace whittle::container
