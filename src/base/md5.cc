#include "base/md5.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace whittle {
namespace {

constexpr std::size_t kBlock = 64;
using State = std::array<std::uint32_t, 4>;

/// The integer part of 2^32 |sin(i + 1)|.
std::uint32_t constant(unsigned i) {
  return static_cast<std::uint32_t>(std::floor(std::fabs(std::sin(i + 1.0)) * 4294967296.0));
}

void take_block(State& state, ByteView block) {
  constexpr int kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  auto [a, b, c, d] = state;
  for (unsigned i = 0; i < 64; ++i) {
    std::uint32_t mixed = 0;
    unsigned word = i;
    if (i < 16) {
      mixed = (b & c) | (~b & d);
    } else if (i < 32) {
      mixed = (d & b) | (~d & c);
      word = 5 * i + 1;
    } else if (i < 48) {
      mixed = b ^ c ^ d;
      word = 3 * i + 5;
    } else {
      mixed = c ^ (b | ~d);
      word = 7 * i;
    }
    const std::uint32_t sum = a + mixed + constant(i) + static_cast<std::uint32_t>(le32(block, 4 * (word % 16)));
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kTurns[i / 16][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

std::string md5_hex(ByteView bytes) {
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  Bytes end;  // the rest, a bit, zeros, and how many bits there were
  append(end, bytes.subspan(bytes.size() / kBlock * kBlock));
  end.push_back(std::byte{0x80});
  end.resize((end.size() + 8 + kBlock - 1) / kBlock * kBlock - 8);
  append_le32(end, static_cast<std::uint32_t>(std::uint64_t{bytes.size()} << 3));
  append_le32(end, static_cast<std::uint32_t>(std::uint64_t{bytes.size()} >> 29));
  for (; bytes.size() >= kBlock; bytes = bytes.subspan(kBlock)) take_block(state, bytes.first(kBlock));
  for (std::size_t at = 0; at < end.size(); at += kBlock) take_block(state, ByteView(end).subspan(at, kBlock));

  std::string text;
  for (const std::uint32_t word : state) {
    for (int shift = 0; shift < 32; shift += 8) text += fmt::format("{:02X}", word >> shift & 0xFF);
  }
  return text;
}

}  // namespace whittle
