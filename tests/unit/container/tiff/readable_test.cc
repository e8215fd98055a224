#include "container/tiff/tiff.h"

#include <cmath>

#include "container/payload/ifd.h"
#include "tests/support/catch.h"
#include "tests/support/tiff_files.h"

using namespace whittle;
using namespace whittle::test;

namespace {

/// The message, or "read".
std::string verdict(const Bytes& file) {
  const Status status = container::check_tiff_readable(file);
  if (status.ok()) return "read";
  CHECK(status.error().reason == Reason::unsupported);
  return status.error().message;
}

TiffPicture page(unsigned bits, unsigned samples, unsigned photometric) {
  return tiff_picture(32, 32, bits, samples, photometric, Bytes(32 * 32 * samples * ((bits + 7) / 8)));
}

void check_unread(const TiffPicture& picture, std::string_view word) {
  const std::string message = verdict(build_tiff({picture}));
  INFO(message);
  CHECK(message.find(word) != std::string::npos);
}

}  // namespace

TEST_CASE("TIFF: what libvips shows as the tags say") {
  for (const unsigned bits : {1u, 2u, 4u, 8u, 16u, 32u}) CHECK(verdict(build_tiff({page(bits, 1, 0)})) == "read");
  for (const unsigned bits : {8u, 16u}) {
    CHECK(verdict(build_tiff({page(bits, 3, 2)})) == "read");
    CHECK(verdict(build_tiff({page(bits, 4, 2).set(338, {2})})) == "read");
    CHECK(verdict(build_tiff({page(bits, 2, 1).set(338, {2})})) == "read");
    CHECK(verdict(build_tiff({page(bits, 4, 5)})) == "read");
  }
  CHECK(verdict(build_tiff({page(32, 3, 2).set(339, {3, 3, 3})})) == "read");
  CHECK(verdict(build_tiff({in_planes(page(8, 3, 2), 3)})) == "read");
  CHECK(verdict(build_tiff({page(8, 3, 6).set(259, {7})})) == "read");
  CHECK(verdict(build_tiff({page(8, 3, 2), page(8, 3, 2)})) == "read");
}

TEST_CASE("TIFF: what it does not, by name") {
  check_unread(page(12, 1, 1), "12-bit samples");
  check_unread(page(4, 3, 2), "4-bit samples");
  check_unread(page(16, 3, 2).set(339, {3, 3, 3}), "16-bit floating point");
  check_unread(page(8, 3, 2).set(258, {8, 8, 16}), "different kinds");
  check_unread(page(8, 3, 2).set(259, {6}), "old-style JPEG");
  check_unread(page(8, 3, 2).set(259, {34925}), "LZMA");
  check_unread(page(8, 3, 2).set(259, {50000}), "Zstandard");
  check_unread(page(8, 3, 6), "YCbCr");
  check_unread(page(8, 3, 8), "Lab");
  check_unread(page(8, 1, 4), "mask");
  check_unread(page(8, 4, 5).set(332, {2}), "not CMYK");
  check_unread(page(8, 4, 2), "unspecified");
  check_unread(page(8, 4, 2).set(338, {0}), "unspecified");
  check_unread(page(8, 5, 2).set(338, {2, 0}), "2 extra samples");
  check_unread(in_planes(page(8, 2, 1).set(338, {2}), 2), "separate planes");
  check_unread(in_planes(page(8, 3, 2), 3).set(322, {16}).set(323, {16}), "tiles of separate planes");
  check_unread(page(8, 1, 3), "colour map");
  check_unread(page(8, 1, 3).set(320, std::vector<std::uint32_t>(768, 0x1234)), "16 bits");
  TiffPicture unstated = page(8, 3, 2);
  unstated.tags.erase(262);
  check_unread(unstated, "no photometric");
}

TEST_CASE("TIFF: pages that libvips does not join, by what differs") {
  const auto check_differ = [](const TiffPicture& first, const TiffPicture& second, std::string_view word) {
    const std::string message = verdict(build_tiff({first, second}));
    INFO(message);
    CHECK(message.find("pages differ in " + std::string(word)) != std::string::npos);
  };
  const TiffPicture plain = page(8, 3, 2);
  check_differ(plain, page(8, 1, 1), "kind");
  check_differ(plain, page(8, 3, 2).set(257, {31}, 4), "size");
  check_differ(plain, page(8, 3, 2).set(274, {6}), "orientation");
  check_differ(plain, page(8, 3, 2).say(34675, "profile", 7), "their colour profiles");
  check_differ(page(8, 3, 2).say(34675, "another", 7), page(8, 3, 2).say(34675, "profile", 7), "their colour profiles");
  const TiffPicture tagged = page(8, 3, 2).say(34675, "profile", 7);
  CHECK(verdict(build_tiff({tagged, tagged})) == "read");
}

TEST_CASE("TIFF: tags that give the samples other colours") {
  check_unread(page(8, 3, 2).set(532, {16, 1, 235, 1, 16, 1, 235, 1, 16, 1, 235, 1}, 5), "black and white");
  CHECK(verdict(build_tiff({page(8, 3, 2).set(532, {0, 1, 255, 1, 0, 1, 255, 1, 0, 1, 255, 1}, 5)})) == "read");
  const TiffPicture ycbcr = page(8, 3, 6).set(259, {7});
  check_unread(TiffPicture(ycbcr).set(529, {2126, 10000, 7152, 10000, 722, 10000}, 5), "BT.601");
  check_unread(TiffPicture(ycbcr).set(532, {16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1}, 5), "black and white");
  CHECK(verdict(build_tiff({TiffPicture(ycbcr).set(532, {0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1}, 5)})) ==
        "read");
  check_unread(page(8, 1, 5).set(277, {4}).set(346, {1}), "palette whose colours are not RGB");
  check_unread(page(8, 4, 5).set(336, {255, 0}, 1), "dot range");
  CHECK(verdict(build_tiff({page(8, 4, 5).set(336, {0, 255})})) == "read");
}

