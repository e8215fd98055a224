// The reusable walkers over segments, chunks, blocks and boxes, and the window they look through.
#include "container/boxes.h"
#include "container/gif/blocks.h"
#include "container/jpeg/markers.h"
#include "container/png/chunks.h"
#include "container/webp/chunks.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle;
using namespace whittle::container;
using namespace whittle::test;

TEST_CASE("JPEG segments cover the file from SOI to EOI") {
  const Bytes file =
      make_jpeg({.restart_interval = 1, .before_frame = jpeg_exif(6), .trailer = Writer().text("more").done()});
  JpegMarkers markers(file);
  std::size_t expected = 0;
  std::vector<unsigned> seen;
  for (;;) {
    const auto segment = markers.next();
    REQUIRE(segment.ok());
    if (!segment->has_value()) break;
    CHECK((*segment)->offset == expected);
    expected = (*segment)->end;
    seen.push_back((*segment)->marker);
    if ((*segment)->marker == jpeg::kSos) {
      CHECK((*segment)->payload.size() == 10);
      CHECK_FALSE((*segment)->scan.empty());
    }
  }
  CHECK(seen == std::vector<unsigned>{0xD8, 0xE1, 0xDB, 0xC4, 0xC4, 0xC0, 0xDD, 0xDA, 0xD9});
  CHECK(markers.position() == file.size() - 4);
  CHECK(has_text(file, markers.position(), "more"));
}

TEST_CASE("JPEG fill bytes belong to no segment, stuffed FFs to the scan") {
  Bytes file = make_jpeg();
  const Bytes fill(3, std::byte{0xFF});
  file.insert(file.end() - 2, fill.begin(), fill.end());  // before EOI
  const Bytes stuffed = {std::byte{0xFF}, std::byte{0xFF}, std::byte{0}};
  file.insert(file.end() - 5, stuffed.begin(), stuffed.end());  // data
  JpegMarkers markers(file);
  JpegSegment last, scan;
  for (;;) {
    const auto segment = markers.next();
    REQUIRE(segment.ok());
    if (!segment->has_value()) break;
    last = **segment;
    if (last.marker == jpeg::kSos) scan = last;
  }
  CHECK(last.marker == jpeg::kEoi);
  CHECK(last.offset == file.size() - 2);
  CHECK(scan.end == file.size() - 5);
}

TEST_CASE("PNG chunks carry their bytes and their CRC") {
  Bytes file = make_png({.before_pixels = png_chunk("tEXt", as_bytes("hello")), .after_pixels = png_chunk("zzZz", {})});
  file.resize(file.size() + 7);
  PngChunks chunks(file);
  std::string types;
  for (;;) {
    const auto chunk = chunks.next();
    REQUIRE(chunk.ok());
    if (!chunk->has_value()) break;
    types += fourcc_text((*chunk)->type);
    CHECK((*chunk)->crc_matches());
    CHECK((*chunk)->end - (*chunk)->offset == (*chunk)->data.size() + 12);
  }
  CHECK(types == "IHDRtEXtIDATzzZzIEND");
  CHECK(chunks.position() == file.size() - 7);
  CHECK(png::is_critical(fourcc("IDAT")));
  CHECK_FALSE(png::is_critical(fourcc("tEXt")));
  CHECK(png::is_safe_to_copy(fourcc("tEXt")));
  CHECK_FALSE(png::is_safe_to_copy(fourcc("tRNS")));
}

TEST_CASE("RIFF chunks are padded; the last padding byte may be missing") {
  const Bytes file =
      joined({Bytes(100), riff_chunk("ABCD", Writer().fill(3).done()), riff_chunk("EFGH", Writer().fill(1).done())});
  for (const std::size_t cut : {0u, 1u}) {
    RiffChunks walk(file, 100, file.size() - cut);
    const auto first = walk.next();
    REQUIRE(first.ok());
    CHECK((*first)->offset == 100);
    CHECK((*first)->data.size() == 3);
    CHECK((*first)->end == 112);
    const auto second = walk.next();
    REQUIRE(second.ok());
    CHECK((*second)->type == fourcc("EFGH"));
    CHECK((*second)->end == file.size() - cut);
    const auto end = walk.next();
    REQUIRE(end.ok());
    CHECK_FALSE(end->has_value());
  }
  RiffChunks walk(file, 100, file.size() - 2);
  CHECK(walk.next().ok());
  CHECK_FALSE(walk.next().ok());
}

