// The coefficient engine against plain libjpeg: whatever the input's make, the output holds the same coefficients,
// tables and sampling.

#include "codec/jpeg/decode/read.h"
#include "codec/jpeg/scans/write.h"
#include "tests/support/catch.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::JpegCoding;
using test::JpegColour;
using test::JpegFile;
using test::JpegPicture;
using test::lossless;
using test::read_jpeg_content;
using test::write_jpeg_file;

namespace {

engine::Settings at_effort(int effort, bool baseline = false) {
  engine::Settings settings = lossless(Format::jpeg);
  settings.effort = effort;
  settings.baseline = baseline;
  return settings;
}

engine::Candidate must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  CHECK(result->verified);
  CHECK(result->engine == "jpeg-lossless");
  return std::move(result).value();
}

/// Runs the engine at some efforts and compares coefficients and pixels.
void check_repack(const JpegFile& file) {
  const Bytes input = write_jpeg_file(file);
  INFO(file.width << "x" << file.height << " colour " << static_cast<int>(file.colour) << " coding "
                  << static_cast<int>(file.coding) << " quality " << file.quality);
  for (const int effort : {0, 2, 5, 9}) {
    const engine::Candidate output = must(test::run(input, Format::jpeg, at_effort(effort)));
    CHECK(read_jpeg_content(output.bytes) == read_jpeg_content(input));
    CHECK(output.bytes.size() <= input.size());
  }
  const engine::Candidate plain = must(test::run(input, Format::jpeg, at_effort(5, true)));
  CHECK(read_jpeg_content(plain.bytes) == read_jpeg_content(input));
  CHECK_FALSE(test::decode_jpeg(plain.bytes).progressive);
  CHECK((plain.bytes == input || test::jpeg_scans(plain.bytes).size() == 1));
  CHECK(test::decode_jpeg(plain.bytes).samples == test::decode_jpeg(input).samples);
}

}  // namespace

TEST_CASE("sizes that do not fill their blocks keep their coefficients") {
  for (int width = 1; width <= 17; width += 4) {
    for (int height = 1; height <= 17; height += 8) {
      check_repack({.width = width, .height = height});
      check_repack({.width = height, .height = width, .sampling = {{1, 1}, {1, 1}, {1, 1}}});
    }
  }
}

TEST_CASE("every size up to two blocks and a column keeps its coefficients") {
  const std::vector<std::vector<std::array<int, 2>>> samplings = {
      {{2, 2}, {1, 1}, {1, 1}}, {{1, 2}, {1, 1}, {1, 1}}, {{4, 1}, {1, 1}, {1, 1}}};
  for (int width = 1; width <= 17; ++width) {
    for (int height = 1; height <= 17; ++height) {
      const std::size_t which = static_cast<std::size_t>(width + height) % samplings.size();
      const Bytes input = write_jpeg_file({.width = width, .height = height, .sampling = samplings[which]});
      const engine::Candidate output = must(test::run(input, Format::jpeg, at_effort(5)));
      INFO(width << "x" << height);
      CHECK(read_jpeg_content(output.bytes) == read_jpeg_content(input));
    }
  }
}

TEST_CASE("every colour space keeps its coefficients and its meaning") {
  for (const JpegColour colour :
       {JpegColour::grey, JpegColour::ycc, JpegColour::rgb, JpegColour::cmyk, JpegColour::ycck}) {
    for (const JpegPicture picture : {JpegPicture::busy, JpegPicture::smooth, JpegPicture::flat}) {
      check_repack({.width = 90, .height = 71, .colour = colour, .picture = picture});
      check_repack({.width = 33, .height = 24, .colour = colour, .picture = picture, .jfif = false});
    }
  }
}

