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

Bytes without_rights(ByteView records) {
  Bytes out;
  std::size_t read = 0;
  DataSets sets(records);
  while (const std::optional<DataSet> set = sets.next()) {
    if (!is_right(*set)) append(out, set->whole);
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

}  // namespace

Bytes irb_with(ByteView irb, Keep keep) {
  if (keep == Keep::all) return {irb.begin(), irb.end()};
  if (is_bare(irb)) return keep == Keep::rights_only ? rights_of(irb) : without_rights(irb);
  Bytes out;
  bool changed = false;
  Resources resources(irb);
  while (const std::optional<Resource> resource = resources.next()) {
    if (resource->id == kRecords) {
      const Bytes records = keep == Keep::rights_only ? rights_of(resource->data) : without_rights(resource->data);
      changed = changed || records.size() != resource->data.size();
      if (!records.empty()) append_resource(out, resource->head, records);
    } else if (keep == Keep::all_but_rights) {
      append(out, resource->whole);
    }
  }
  if (keep == Keep::rights_only) return out;
  append(out, resources.rest());
  if (!changed) return {irb.begin(), irb.end()};
  Bytes without_digest;
  Resources again(out);
  while (const std::optional<Resource> resource = again.next()) {
    if (resource->id != kDigest) append(without_digest, resource->whole);
  }
  append(without_digest, again.rest());
  return without_digest;
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
