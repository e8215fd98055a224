#include "container/payload/iptc.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace whittle::container {
namespace {

constexpr std::uint16_t kRecords = 0x0404, kDigest = 0x0425;
constexpr unsigned kMarker = 0x1C;  ///< begins each record

struct Resource {
  std::uint16_t id = 0;
  ByteView whole, head, data;  ///< head: up to the length
};

class Resources {
 public:
  explicit Resources(ByteView irb) : rest_(irb) {}

  std::optional<Resource> next() {
    constexpr std::string_view kSignatures[] = {"8BIM", "PHUT", "DCSR", "AgHg", "MeSa"};
    const bool known = std::any_of(std::begin(kSignatures), std::end(kSignatures),
                                   [&](std::string_view signature) { return has_text(rest_, 0, signature); });
    if (!known || rest_.size() < 12) return std::nullopt;
    const std::size_t name = (std::size_t{u8(rest_, 6)} + 2) / 2 * 2;  // a Pascal string of even length
    const std::size_t at = 6 + name;
    if (rest_.size() < at + 4) return std::nullopt;
    const std::size_t size = be32(rest_, at);
    if (size > rest_.size() - at - 4) return std::nullopt;
    const std::size_t end = std::min(at + 4 + (size + 1) / 2 * 2, rest_.size());
    Resource resource{be16(rest_, 4), rest_.first(end), rest_.first(at), rest_.subspan(at + 4, size)};
    rest_ = rest_.subspan(end);
    return resource;
  }
  ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
};

struct DataSet {
  unsigned record = 0, number = 0;
  ByteView whole, data;

  bool is(unsigned r, unsigned n) const { return record == r && number == n; }
};

class DataSets {
 public:
  explicit DataSets(ByteView records) : rest_(records) {}

  std::optional<DataSet> next() {
    if (rest_.size() < 5 || u8(rest_, 0) != kMarker) return std::nullopt;
    std::size_t at = 5, size = be16(rest_, 3);
    if ((size & 0x8000) != 0) {  // extended: so many bytes of length follow
      const std::size_t count = size & 0x7FFF;
      if (count > 4 || rest_.size() < at + count) return std::nullopt;
      size = 0;
      for (std::size_t i = 0; i < count; ++i) size = size << 8 | u8(rest_, at + i);
      at += count;
    }
    if (size > rest_.size() - at) return std::nullopt;
    DataSet set{u8(rest_, 1), u8(rest_, 2), rest_.first(at + size), rest_.subspan(at, size)};
    rest_ = rest_.subspan(at + size);
    return set;
  }

 private:
  ByteView rest_;
};

bool is_right(const DataSet& set) {
  return set.is(2, 80) || set.is(2, 110) || set.is(2, 116);
}

bool is_charset(const DataSet& set) {
  return set.is(1, 90);
}

bool is_ascii(ByteView text) {
  return std::all_of(text.begin(), text.end(), [](std::byte b) { return b < std::byte{0x80}; });
}

/// Rights, and what says how their bytes are to be read when that matters.
Bytes rights_of(ByteView records) {
  Bytes charset, out;
  bool ascii = true;
  DataSets sets(records);
  while (const std::optional<DataSet> set = sets.next()) {
    if (is_charset(*set)) charset.assign(set->whole.begin(), set->whole.end());
    if (!is_right(*set)) continue;
    append(out, set->whole);
    ascii = ascii && is_ascii(set->data);
  }
  if (!ascii) out.insert(out.begin(), charset.begin(), charset.end());
  return out;
}

/// Codes and names of what the picture shows; city, sublocation, state, code and name of the country.
bool is_place(const DataSet& set) {
  constexpr unsigned kPlaces[] = {26, 27, 90, 92, 95, 100, 101};
  return set.record == 2 && std::binary_search(std::begin(kPlaces), std::end(kPlaces), set.number);
}

Bytes records_without(ByteView records, MetadataSet strip) {
  const bool rights = (strip & bit(Metadata::copyright)) != 0, places = (strip & bit(Metadata::gps)) != 0;
  Bytes out;
  std::size_t read = 0;
  DataSets sets(records);
  while (const std::optional<DataSet> set = sets.next()) {
    if (!(rights && is_right(*set)) && !(places && is_place(*set))) append(out, set->whole);
    read += set->whole.size();
  }
  append(out, records.subspan(read));
  return out;
}

void append_resource(Bytes& out, ByteView head, ByteView data) {
  append(out, head);
  append_be32(out, data.size());
  append(out, data);
  if (data.size() % 2 != 0) append_u8(out, 0);
}

bool is_bare(ByteView irb) {
  return !irb.empty() && u8(irb, 0) == kMarker;
}

std::string text_of(ByteView data) {
  const std::string_view text = as_text(data);
  return is_valid_utf8(text) ? std::string(text) : from_latin1(text);
}

/// A data set of record 2, and what XMP calls it.
struct Caption {
  unsigned number;
  std::string_view prefix, name;
  XmpField::Kind kind = XmpField::Kind::simple;
};
constexpr unsigned kDateCreated = 55;
constexpr Caption kCaptions[] = {{5, "dc", "title", XmpField::Kind::alternative},
                                 {15, "photoshop", "Category"},
                                 {20, "photoshop", "SupplementalCategories", XmpField::Kind::bag},
                                 {25, "dc", "subject", XmpField::Kind::bag},
                                 {40, "photoshop", "Instructions"},
                                 {kDateCreated, "photoshop", "DateCreated"},
                                 {85, "photoshop", "AuthorsPosition"},
                                 {90, "photoshop", "City"},
                                 {95, "photoshop", "State"},
                                 {101, "photoshop", "Country"},
                                 {103, "photoshop", "TransmissionReference"},
                                 {105, "photoshop", "Headline"},
                                 {115, "photoshop", "Source"},
                                 {120, "dc", "description", XmpField::Kind::alternative},
                                 {122, "photoshop", "CaptionWriter"}};

/// Eight digits as XMP writes a date.
std::string dashed(const std::string& date) {
  const bool digits = date.size() == 8 && date.find_first_not_of("0123456789") == std::string::npos;
  return digits ? date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6) : date;
}