TEST_CASE("GIF blocks cover the file up to the trailer") {
  const Bytes file = make_gif({.frames = 3, .transparent = true});
  StrictSource source(file);
  Window window(source);
  GifBlocks blocks(window);
  REQUIRE(blocks.screen().ok());
  std::uint64_t expected = 13 + 6;
  int images = 0, extensions = 0;
  for (;;) {
    const auto block = blocks.next();
    REQUIRE(block.ok());
    if (!block->has_value()) break;
    CHECK((*block)->offset == expected);
    expected = (*block)->end;
    if ((*block)->kind == GifBlock::Kind::image) {
      ++images;
      CHECK((*block)->width == 4);
      CHECK((*block)->code_size == 2);
      CHECK((*block)->data_bytes > 0);
    }
    if ((*block)->kind == GifBlock::Kind::extension) ++extensions;
  }
  CHECK(expected == file.size());
  CHECK(images == 3);
  CHECK(extensions == 4);
}

TEST_CASE("Boxes: long sizes, boxes up to the end, boxes too long") {
  const Bytes longer = joined({Writer().be32(1).text("long").be64(20).fill(4).done(),
                               box("next", Writer().fill(3).done()), Writer().be32(0).text("rest").fill(9).done()});
  StrictSource source(longer);
  Window window(source);
  Boxes boxes(window, 0, longer.size());
  auto found = boxes.next();
  REQUIRE(found.ok());
  CHECK((*found)->size() == 4);
  CHECK((*found)->body == 16);
  found = boxes.next();
  REQUIRE(found.ok());
  CHECK((*found)->size() == 3);
  found = boxes.next();
  REQUIRE(found.ok());
  CHECK((*found)->type == fourcc("rest"));
  CHECK((*found)->size() == 9);
  found = boxes.next();
  REQUIRE(found.ok());
  CHECK_FALSE(found->has_value());

  for (const Bytes& bad :
       {Writer().be32(9).text("long").done(), Writer().be32(7).text("tiny").done(),
        Writer().be32(1).text("huge").be64(UINT64_MAX).done(), Writer().be32(1).text("tiny").be64(15).done()}) {
    StrictSource bad_source(bad);
    Window bad_window(bad_source);
    CHECK_FALSE(Boxes(bad_window, 0, bad.size()).next().ok());
  }
}

TEST_CASE("The window reads in pages that grow only while reading goes straight on") {
  const Bytes bytes(1'000'000);
  StrictSource source(bytes);
  Window window(source);
  for (std::uint64_t at = 0; at < bytes.size(); at += 100) REQUIRE(window.need(at, 10, "x").ok());
  CHECK(source.reads < 25);
  CHECK(source.largest == ByteSource::kMaxRead);
  CHECK(window.need(5, 10, "x").ok());
  CHECK(window.need(500'000, 10, "x").ok());
  CHECK(window.need(bytes.size() - 1, 1, "x").ok());
  CHECK(window.need(bytes.size(), 0, "x").ok());
  CHECK(window.need(0, ByteSource::kMaxRead, "x").ok());
  const auto past = window.need(bytes.size() - 1, 2, "the thing");
  REQUIRE_FALSE(past.ok());
  CHECK(past.error().reason == Reason::truncated);
  CHECK(past.error().message == "ends inside the thing at offset 999999");
  CHECK_FALSE(window.need(UINT64_MAX, 2, "x").ok());
}

TEST_CASE("A file that shrinks while it is read is truncated") {
  class Shrinking final : public ByteSource {
   public:
    std::uint64_t size() const override { return 1000; }
    Result<ByteView> read(std::uint64_t, std::size_t) override { return ByteView{}; }
  };
  Shrinking source;
  Window window(source);
  const auto bytes = window.need(0, 8, "x");
  REQUIRE_FALSE(bytes.ok());
  CHECK(bytes.error().reason == Reason::truncated);
}
