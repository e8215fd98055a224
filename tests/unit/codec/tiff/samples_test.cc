#include "codec/tiff/samples.h"

#include <zlib.h>

#include "tests/support/catch.h"
#include "tests/support/tiff_files.h"

using namespace whittle;
using namespace whittle::test;
using tiff::SampleReader;
using tiff::Unpacked;

namespace {

Bytes counted(std::size_t count, unsigned step = 7) {
  Bytes out;
  for (std::size_t i = 0; i < count; ++i) append_u8(out, i * step & 0xFF);
  return out;
}

Bytes deflated(const Bytes& plain) {
  Bytes coded(compressBound(plain.size()));
  uLongf size = coded.size();
  REQUIRE(compress(reinterpret_cast<Bytef*>(coded.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
                   plain.size()) == Z_OK);
  coded.resize(size);
  return coded;
}

/// All samples of the first page; empty when they are not read.
Bytes read_all(const Bytes& file) {
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  REQUIRE(block.ok());
  const auto page = container::TiffPages(*block).next();
  REQUIRE((page.ok() && page->has_value()));
  if (!SampleReader::reads(**page)) return {};
  SampleReader reader(file, *block, **page);
  Bytes out;
  for (std::uint32_t top = 0; top < (*page)->height; top += reader.rows_of_band()) {
    const auto band = reader.band(top);
    if (!band.ok() || band->state != Unpacked::yes) return {};
    append(out, band->samples);
  }
  return out;
}

}  // namespace

TEST_CASE("TIFF samples: strips, planes and tiles give the same") {
  const Bytes pixels = counted(20 * 18 * 3);
  const TiffPicture strip = tiff_picture(20, 18, 8, 3, 2, pixels);
  CHECK(read_all(build_tiff({strip})) == pixels);
  CHECK(read_all(build_tiff({in_planes(strip, 3)})) == pixels);

  TiffPicture strips = strip;
  strips.set(278, {5}, 4).segments.clear();
  for (std::size_t at = 0; at < pixels.size(); at += 300) {
    strips.segments.emplace_back(pixels.begin() + static_cast<std::ptrdiff_t>(at),
                                 pixels.begin() + static_cast<std::ptrdiff_t>(std::min(at + 300, pixels.size())));
  }
  CHECK(read_all(build_tiff({strips})) == pixels);

  TiffPicture tiles = strip;  // 16x16: 2 across, 2 down
  tiles.set(322, {16}).set(323, {16}).segments.clear();
  for (std::size_t tile = 0; tile < 4; ++tile) {
    Bytes& bytes = tiles.segments.emplace_back(16 * 16 * 3, std::byte{0xEE});
    for (std::size_t y = tile / 2 * 16; y < std::min<std::size_t>(18, tile / 2 * 16 + 16); ++y) {
      for (std::size_t x = tile % 2 * 16; x < std::min<std::size_t>(20, tile % 2 * 16 + 16); ++x) {
        std::copy_n(pixels.begin() + static_cast<std::ptrdiff_t>((y * 20 + x) * 3), 3,
                    bytes.begin() + static_cast<std::ptrdiff_t>((y % 16 * 16 + x % 16) * 3));
      }
    }
  }
  CHECK(read_all(build_tiff({tiles})) == pixels);
}

TEST_CASE("TIFF samples: packed bits, either end first") {
  const Bytes packed = {std::byte{0x1B}, std::byte{0xC0}, std::byte{0xE4}, std::byte{0x40}};
  const Bytes values = {std::byte{0}, std::byte{1}, std::byte{2}, std::byte{3}, std::byte{3},
                        std::byte{3}, std::byte{2}, std::byte{1}, std::byte{0}, std::byte{1}};
  CHECK(read_all(build_tiff({tiff_picture(5, 2, 2, 1, 1, packed)})) == values);
  TiffPicture turned =
      tiff_picture(5, 2, 2, 1, 1, {std::byte{0xD8}, std::byte{0x03}, std::byte{0x27}, std::byte{0x02}});
  CHECK(read_all(build_tiff({turned.set(266, {2})})) == values);
}

TEST_CASE("TIFF samples: 16 bits in this machine's order, differences added up") {
  const std::uint16_t values[] = {1000, 40000, 65535, 7, 300, 2};
  Bytes native(sizeof values);
  std::memcpy(native.data(), values, sizeof values);
  for (const Order order : {Order::little, Order::big}) {
    const std::endian end = order == Order::little ? std::endian::little : std::endian::big;
    Bytes plain, differences;
    for (std::size_t i = 0; i < 6; ++i) {
      append_number(plain, values[i], 2, end);
      append_number(differences, i % 3 == 0 ? values[i] : static_cast<std::uint16_t>(values[i] - values[i - 1]), 2,
                    end);
    }
    CHECK(read_all(build_tiff({tiff_picture(3, 2, 16, 1, 1, plain)}, order)) == native);
    TiffPicture predicted = tiff_picture(3, 2, 16, 1, 1, deflated(differences));
    CHECK(read_all(build_tiff({predicted.set(259, {8}).set(317, {2})}, order)) == native);
    // The predictor means nothing without a code that has one.
    TiffPicture ignored = tiff_picture(3, 2, 16, 1, 1, plain);
    CHECK(read_all(build_tiff({ignored.set(317, {2})}, order)) == native);
  }
}

TEST_CASE("TIFF samples: what is short is damaged, what is unknown is not read") {
  TiffPicture page = tiff_picture(20, 18, 8, 3, 2, counted(20 * 18 * 3 - 1));
  CHECK(read_all(build_tiff({page})).empty());
  page = tiff_picture(20, 18, 8, 3, 2, counted(20 * 18 * 3));
  CHECK(read_all(build_tiff({page.set(259, {34925})})).empty());
  CHECK(read_all(build_tiff({tiff_picture(20, 18, 12, 1, 1, counted(20 * 18 * 3))})).empty());
  page = tiff_picture(20, 18, 8, 3, 2, counted(20 * 18 * 3));
  CHECK(read_all(build_tiff({page.set(322, {1u << 30}, 4).set(323, {1u << 30}, 4)})).empty());
}
