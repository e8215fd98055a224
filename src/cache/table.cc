#include "cache/table.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/hash.h"

namespace whittle::cache {

Result<Table> Table::open(const sys::Directory& directory, std::string name, Shape shape, std::uint64_t most) {
  TRY_ASSIGN(sys::RecordFile file, sys::RecordFile::open(directory, name, as_bytes(kHead), shape.record()));
  constexpr std::uint64_t kMostRecords = 1 << 30;  // their numbers have 32 bits
  TRY_ASSIGN(Bytes records, file.read(std::min(most, kMostRecords * shape.record())));
  return Table(std::move(file), std::move(name), shape, std::move(records));
}

Table::Table(sys::RecordFile file, std::string name, Shape shape, Bytes records)
    : file_(std::move(file)), name_(std::move(name)), shape_(shape), records_(std::move(records)) {
  index();
}

std::uint64_t Table::checksum(ByteView record) const {
  return hash128(record.first(shape_.key + shape_.value)).low;
}

/// Where `key` stands, or the free slot where it would. At most half of the slots are taken.
std::size_t Table::slot_for(ByteView key) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash128(key).low & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return slot;
    if (std::memcmp(key_of(slots_[slot] - 1).data(), key.data(), shape_.key) == 0) return slot;
  }
}

void Table::index() {
  const std::size_t count = records_.size() / shape_.record();
  slots_.assign(std::bit_ceil(2 * count + 1), 0);
  for (std::size_t i = 0; i < count; ++i) {
    const ByteView record = view(i);
    if (checksum(record) != le64(record, shape_.key + shape_.value)) {
      ++damaged_;
      continue;
    }
    std::uint32_t& slot = slots_[slot_for(key_of(i))];
    if (slot == 0) ++live_;
    slot = static_cast<std::uint32_t>(i + 1);
  }
}

std::optional<ByteView> Table::find(ByteView key) const {
  const std::uint32_t slot = slots_[slot_for(key)];
  if (slot == 0) return std::nullopt;
  return value_of(slot - 1);
}

void Table::add(ByteView key, ByteView value) {
  const std::size_t start = added_.size();
  append(added_, key);
  append(added_, value);
  append_number(added_, checksum(ByteView(added_).subspan(start)), 8, std::endian::little);
}

Status Table::flush() {
  if (added_.empty()) return {};
  return file_.append(std::exchange(added_, {}));
}

}  // namespace whittle::cache
