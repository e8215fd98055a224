// A maker note goes into other formats as it is, and how far it has been moved is said beside it.

#include "container/payload/ifd.h"
#include "container/tiff/tiff.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using test::Writer;

namespace {

constexpr std::string_view kNote = "offsets that nobody knows of";
constexpr std::uint16_t kExifIfd = 34665, kMakerNote = 37500, kOffsetSchema = 59933;

/// Little-endian: a directory with a text and a pointer to one of EXIF, with the note at `place` behind both, and how
/// far that has been moved before.
Bytes tiff_with_note(std::uint32_t place, std::uint32_t moved_before) {
  Writer w;
  w.text("II").le16(42).le32(8);
  w.le16(2).le16(270).le16(2).le32(4).text("abc").u8(0).le16(kExifIfd).le16(4).le32(1).le32(38).le32(0);
  w.le16(moved_before == 0 ? 1 : 2);
  w.le16(kMakerNote).le16(7).le32(kNote.size()).le32(place);
  if (moved_before != 0) w.le16(kOffsetSchema).le16(9).le32(1).le32(moved_before);
  w.le32(0);
  Bytes file = w.done();
  file.resize(place);
  return test::joined({file, as_bytes(kNote)});
}

/// The note in the EXIF directory of `block`: where it is, and how far it says that it has been moved.
std::pair<std::uint64_t, std::uint32_t> note_in(ByteView block) {
  container::Window window(block);
  const auto tiff = container::TiffBlock::open(window);
  REQUIRE(tiff.ok());
  const auto first = tiff->read(tiff->first_ifd());
  REQUIRE(first.ok());
  const auto exif = tiff->read(tiff->value_or(*first, kExifIfd, 0));
  REQUIRE(exif.ok());
  const container::TiffEntry *const note = exif->find(kMakerNote), *const moved = exif->find(kOffsetSchema);
  REQUIRE(note != nullptr);
  REQUIRE(moved != nullptr);
  CHECK(as_text(block.subspan(note->data, note->size)) == kNote);
  return {note->data, tiff->u32(block, moved->data)};
}

}  // namespace

TEST_CASE("the maker note of a TIFF goes into EXIF, and how far it is moved is said") {
  for (const std::uint32_t place : {100u, 70'000u}) {
    container::MetadataBlobs blobs;
    container::complete_tiff_blobs(tiff_with_note(place, 0), blobs);
    const auto [at, moved] = note_in(blobs.exif);
    CHECK(moved == static_cast<std::uint32_t>(at - place));
  }
}

TEST_CASE("a maker note that has been moved before says both ways together") {
  container::MetadataBlobs blobs;
  container::complete_tiff_blobs(tiff_with_note(5000, 300), blobs);
  const auto [at, moved] = note_in(blobs.exif);
  CHECK(moved == static_cast<std::uint32_t>(at - 5000 + 300));
}