TEST_CASE("every subsampling keeps its coefficients") {
  using Factors = std::vector<std::array<int, 2>>;
  for (const Factors& sampling :
       {Factors{{2, 2}, {1, 1}, {1, 1}}, Factors{{2, 1}, {1, 1}, {1, 1}}, Factors{{1, 2}, {1, 1}, {1, 1}},
        Factors{{4, 1}, {1, 1}, {1, 1}}, Factors{{1, 1}, {1, 1}, {1, 1}}, Factors{{1, 1}, {2, 2}, {2, 2}},
        Factors{{4, 2}, {1, 1}, {1, 1}}, Factors{{2, 2}, {2, 1}, {1, 2}}}) {
    check_repack({.width = 75, .height = 52, .sampling = sampling});
    check_repack({.width = 75, .height = 52, .coding = JpegCoding::progressive, .sampling = sampling});
  }
  check_repack({.width = 41, .height = 17, .colour = JpegColour::grey, .sampling = {{2, 2}}});
}

TEST_CASE("every coding is read, and restart markers go") {
  for (const JpegCoding coding : {JpegCoding::sequential, JpegCoding::optimised, JpegCoding::progressive}) {
    for (const int quality : {1, 30, 92, 100})
      check_repack({.width = 120, .height = 64, .coding = coding, .quality = quality});
    check_repack({.width = 120, .height = 64, .coding = coding, .restart_rows = 1});
  }
  check_repack({.width = 120, .height = 64, .own_scans = true});
  const Bytes input = write_jpeg_file({.width = 200, .height = 160, .restart_rows = 1});
  const engine::Candidate output = must(test::run(input, Format::jpeg, at_effort(5)));
  CHECK(test::contains(input, std::string_view("\xFF\xDD\0\4", 4)));
  CHECK_FALSE(test::contains(output.bytes, std::string_view("\xFF\xDD\0\4", 4)));
}

TEST_CASE("a wide strip keeps its coefficients") {
  const Bytes input = write_jpeg_file({.width = 65500, .height = 9, .picture = JpegPicture::smooth});
  const engine::Candidate output = must(test::run(input, Format::jpeg, at_effort(5)));
  CHECK(read_jpeg_content(output.bytes) == read_jpeg_content(input));
  const Bytes tall = write_jpeg_file({.width = 9, .height = 65500, .picture = JpegPicture::smooth});
  const engine::Candidate written = must(test::run(tall, Format::jpeg, at_effort(5)));
  CHECK(read_jpeg_content(written.bytes) == read_jpeg_content(tall));
}