/// All of it where XMP has an array of its own, else the first.
std::vector<XmpValue> texts_of(ByteView records, const Caption& caption) {
  std::vector<XmpValue> texts;
  DataSets sets(records);
  while (const std::optional<DataSet> set = sets.next()) {
    if (!set->is(2, caption.number) || set->data.empty()) continue;
    if (caption.kind != XmpField::Kind::bag && !texts.empty()) break;
    const std::string text = text_of(set->data);
    texts.push_back({{}, caption.number == kDateCreated ? dashed(text) : text});
  }
  return texts;
}

/// Whether a resource is a copy of what `strip` names.
bool is_stripped(std::uint16_t id, MetadataSet strip) {
  constexpr std::uint16_t kOldThumbnail = 0x0409, kThumbnail = 0x040C, kExif = 0x0422, kMoreExif = 0x0423,
                          kXmp = 0x0424;
  const auto strips = [&](MetadataSet kinds) { return (strip & kinds) != 0; };
  if (id == kExif || id == kMoreExif) return strips(bit(Metadata::exif) | bit(Metadata::gps));
  if (id == kXmp) return strips(bit(Metadata::xmp) | bit(Metadata::gps));
  return (id == kOldThumbnail || id == kThumbnail) && strips(bit(Metadata::thumb));
}

Bytes without_digest(ByteView irb) {
  Bytes out;
  Resources resources(irb);
  while (const std::optional<Resource> resource = resources.next()) {
    if (resource->id != kDigest) append(out, resource->whole);
  }
  append(out, resources.rest());
  return out;
}

}  // namespace

Bytes irb_of_rights(ByteView irb) {
  if (is_bare(irb)) return rights_of(irb);
  Bytes out;
  Resources resources(irb);
  while (const std::optional<Resource> resource = resources.next()) {
    const Bytes rights = resource->id == kRecords ? rights_of(resource->data) : Bytes{};
    if (!rights.empty()) append_resource(out, resource->head, rights);
  }
  return out;
}

Bytes irb_without(ByteView irb, MetadataSet strip) {
  if (is_bare(irb)) return records_without(irb, strip);
  Bytes out;
  bool new_records = false;
  Resources resources(irb);
  while (const std::optional<Resource> resource = resources.next()) {
    const Bytes records = resource->id == kRecords ? records_without(resource->data, strip) : Bytes{};
    if (resource->id != kRecords || records.size() == resource->data.size()) {
      if (!is_stripped(resource->id, strip)) append(out, resource->whole);
      continue;
    }
    new_records = true;
    if (!records.empty()) append_resource(out, resource->head, records);
  }
  append(out, resources.rest());
  return new_records ? without_digest(out) : out;
}

Bytes irb_with_records(ByteView irb, ByteView records) {
  constexpr std::string_view kHead("8BIM\x04\x04\0\0", 8);  // without a name
  Bytes out;
  if (is_bare(irb)) {
    append_resource(out, as_bytes(kHead), irb);
    return out;
  }
  append(out, irb);
  if (!records.empty() && irb_of_records(irb).empty()) append_resource(out, as_bytes(kHead), records);
  return out;
}

Bytes irb_of_records(ByteView irb) {
  if (is_bare(irb)) return irb_with_records(irb, {});
  Bytes out;
  Resources resources(irb);
  while (const std::optional<Resource> resource = resources.next()) {
    if (resource->id == kRecords && !resource->data.empty()) append(out, resource->whole);
  }
  return out;
}

Rights rights_in_iptc(ByteView records) {
  Rights rights;
  DataSets sets(records);
  while (const std::optional<DataSet> set = sets.next()) {
    if (set->data.empty()) continue;
    if (set->is(2, 80)) rights.creators.push_back(text_of(set->data));
    if (set->is(2, 110)) rights.credit = text_of(set->data);
    if (set->is(2, 116)) rights.notice = text_of(set->data);
  }
  return rights;
}

std::vector<XmpField> captions_in_irb(ByteView irb) {
  std::vector<XmpField> fields;
  const Bytes whole = irb_of_records(irb);
  Resources resources(whole);
  while (const std::optional<Resource> resource = resources.next()) {
    for (const Caption& caption : kCaptions) {
      XmpField field{caption.prefix, caption.name, caption.kind, texts_of(resource->data, caption)};
      const bool said = std::any_of(fields.begin(), fields.end(), [&](const XmpField& f) {
        return f.prefix == field.prefix && f.name == field.name;
      });
      if (!field.values.empty() && !said) fields.push_back(std::move(field));
    }
  }
  return fields;
}

Rights rights_in_irb(ByteView irb) {
  if (is_bare(irb)) return rights_in_iptc(irb);
  Rights rights;
  Resources resources(irb);
  while (const std::optional<Resource> resource = resources.next()) {
    if (resource->id == kRecords) rights.add(rights_in_iptc(resource->data));
  }
  return rights;
}

}  // namespace whittle::container
