#include "container/payload/mark.h"
#include "engine/formats.h"

#include "container/metadata.h"
#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using container::Mark;

namespace {

Bytes marked(Format format, const Bytes& file, const Mark& mark) {
  container::MetadataEdit edit;
  edit.strip = kAllMetadata;
  edit.marks = container::MetadataEdit::Marks::drop;
  edit.mark = container::to_text(mark);
  auto bytes = container::with_metadata(format, file, {file, {}}, edit);
  REQUIRE(bytes.ok());
  return *bytes;
}

std::vector<std::pair<Format, Bytes>> samples() {
  const auto picture = test::make_image(40, 30, 3, test::Pattern::gradient);
  std::vector<std::pair<Format, Bytes>> files = {
      {Format::jpeg, test::encode_jpeg(picture.get())},
      {Format::png, test::encode_png(picture.get())},
      {Format::webp, test::encode(picture.get(), "webpsave_buffer", {{"Q", 70}})},
      {Format::gif, test::encode_gif(test::make_image(40, 30, 3, test::Pattern::blocks).get())}};
  if (engine::can_write(engine::row_of(Format::avif)))
    files.emplace_back(Format::avif, test::encode(picture.get(), "heifsave_buffer", {{"compression", 4}}));
  return files;
}

}  // namespace

TEST_CASE("a mark is read back, replaces the one before, and changes no pixel") {
  for (const auto& [format, file] : samples()) {
    INFO(static_cast<int>(format));
    CHECK_FALSE(container::read_mark(file, format));
    const Bytes once = marked(format, file, {82, 80.414});
    const auto mark = container::read_mark(once, format);
    REQUIRE(mark);
    CHECK(mark->quality == 82);
    CHECK(mark->score.value_or(0) == Approx(80.41));
    CHECK(once.size() <= file.size() + container::kMaxMarkBytes);
    CHECK(test::all_pixels(once, format) == test::all_pixels(file, format));
    if (format == Format::avif) continue;  // its metadata is made anew by the encoder, not edited
    const Bytes twice = marked(format, once, {40, std::nullopt});
    CHECK(container::read_mark(twice, format)->quality == 40);
    CHECK_FALSE(container::read_mark(twice, format)->score);
    CHECK(twice.size() <= once.size());
  }
}

TEST_CASE("a lossless pass that strips everything keeps the mark") {
  for (const auto& [format, file] : samples()) {
    if (format == Format::avif) continue;
    const Bytes once = marked(format, file, {60, std::nullopt});
    container::MetadataEdit edit;
    edit.strip = kAllMetadata;
    const auto stripped = container::with_metadata(format, file, {once, {}}, edit);
    REQUIRE(stripped.ok());
    CHECK(container::read_mark(*stripped, format)->quality == 60);
  }
}

TEST_CASE("what only looks like a mark is none") {
  for (const std::string_view text :
       {"whittle:", "whittle:q", "whittle:q0", "whittle:q101", "whittle:x5", "Whittle:q5", "q5"}) {
    const Bytes jpeg =
        test::insert_jpeg_segments(test::encode_jpeg(test::make_image(9, 9, 3, test::Pattern::gradient).get()),
                                   test::jpeg_segment(0xFE, text, {}));
    INFO(text);
    CHECK_FALSE(container::read_mark(jpeg, Format::jpeg));
  }
  CHECK_FALSE(container::read_mark(as_bytes("no image at all"), Format::webp));
  CHECK_FALSE(container::read_mark({}, Format::gif));
}
