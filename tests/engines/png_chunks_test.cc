// Every ancillary chunk at every place, twice, damaged and of a wrong length: what libpng says about the file is the
// same after a rewrite, or the file is left alone.

#include <map>
#include <set>

#include "tests/support/catch.h"
#include "tests/support/png_files.h"
#include "tests/support/png_report.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::PngPicture;
using test::small_picture;
using test::with;

namespace {

Bytes profile_chunk(const Bytes& profile) {
  return test::Writer().text(std::string_view("p\0\0", 3)).bytes(test::zlib_stored(profile)).done();
}

/// Good data of every chunk for a picture of that kind.
std::map<std::string, Bytes> all_chunks(const PngPicture& picture) {
  using test::Writer;
  const bool grey = picture.colour == 0 || picture.colour == 4, indexed = picture.colour == 3;
  std::map<std::string, Bytes> chunks = {
      {"gAMA", Writer().be32(100000).done()},
      {"cHRM",
       Writer().be32(31270).be32(32900).be32(70000).be32(30000).be32(20000).be32(70000).be32(15000).be32(5000).done()},
      {"sRGB", Writer().u8(1).done()},
      {"iCCP", profile_chunk(grey ? test::make_grey_profile() : test::make_rgb_profile())},
      {"cICP", Writer().u8(9).u8(16).u8(0).u8(1).done()},
      {"mDCV", Writer().fill(24, 7).done()},
      {"cLLI", Writer().fill(8, 7).done()},
      {"pHYs", Writer().be32(3000).be32(3000).u8(1).done()},
      {"oFFs", Writer().be32(3).be32(4).u8(0).done()},
      {"pCAL", Writer()
                   .text(std::string_view("cal\0", 4))
                   .be32(0)
                   .be32(255)
                   .u8(0)
                   .u8(2)
                   .text(std::string_view("m\0"
                                          "0\0"
                                          "1",
                                          5))
                   .done()},
      {"sCAL", Writer()
                   .u8(1)
                   .text(std::string_view("1.5\0"
                                          "2.5",
                                          7))
                   .done()},
      {"sPLT", Writer().text(std::string_view("pal\0", 4)).u8(8).u8(1).u8(2).u8(3).u8(255).be16(9).done()},
      {"sTER", Writer().u8(1).done()},
      {"tIME", Writer().be16(2024).u8(2).u8(3).u8(4).u8(5).u8(6).done()},
      {"eXIf", test::exif_block(6)},
      {"tEXt", Writer().text(std::string_view("Title\0abc", 9)).done()},
      {"vpAg", Writer().be32(20).be32(17).u8(0).done()},
  };
  const unsigned depth = indexed ? 8 : static_cast<unsigned>(picture.depth);
  chunks["sBIT"] = Writer().fill(indexed ? 3 : picture.channels(), depth).done();
  chunks["bKGD"] = indexed ? Writer().u8(1).done()
                   : grey  ? Writer().be16(1).done()
                           : Writer().be16(1).be16(1).be16(1).done();
  if (indexed) {
    chunks["hIST"] = Writer().fill(2 * picture.palette.size(), 1).done();
    chunks["tRNS"] = Writer().fill(picture.palette.size(), 100).done();
  } else if (picture.colour == 0 || picture.colour == 2) {
    chunks["tRNS"] = Writer().fill(grey ? 2 : 6).done();
  }
  return chunks;
}

const std::pair<int, int> kKinds[] = {{0, 2}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 2}, {3, 8}, {4, 8}, {6, 8}};

/// Every chunk, with a picture of each kind: colour type and depth.
template <typename Visit>
void for_all(const Visit& visit) {
  for (const auto& [colour, depth] : kKinds) {
    for (const bool reducible : {false, true}) {
      const PngPicture picture = small_picture(colour, depth, reducible);
      const Bytes file = test::write_png(picture);
      for (const auto& [type, data] : all_chunks(picture)) {
        INFO("colour type " << colour << ", " << depth << " bits, " << (reducible ? "reducible" : "noise") << ", "
                            << type);
        visit(file, type, data);
      }
    }
  }
}

}  // namespace

TEST_CASE("PNG chunks: at any place a chunk says what it said") {
  for_all([](const Bytes& file, const std::string& type, const Bytes& data) {
    for (const std::string_view place : {"PLTE", "IDAT", "IEND"}) {
      INFO("before " << place);
      CHECK(test::png_treatment(with(file, place, test::png_chunk(type, data))) == Reason::none);
    }
  });
}

TEST_CASE("PNG chunks: of a wrong length") {
  for_all([](const Bytes& file, const std::string& type, const Bytes& data) {
    Bytes longer = data;
    longer.push_back(std::byte{1});
    const ByteView shorter = ByteView(data).first(data.size() - 1);
    for (const ByteView wrong : {ByteView(longer), shorter, ByteView{}}) {
      INFO(wrong.size() << " bytes instead of " << data.size());
      for (const std::string_view place : {"PLTE", "IDAT"}) {
        CHECK(test::png_treatment(with(file, place, test::png_chunk(type, wrong))) == Reason::none);
      }
    }
  });
}