TEST_CASE("runs of empty blocks longer than a code can say keep their coefficients") {
  // 520 x 520 blocks of which a few are not flat: runs of more than 32767 blocks, in first and refinement scans.
  jpeg::Coefficients coefficients;
  coefficients.width = coefficients.height = 520 * 8;
  coefficients.colour = jpeg::Colour::grey;
  coefficients.tables[0].emplace().fill(1);
  jpeg::Component component;
  component.blocks_wide = component.blocks_high = 520;
  component.coefficients.resize(std::size_t{520} * 520 * 64);
  for (const std::size_t block : {std::size_t{5}, std::size_t{40'000}, std::size_t{40'001}, std::size_t{170'000}}) {
    for (std::size_t k = 0; k < 64; k += 3) {
      component.coefficients[block * 64 + k] = static_cast<std::int16_t>((k % 2 == 0 ? 1 : -1) * (1 + k * 5));
    }
  }
  coefficients.components.push_back(component);
  for (const int effort : {0, 5, 9}) {
    const auto written =
        jpeg::write(coefficients, {.effort = effort, .baseline = false, .markers = {}, .deadline = {}});
    REQUIRE(written.ok());
    CHECK(read_jpeg_content(*written).components[0].coefficients == component.coefficients);
    CHECK(written->size() < 35'000);
  }
}

TEST_CASE("outputs are smaller than libjpeg's own progressive and optimised files") {
  for (const JpegPicture picture : {JpegPicture::busy, JpegPicture::smooth}) {
    JpegFile file{.width = 640, .height = 480, .picture = picture};
    const engine::Candidate output = must(test::run(write_jpeg_file(file), Format::jpeg, at_effort(5)));
    const engine::Candidate plain = must(test::run(write_jpeg_file(file), Format::jpeg, at_effort(5, true)));
    file.coding = JpegCoding::optimised;
    CHECK(plain.bytes.size() <= write_jpeg_file(file).size());
    CHECK(output.bytes.size() <= write_jpeg_file(file).size());
    file.coding = JpegCoding::progressive;
    CHECK(output.bytes.size() <= write_jpeg_file(file).size());
  }
}

TEST_CASE("more effort is never larger, and an output cannot be improved again") {
  const Bytes input = write_jpeg_file({.width = 500, .height = 333});
  std::size_t before = input.size();
  for (const int effort : {0, 2, 5, 9}) {
    const engine::Candidate output = must(test::run(input, Format::jpeg, at_effort(effort)));
    CHECK(output.bytes.size() <= before);
    before = output.bytes.size();
    CHECK(must(test::run(output.bytes, Format::jpeg, at_effort(effort))).bytes.size() == output.bytes.size());
  }
}

TEST_CASE("what the engine leaves alone is said") {
  const Bytes arithmetic = write_jpeg_file({.coding = JpegCoding::arithmetic});
  const auto refused = test::run(arithmetic, Format::jpeg, at_effort(5));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::unsupported);
  const auto read = jpeg::read(arithmetic);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().reason == Reason::unsupported);
}

TEST_CASE("damage is an error, never a picture") {
  for (const JpegCoding coding : {JpegCoding::sequential, JpegCoding::progressive}) {
    const Bytes input = write_jpeg_file({.width = 160, .height = 120, .coding = coding});
    for (const std::size_t percent : {20, 50, 80, 99}) {
      Bytes cut(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(input.size() * percent / 100));
      CHECK_FALSE(jpeg::read(cut).ok());
      for (const unsigned byte : {0xFFu, 0xD9u}) cut.push_back(static_cast<std::byte>(byte));
      const auto closed = jpeg::read(cut);
      CHECK_FALSE(closed.ok());
    }
  }
  CHECK_FALSE(jpeg::read({}).ok());
}

TEST_CASE("a progressive file without its last scans is left alone") {
  // Decoders smooth such a picture; with every coefficient declared known they would not.
  const Bytes input = write_jpeg_file({.width = 160, .height = 120, .coding = JpegCoding::progressive});
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const std::size_t third = text.find("\xFF\xDA", text.find("\xFF\xDA", text.find("\xFF\xDA") + 2) + 2);
  Bytes cut(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(text.rfind("\xFF\xC4", third)));
  for (const unsigned byte : {0xFFu, 0xD9u}) cut.push_back(static_cast<std::byte>(byte));
  const auto read = jpeg::read(cut);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().reason == Reason::unsupported);
}

TEST_CASE("components that share an id are told apart") {
  for (const bool jfif : {true, false}) {
    Bytes input = write_jpeg_file({.width = 90, .height = 70, .jfif = jfif});
    const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
    const std::size_t frame = text.find("\xFF\xC0"), scan = text.find("\xFF\xDA");
    for (std::size_t i = 0; i < 3; ++i) input[frame + 10 + 3 * i] = input[scan + 5 + 2 * i] = std::byte{1};
    const test::JpegRaster before = test::decode_jpeg(input);
    REQUIRE(before.warnings == 0);
    for (const int effort : {0, 5, 9}) {
      const engine::Candidate output = must(test::run(input, Format::jpeg, at_effort(effort)));
      CHECK(output.bytes.size() < input.size());
      const test::JpegRaster after = test::decode_jpeg(output.bytes);
      CHECK(after.samples == before.samples);
      CHECK(after.colour_space == before.colour_space);
      CHECK(after.warnings == 0);
    }
  }
}

TEST_CASE("another picture is noticed") {
  const Bytes one = write_jpeg_file({.width = 64, .height = 48}),
              other = write_jpeg_file({.width = 64, .height = 48, .quality = 84});
  const auto coefficients = jpeg::read(one);
  REQUIRE(coefficients.ok());
  CHECK(jpeg::compare(one, *coefficients).ok());
  CHECK(jpeg::compare(other, *coefficients).error().reason == Reason::verification_failed);
  for (const std::size_t at : {std::size_t{0}, std::size_t{64 * 47}}) {
    jpeg::Coefficients changed = *coefficients;
    changed.components[0].coefficients[at] ^= 1;
    CHECK(jpeg::compare(one, changed).error().reason == Reason::verification_failed);
  }
}
