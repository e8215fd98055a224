#include "codec/tiff/codes.h"

#include <zlib.h>

#include "tests/support/catch.h"

using namespace whittle;

namespace {

Bytes bytes(std::initializer_list<unsigned> values) {
  Bytes out;
  for (const unsigned value : values) append_u8(out, value);
  return out;
}

/// LZW codes of 9 bits.
Bytes nine_bits(std::initializer_list<unsigned> codes) {
  Bytes out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const unsigned code : codes) {
    bits = bits << 9 | code;
    for (count += 9; count >= 8; count -= 8) append_u8(out, bits >> (count - 8) & 0xFF);
  }
  append_u8(out, bits << (8 - count) & 0xFF);
  return out;
}

}  // namespace

TEST_CASE("PackBits: the example of TIFF 6.0") {
  const Bytes coded = bytes({0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA});
  const Bytes plain = bytes({0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00,
                             0x2A, 0x22, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA});
  Bytes out(plain.size());
  CHECK(tiff::unpack_bits(coded, out));
  CHECK(out == plain);
  out.resize(plain.size() + 1);
  CHECK_FALSE(tiff::unpack_bits(coded, out));  // too short
  CHECK_FALSE(tiff::unpack_bits(bytes({5, 1, 2}), std::span(out).first(6)));
  CHECK_FALSE(tiff::unpack_bits(bytes({0xFE}), std::span(out).first(3)));
}

TEST_CASE("LZW: the example of TIFF 6.0, and what is no code") {
  const Bytes plain = bytes({7, 7, 7, 8, 8, 7, 7, 6, 6});
  Bytes out(plain.size());
  CHECK(tiff::unpack_lzw(nine_bits({256, 7, 258, 8, 8, 258, 6, 6, 257}), out));
  CHECK(out == plain);
  CHECK_FALSE(tiff::unpack_lzw(nine_bits({256, 7, 258, 257}), out));  // ends early
  CHECK_FALSE(tiff::unpack_lzw(nine_bits({256, 7, 300, 7}), out));    // not yet known
  CHECK_FALSE(tiff::unpack_lzw(nine_bits({256, 258}), out));
  CHECK_FALSE(tiff::unpack_lzw({}, out));
  CHECK(tiff::is_old_lzw(bytes({0, 1, 8})));
  CHECK_FALSE(tiff::is_old_lzw(nine_bits({256, 7})));
}

TEST_CASE("Deflate: exactly, and of a strip that has more rows than it needs") {
  Bytes plain(4000);
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = std::byte(i * i >> 4 & 0xFF);
  Bytes coded(compressBound(plain.size()));
  uLongf size = coded.size();
  REQUIRE(compress(reinterpret_cast<Bytef*>(coded.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
                   plain.size()) == Z_OK);
  coded.resize(size);
  for (const std::size_t wanted : {std::size_t{4000}, std::size_t{1000}}) {
    Bytes out(wanted);
    CHECK(tiff::unpack_deflate(coded, out));
    CHECK(std::equal(out.begin(), out.end(), plain.begin()));
  }
  Bytes more(4001);
  CHECK_FALSE(tiff::unpack_deflate(coded, more));
  coded[coded.size() / 2] ^= std::byte{0x55};
  CHECK_FALSE(tiff::unpack_deflate(coded, plain));
}
