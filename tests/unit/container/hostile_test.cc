// Every parser on every kind of damage: an error or sane facts, never a crash. Run it under the sanitizers.
#include <random>
#include <tuple>

#include "container/header.h"
#include "container/integrity.h"
#include "container/sniff.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle;
using namespace whittle::test;
using container::Header;

namespace {

constexpr Format kAll[] = {Format::jpeg, Format::png, Format::webp, Format::gif, Format::avif,
                           Format::tiff, Format::jxl, Format::heic, Format::svg, Format::unknown};

auto facts(const Header& h) {
  return std::tuple(h.format, h.width, h.height, h.frames, h.depth, h.orientation, h.colour, h.alpha, h.coding, h.apng,
                    h.extras, h.interlaced, h.arithmetic, h.unusual_coding, h.mixed_pages, h.premultiplied,
                    h.oblong_pixels);
}

bool sane(const Header& h) {
  return h.width > 0 && h.height > 0 && h.frames > 0 && h.depth > 0 && h.orientation >= 1 && h.orientation <= 8;
}

Result<Header> parse(ByteView bytes, Format format) {
  StrictSource source(bytes);
  Result<Header> header = container::read_header(source, format);
  if (header.ok()) {
    CHECK(sane(*header));
  } else {
    CHECK_FALSE(header.error().message.empty());
  }
  return header;
}

/// As a copy of its own, so that reading one byte too many is seen.
void torment(ByteView bytes, Format format) {
  const Bytes copy(bytes.begin(), bytes.end());
  (void)container::sniff(ByteView(copy).first(std::min(copy.size(), container::kSniffBytes)));
  (void)parse(copy, format);
  (void)container::find_extras(copy, format);
  const Status status = container::check_integrity(copy, format);
  if (!status.ok()) CHECK_FALSE(status.error().message.empty());
}

}  // namespace

TEST_CASE("A prefix has the same header as the whole file, or none") {
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    const Format format = container::sniff(sample.bytes);
    const Result<Header> whole = parse(sample.bytes, format);
    REQUIRE(whole.ok());
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      INFO(size);
      const Result<Header> part = parse(ByteView(sample.bytes).first(size), format);
      if (part.ok()) {
        CHECK(facts(*part) == facts(*whole));
      } else {
        CHECK((part.error().reason == Reason::truncated || part.error().reason == Reason::corrupt));
      }
    }
  }
}

TEST_CASE("Every bit of every sample, flipped") {
  for (const Sample& sample : samples()) {
    const Format format = container::sniff(sample.bytes);
    Bytes bytes = sample.bytes;
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
      bytes[i / 8] ^= static_cast<std::byte>(1u << i % 8);
      torment(bytes, format);
      bytes[i / 8] ^= static_cast<std::byte>(1u << i % 8);
    }
  }
}

TEST_CASE("Every byte of every sample, at its extremes") {
  for (const Sample& sample : samples()) {
    const Format format = container::sniff(sample.bytes);
    Bytes bytes = sample.bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::byte old = bytes[i];
      for (const unsigned value : {0x00u, 0x01u, 0x7Fu, 0x80u, 0xFFu}) {
        bytes[i] = static_cast<std::byte>(value);
        torment(bytes, format);
      }
      bytes[i] = old;
      if (i + 4 <= bytes.size()) {  // lengths and offsets of four bytes
        const Bytes word(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                         bytes.begin() + static_cast<std::ptrdiff_t>(i) + 4);
        for (const std::uint64_t value : {0ull, 1ull, 0x7FFFFFFFull, 0x80000000ull, 0xFFFFFFFFull}) {
          const Bytes number = Writer().be32(value).done();
          std::copy(number.begin(), number.end(), bytes.begin() + static_cast<std::ptrdiff_t>(i));
          torment(bytes, format);
        }
        std::copy(word.begin(), word.end(), bytes.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }
}

TEST_CASE("Every sample as every other format, and random bytes behind each signature") {
  std::mt19937 random(1);
  for (const Sample& sample : samples()) {
    for (const Format format : kAll) {
      torment(sample.bytes, format);
      torment({}, format);
    }
    for (int round = 0; round < 200; ++round) {
      Bytes noise(sample.bytes.begin(),
                  sample.bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                             sample.bytes.size(), 4 + static_cast<std::size_t>(round % 60))));
      for (int i = 0; i < 300; ++i) noise.push_back(static_cast<std::byte>(random() & (round % 2 == 0 ? 0xFF : 0x0F)));
      torment(noise, container::sniff(sample.bytes));
    }
  }
}

TEST_CASE("Files made to keep a parser busy end in an error, soon") {
  // A million TIFF directories that cost two bytes each cannot be: the page and entry limits cut them off.
  Writer overlapping;
  overlapping.text("MM").be16(42).be32(8);
  for (int i = 0; i < 300000; ++i) overlapping.be16(0xFFFF);
  torment(overlapping.done(), Format::tiff);

  Writer boxes;
  boxes.bytes(ftyp("avif", {}));
  for (int i = 0; i < 1'200'000; ++i) boxes.be32(8).text("free");
  CHECK(container::check_integrity(boxes.done(), Format::avif).error().reason == Reason::corrupt);
  torment(boxes.done(), Format::avif);

  Writer chunks;
  chunks.bytes(ByteView(make_png()).first(33));
  const Bytes empty = png_chunk("teXt", {});
  for (int i = 0; i < 1'100'000; ++i) chunks.bytes(empty);
  torment(chunks.done(), Format::png);

  Writer fill;
  fill.u8(0xFF).u8(0xD8).fill(3'000'000, 0xFF);
  torment(fill.done(), Format::jpeg);

  Writer blocks;
  blocks.bytes(ByteView(make_gif()).first(19));
  for (int i = 0; i < 1'000'000; ++i) blocks.u8(0x21).u8(0xFE).u8(0);
  torment(blocks.done(), Format::gif);
}