TEST_CASE("PNG chunks: twice") {
  const std::set<std::string> disputed = {"gAMA", "cHRM", "sRGB", "iCCP", "cICP"};
  for_all([&](const Bytes& file, const std::string& type, const Bytes& data) {
    const Bytes chunk = test::png_chunk(type, data);
    const Reason reason = test::png_treatment(with(with(file, "PLTE", chunk), "PLTE", chunk));
    CHECK(reason == (disputed.count(type) != 0 ? Reason::unsupported : Reason::none));
    CHECK(test::png_treatment(with(with(file, "IDAT", chunk), "IDAT", chunk)) != Reason::corrupt);
    CHECK(test::png_treatment(with(with(file, "PLTE", chunk), "IEND", chunk)) == Reason::none);
  });
}

TEST_CASE("PNG chunks: an animation announced twice, or not soundly") {
  const auto announced = [](std::uint32_t frames) {
    return test::png_chunk("acTL", test::Writer().be32(frames).be32(0).done());
  };
  const Bytes still = test::write_png(small_picture(2, 8, false)), film = test::make_apng(2);
  CHECK(test::png_treatment(film) == Reason::none);
  // Chrome shows a still picture then, Firefox the animation.
  CHECK(test::png_treatment(with(film, "IDAT", announced(2))) == Reason::unsupported);
  CHECK(test::png_treatment(with(film, "IDAT", announced(1))) == Reason::unsupported);
  CHECK(test::png_treatment(with(film, "IEND", announced(2))) == Reason::unsupported);
  CHECK(test::png_treatment(with(with(still, "IDAT", announced(0)), "IDAT", announced(1))) == Reason::unsupported);
  // All show a still picture.
  CHECK(test::png_treatment(with(still, "IDAT", announced(0))) == Reason::none);
  CHECK(test::png_treatment(with(still, "IDAT", test::png_chunk("acTL", Bytes(4)))) == Reason::none);
  CHECK(test::png_treatment(with(still, "IEND", announced(1))) == Reason::none);
}

TEST_CASE("PNG chunks: two of colour, in either order") {
  const std::string types[] = {"gAMA", "cHRM", "sRGB", "iCCP", "cICP"};
  for (const int colour : {0, 2, 3}) {
    const PngPicture picture = small_picture(colour, 8, true);
    const Bytes file = test::write_png(picture);
    const auto chunks = all_chunks(picture);
    for (const std::string& first : types) {
      for (const std::string& second : types) {
        if (first == second) continue;
        INFO(first << ", " << second << ", colour type " << colour);
        Bytes input = with(file, "PLTE", test::png_chunk(first, chunks.at(first)));
        input = with(input, "PLTE", test::png_chunk(second, chunks.at(second)));
        CHECK(test::png_treatment(input) == Reason::none);
      }
    }
  }
}

TEST_CASE("PNG chunks: a wrong checksum is damage") {
  for_all([](const Bytes& file, const std::string& type, const Bytes& data) {
    Bytes chunk = test::png_chunk(type, data);
    chunk.back() ^= std::byte{1};
    CHECK(test::png_treatment(with(file, "IDAT", chunk)) == Reason::corrupt);
  });
}

TEST_CASE("PNG chunks: values that cannot be") {
  const Bytes rgb = test::write_png(small_picture(2, 8, true)), grey = test::write_png(small_picture(0, 2, false)),
              indexed = test::write_png(small_picture(3, 2, false));
  using test::Writer;
  const auto chunk = [](std::string_view type, const Writer& data) { return test::png_chunk(type, data.done()); };
  for (const auto& [file, wrong] : {std::pair{rgb, chunk("sBIT", Writer().u8(0).u8(9).u8(8))},
                                    {rgb, chunk("gAMA", Writer().be32(0))},
                                    {rgb, chunk("sRGB", Writer().u8(9))},
                                    {rgb, chunk("cHRM", Writer().fill(32, 255))},
                                    {rgb, chunk("bKGD", Writer().be16(300).be16(0).be16(0))},
                                    {grey, chunk("bKGD", Writer().be16(4))},
                                    {indexed, chunk("bKGD", Writer().u8(4))},
                                    {rgb, chunk("eXIf", Writer().text("no EXIF"))},
                                    {rgb, chunk("iCCP", Writer().text(std::string_view("p\0\0", 3)).fill(40, 9))},
                                    {rgb, test::png_chunk("iCCP", profile_chunk(test::make_grey_profile()))},
                                    {grey, test::png_chunk("iCCP", profile_chunk(test::make_rgb_profile()))}}) {
    INFO(test::as_string(ByteView(wrong).subspan(4, 4)));
    CHECK(test::png_treatment(with(file, "PLTE", wrong)) == Reason::none);
    // What an invalid chunk of colour does to others is a matter of versions; it stays where it is.
    const Bytes gamma = test::png_chunk("gAMA", Writer().be32(100000).done());
    CHECK(test::png_treatment(with(with(file, "PLTE", wrong), "IDAT", gamma)) != Reason::corrupt);
  }
}