TEST_CASE("TIFF: colours that only its tags say") {
  const auto converts = [](const TiffPicture& picture) {
    return container::check_tiff_convertible(build_tiff({picture})).ok();
  };
  const TiffPicture plain = page(8, 3, 2);
  CHECK(converts(plain));
  CHECK(converts(TiffPicture(plain).set(318, {313, 1000, 329, 1000}, 5)));
  CHECK_FALSE(converts(TiffPicture(plain).set(318, {3457, 10000, 3585, 10000}, 5)));
  CHECK(converts(TiffPicture(plain).set(318, {3457, 10000, 3585, 10000}, 5).say(34675, "profile", 7)));
  CHECK(converts(TiffPicture(plain).set(319, {64, 100, 33, 100, 30, 100, 60, 100, 15, 100, 6, 100}, 5)));
  CHECK_FALSE(converts(TiffPicture(plain).set(319, {68, 100, 32, 100, 265, 1000, 69, 100, 15, 100, 6, 100}, 5)));
  const auto curve = [&](double gamma) {
    std::vector<std::uint32_t> table;
    for (int i = 0; i < 256; ++i) table.push_back(static_cast<std::uint32_t>(65535 * std::pow(i / 255.0, gamma)));
    return TiffPicture(plain).set(301, table);
  };
  CHECK(converts(curve(2.2)));
  CHECK_FALSE(converts(curve(1.8)));
}

TEST_CASE("TIFF: strips whose bytes are not counted are not read") {
  for (const unsigned counts : {0u, 1u}) {
    Bytes file = build_tiff({page(8, 3, 2)});
    container::Window window(file);
    const auto block = container::TiffBlock::open(window);
    const container::TiffEntry entry = *block->read(block->first_ifd())->find(279);
    store_number(file, entry.at + 4, counts, 4, std::endian::little);
    store_number(file, entry.at + 8, 0, 4, std::endian::little);
    const std::string message = verdict(file);
    CHECK(message.find(counts == 0 ? "how many bytes" : "no bytes") != std::string::npos);
  }
}

TEST_CASE("TIFF: palettes of 8-bit colours, however they are written") {
  for (const unsigned factor : {1u, 256u, 257u}) {
    std::vector<std::uint32_t> map;
    for (unsigned i = 0; i < 768; ++i) map.push_back(i * 5 % 256 * factor);
    CHECK(verdict(build_tiff({page(8, 1, 3).set(320, map)})) == "read");
  }
}

TEST_CASE("TIFF: the decoder's copy has no texts, and its tags in order") {
  TiffPicture picture = page(8, 3, 2);
  picture.tags[305] = {.type = 2, .numbers = {}, .text = "without a NUL"};
  picture.set(282, {300, 1}, 5);
  for (const Order order : {Order::little, Order::big}) {
    const Bytes file = build_tiff({picture, picture}, order);
    const auto copy = container::tiff_for_decoder(file);
    REQUIRE(copy.ok());
    container::Window window(*copy);
    const auto block = container::TiffBlock::open(window);
    const auto first = block->read(block->first_ifd());
    REQUIRE(first.ok());
    CHECK(first->find(305) == nullptr);
    CHECK(first->find(282) != nullptr);
    CHECK(first->entries.size() == picture.tags.size() + 1);  // two more for the strips, one less
    const auto second = block->read(first->next);
    REQUIRE(second.ok());
    CHECK(second->next == 0);
    CHECK(std::equal(file.begin() + 8, file.end(), copy->begin() + 8));
  }
}

TEST_CASE("TIFF: what a repack changed is seen") {
  const TiffPicture picture = page(8, 3, 2).set(282, {300, 1}, 5).set(283, {300, 1}, 5);
  const Bytes file = build_tiff({picture});
  CHECK(container::compare_tiff_pages(file, file).ok());
  const auto differs = [&](TiffPicture other) {
    return !container::compare_tiff_pages(file, build_tiff({other})).ok();
  };
  CHECK(differs(TiffPicture(picture).set(262, {6})));
  CHECK(differs(TiffPicture(picture).set(274, {6})));
  CHECK(differs(TiffPicture(picture).set(339, {2, 2, 2})));
  CHECK(differs(TiffPicture(picture).set(296, {3})));
  CHECK(differs(page(8, 3, 2)));
  CHECK(differs(page(16, 3, 2)));
  CHECK_FALSE(container::compare_tiff_pages(file, build_tiff({picture, picture})).ok());
}

TEST_CASE("TIFF: values beyond the end of the file, by their tag") {
  Bytes file = build_tiff({page(8, 3, 2).say(700, "an XMP packet", 1)});
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  const container::TiffEntry entry = *block->read(block->first_ifd())->find(700);
  store_number(file, entry.at + 8, file.size() - 5, 4, std::endian::little);
  CHECK(verdict(file).find("tag 700 has values beyond the end") != std::string::npos);
}
