#include "container/payload/iptc.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace std::string_view_literals;
using test::Writer;

namespace {

Bytes data_set(unsigned record, unsigned number, std::string_view text) {
  return Writer().u8(0x1C).u8(record).u8(number).be16(static_cast<unsigned>(text.size())).text(text).done();
}

Bytes resource(unsigned id, ByteView data, std::string_view name = "") {
  Writer w;
  w.text("8BIM").be16(id).u8(static_cast<unsigned>(name.size())).text(name);
  if (name.size() % 2 == 0) w.u8(0);
  w.be32(data.size()).bytes(data);
  if (data.size() % 2 != 0) w.u8(0);
  return w.done();
}

const Bytes kRights = test::joined(
    {data_set(2, 80, "An Artist"), data_set(2, 80, "B"), data_set(2, 110, "An Agency"), data_set(2, 116, "(c) me")});
const Bytes kRecords =
    test::joined({data_set(1, 90, "\x1B%G"), data_set(2, 25, "a keyword"), kRights, data_set(2, 120, "a caption")});
const Bytes kIrb = test::joined({resource(0x03ED, as_bytes("resolution"), "a name"), resource(0x0404, kRecords),
                                 resource(0x0425, as_bytes("digest of 16 byt"))});

}  // namespace

TEST_CASE("IPTC: the copyright alone") {
  CHECK(container::irb_of_rights(kIrb) == resource(0x0404, kRights));
  CHECK(container::irb_of_rights(resource(0x0404, data_set(2, 25, "a"))).empty());
  CHECK(container::irb_without(kIrb, 0) == kIrb);
}

TEST_CASE("IPTC: how letters are to be read stays with them") {
  const Bytes records = test::joined({data_set(1, 90, "\x1B%G"), data_set(2, 116, "\xC2\xA9 me")});
  CHECK(container::irb_of_rights(resource(0x0404, records)) == resource(0x0404, records));
}

TEST_CASE("IPTC: all but the copyright") {
  const Bytes others =
      test::joined({data_set(1, 90, "\x1B%G"), data_set(2, 25, "a keyword"), data_set(2, 120, "a caption")});
  CHECK(container::irb_without(kIrb, bit(Metadata::copyright)) ==
        test::joined({resource(0x03ED, as_bytes("resolution"), "a name"), resource(0x0404, others)}));
  const Bytes none = test::joined({resource(0x0404, data_set(2, 25, "a")), resource(0x0425, as_bytes("digest"))});
  CHECK(container::irb_without(none, bit(Metadata::copyright)) == none);
}

TEST_CASE("IPTC: places go, and what Photoshop has copied") {
  const Bytes kept = test::joined({data_set(2, 25, "a keyword"), data_set(2, 120, "a caption")});
  Bytes records = kept;
  for (const unsigned place : {26U, 27U, 90U, 92U, 95U, 100U, 101U}) append(records, data_set(2, place, "Rome"));
  const Bytes exif = resource(0x0422, as_bytes("II*")), xmp = resource(0x0424, as_bytes("<x:xmpmeta/>")),
              thumbnail = resource(0x040C, as_bytes("a thumbnail")), digest = resource(0x0425, as_bytes("digest"));
  const Bytes irb = test::joined({resource(0x0404, records), digest, thumbnail, exif, xmp});
  CHECK(container::irb_without(records, bit(Metadata::gps)) == kept);
  CHECK(container::irb_without(irb, bit(Metadata::gps)) == test::joined({resource(0x0404, kept), thumbnail}));
  CHECK(container::irb_without(irb, bit(Metadata::thumb)) ==
        test::joined({resource(0x0404, records), digest, exif, xmp}));
  CHECK(container::irb_without(irb, bit(Metadata::xmp) | bit(Metadata::exif)) ==
        test::joined({resource(0x0404, records), digest, thumbnail}));
  CHECK(container::irb_without(irb, bit(Metadata::icc)) == irb);
}

TEST_CASE("IPTC: rights as text") {
  const container::Rights rights = container::rights_in_irb(kIrb);
  CHECK(rights.notice == "(c) me");
  CHECK(rights.creators == std::vector<std::string>{"An Artist", "B"});
  CHECK(rights.credit == "An Agency");
  CHECK(container::rights_in_iptc(data_set(2, 116, "\xA9 me")).notice == "\xC2\xA9 me");  // ISO 8859-1
}

TEST_CASE("IPTC: what it says of the picture, in the words of XMP") {
  const Bytes records =
      test::joined({data_set(2, 5, "a title"), data_set(2, 25, "one"), data_set(2, 25, "two"),
                    data_set(2, 55, "20260102"), data_set(2, 80, "an artist"), data_set(2, 120, "caf\xE9"),
                    data_set(2, 120, "no second caption"), data_set(2, 90, "")});
  const auto fields = container::captions_in_irb(resource(0x0404, records));
  std::vector<std::string> said;
  for (const container::XmpField& field : fields) {
    for (const container::XmpValue& value : field.values) said.push_back(std::string(field.name) + "=" + value.text);
  }
  CHECK(said == std::vector<std::string>{"title=a title", "subject=one", "subject=two", "DateCreated=2026-01-02",
                                         "description=caf\xC3\xA9"});
  const std::string packet = container::xmp_with("", fields);
  CHECK(container::xmp_with(packet, fields) == packet);  // what is said stays, and is said once
  CHECK(packet.find("<rdf:li>two</rdf:li>") != packet.npos);
}

TEST_CASE("IPTC: bare records get their resource") {
  CHECK(container::irb_with_records(kRecords, {}) == resource(0x0404, kRecords));
  CHECK(container::irb_with_records({}, kRecords) == resource(0x0404, kRecords));
  CHECK(container::irb_with_records(kIrb, data_set(2, 25, "another")) == kIrb);
  CHECK(container::irb_of_records(kIrb) == resource(0x0404, kRecords));
  CHECK(container::irb_of_records(resource(0x03ED, as_bytes("resolution"))).empty());
}

TEST_CASE("IPTC: damage ends the reading") {
  for (std::size_t size = 0; size < kIrb.size(); ++size) {
    const Bytes cut(kIrb.begin(), kIrb.begin() + static_cast<std::ptrdiff_t>(size));
    (void)container::rights_in_irb(cut);
    (void)container::irb_of_rights(cut);
    CHECK(container::irb_without(cut, bit(Metadata::copyright)).size() <= cut.size());
  }
  CHECK(container::rights_in_iptc(as_bytes("\x1C\x02\x74\xFF\xFF"sv)).empty());
  CHECK(container::rights_in_iptc(Writer().u8(0x1C).u8(2).u8(116).be16(0x8004).be32(2).text("me").done()).notice ==
        "me");
}
