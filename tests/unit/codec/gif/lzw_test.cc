#include "codec/gif/lzw.h"

#include "tests/support/catch.h"
#include "tests/support/gif_files.h"

using namespace whittle;

namespace {

std::vector<std::uint8_t> unpacked(ByteView coded, unsigned code_size, std::size_t pixels) {
  std::vector<std::uint8_t> out(pixels, 0xEE);
  out.resize(gif::unpack_lzw(coded, code_size, out));
  return out;
}

}  // namespace

TEST_CASE("LZW: pixels of every size come back, through full dictionaries too") {
  for (unsigned code_size = 1; code_size <= 8; ++code_size) {
    std::vector<std::uint8_t> flat(5000, 1), noise;
    std::uint32_t random = 1;
    for (int i = 0; i < 40'000; ++i) {
      random = random * 1664525 + 1013904223;
      noise.push_back(static_cast<std::uint8_t>(random >> (32 - code_size)));
    }
    for (const auto& pixels : {flat, noise, std::vector<std::uint8_t>{0}}) {
      CHECK(unpacked(test::gif_lzw(pixels, code_size), code_size, pixels.size()) == pixels);
    }
  }
}

TEST_CASE("LZW: a picture that another encoder has coded") {
  // The sample of Matthew Flickinger's "What's In A GIF".
  constexpr unsigned char kCoded[] = {0x8C, 0x2D, 0x99, 0x87, 0x2A, 0x1C, 0xDC, 0x33, 0xA0, 0x02, 0x75,
                                      0xEC, 0x95, 0xFA, 0xA8, 0xDE, 0x60, 0x8C, 0x04, 0x91, 0x4C, 0x01};
  std::vector<std::uint8_t> expected;
  for (const char* row : {"1111122222", "1111122222", "1111122222", "1110000222", "1110000222", "2220000111",
                          "2220000111", "2222211111", "2222211111", "2222211111"}) {
    for (const char* p = row; *p != 0; ++p) expected.push_back(static_cast<std::uint8_t>(*p - '0'));
  }
  CHECK(unpacked(std::as_bytes(std::span(kCoded)), 2, expected.size()) == expected);
}

TEST_CASE("LZW: codes that end or make no sense leave the rest") {
  const std::vector<std::uint8_t> pixels{1, 1, 2, 3, 1, 1, 2, 3, 0, 0, 1, 2};
  const Bytes coded = test::gif_lzw(pixels, 2);
  for (std::size_t size = 0; size + 1 < coded.size(); ++size) {
    CHECK(unpacked(ByteView(coded).first(size), 2, pixels.size()).size() < pixels.size());
  }
  const std::byte nonsense[] = {std::byte{0xFC}, std::byte{0xFF}};  // clear, then a code that nothing stands for
  CHECK(unpacked(nonsense, 2, 4).empty());
  CHECK(unpacked(coded, 2, 5) == std::vector<std::uint8_t>(pixels.begin(), pixels.begin() + 5));
}
