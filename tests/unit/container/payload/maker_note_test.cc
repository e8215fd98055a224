#include "container/payload/maker_note.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace std::string_view_literals;
using container::moved_maker_note;
using test::Writer;

namespace {

/// A name, and a directory with a number, a text behind the directory and a preview somewhere else; places count from
/// `base` bytes before the note.
Bytes note(std::string_view name, std::uint32_t base, bool little = true) {
  const auto text_at = static_cast<std::uint32_t>(base + name.size() + 2 + 3 * 12 + 4);
  Writer w;
  w.text(name);
  const auto u16 = [&](unsigned value) { little ? w.le16(value) : w.be16(value); };
  const auto u32 = [&](std::uint32_t value) { little ? w.le32(value) : w.be32(value); };
  const auto entry = [&](unsigned tag, unsigned type, std::uint32_t count, std::uint32_t value) {
    u16(tag);
    u16(type);
    u32(count);
    u32(value);
  };
  u16(3);
  entry(1, 4, 1, 7);
  entry(2, 2, 10, text_at);
  entry(3, 7, 5000, 100'000);
  u32(0);
  w.text("some words");
  return w.done();
}

}  // namespace

TEST_CASE("maker notes: places in the block follow the note") {
  for (const std::string_view name : {""sv, "SONY DSC \0\0\0"sv, "OLYMP\0\1\0"sv, "QVC\0\0\0"sv}) {
    for (const bool little : {true, false}) {
      CHECK(moved_maker_note(note(name, 700, little), 700, 9000) == note(name, 9000, little));
    }
  }
}

TEST_CASE("maker notes: places in a directory that is a value follow, too") {
  constexpr unsigned kHead = 2 + 12 + 4;
  const auto nested = [](std::uint32_t base) {
    const Bytes inner = note("", base + kHead);
    return test::joined(
        {Writer().le16(1).le16(0x2010).le16(7).le32(inner.size()).le32(base + kHead).le32(0).done(), inner});
  };
  CHECK(moved_maker_note(nested(700), 700, 9000) == nested(9000));
}

TEST_CASE("maker notes: Canon's last bytes say where it stands") {
  const auto with_footer = [](std::uint32_t at) {
    return test::joined({note("", at), Writer().text("II*\0"sv).le32(at).done()});
  };
  CHECK(moved_maker_note(with_footer(700), 700, 9000) == with_footer(9000));
}

TEST_CASE("maker notes: what is not understood is not touched") {
  CHECK_FALSE(moved_maker_note(note("OLYMPUS\0"sv, 0), 700, 9000));  // from its own start
  CHECK_FALSE(moved_maker_note(note("", 300), 700, 9000));           // moved before, by somebody who did not say so
  CHECK_FALSE(moved_maker_note(as_bytes("just a text that a camera wrote"), 700, 9000));
  CHECK_FALSE(moved_maker_note({}, 700, 9000));
  const Bytes whole = note("", 700);
  for (std::size_t size = 0; size < whole.size(); ++size) (void)moved_maker_note(ByteView(whole).first(size), 700, 9);
}

TEST_CASE("maker notes: which can be moved with nothing lost") {
  using container::NotePlaces, container::places_in_maker_note;
  constexpr std::endian kLittle = std::endian::little, kBig = std::endian::big;
  const auto words = [](std::string_view name, std::uint32_t base, bool little = true) {
    const auto at = static_cast<std::uint32_t>(base + name.size() + 2 + 12 + 4);
    Writer w;
    w.text(name);
    if (little) {
      w.le16(1).le16(2).le16(2).le32(10).le32(at).le32(0);
    } else {
      w.be16(1).be16(2).be16(2).be32(10).be32(at).be32(0);
    }
    return w.text("some words").done();
  };
  CHECK(places_in_maker_note(words("", 700), 700, kLittle) == NotePlaces::in_block);
  CHECK(places_in_maker_note(words("", 700, false), 700, kBig) == NotePlaces::in_block);
  CHECK(places_in_maker_note(words("OLYMPUS\0"sv, 0), 700, kLittle) == NotePlaces::in_note);
  // Nikon's has a TIFF header of its own, and so an order of its own.
  const Bytes nikon = words("Nikon\0\2\x10\0\0MM\0*\0\0\0\x08"sv, static_cast<std::uint32_t>(-10), false);
  CHECK(places_in_maker_note(nikon, 700, kLittle) == NotePlaces::in_note);
  const Bytes inline_only = Writer().le16(1).le16(1).le16(4).le32(1).le32(7).le32(0).done();
  CHECK(places_in_maker_note(inline_only, 700, kLittle) == NotePlaces::in_note);

  CHECK(places_in_maker_note(words("", 700), 700, kBig) == NotePlaces::unknown);    // has the order of its block
  CHECK(places_in_maker_note(note("", 700), 700, kLittle) == NotePlaces::unknown);  // a preview elsewhere
  CHECK(places_in_maker_note(words("", 300), 700, kLittle) == NotePlaces::unknown);
  const Bytes pointer = Writer().le16(1).le16(1).le16(13).le32(1).le32(900).le32(0).done();
  CHECK(places_in_maker_note(test::joined({pointer, pointer}), 700, kLittle) == NotePlaces::unknown);
  CHECK(places_in_maker_note(as_bytes("just a text that a camera wrote"), 700, kLittle) == NotePlaces::unknown);
  CHECK(places_in_maker_note({}, 700, kLittle) == NotePlaces::unknown);
}
