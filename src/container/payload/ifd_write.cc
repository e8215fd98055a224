#include "container/payload/ifd_write.h"

#include <algorithm>

namespace whittle::container {
namespace {

constexpr int kMaxDepth = 3;  ///< IFD0, EXIF, interoperability

bool is_directory(std::uint16_t tag) {
  return tag == 0x8769 || tag == 0x8825 || tag == 0xA005;
}

class Writer {
 public:
  Writer(Bytes& out, std::endian order, const TiffBlock& block, ByteView bytes)
      : out_(out), order_(order), block_(block), bytes_(bytes) {}

  std::size_t write(std::uint64_t at, bool (*wanted)(std::uint16_t), int depth) {
    const Result<TiffDirectory> directory = block_.read(at);
    if (!directory.ok() || depth == kMaxDepth) return 0;
    std::vector<Entry> entries;
    for (const TiffEntry& entry : directory->entries) {
      if (entry.size == 0 || (wanted != nullptr && !wanted(entry.tag))) continue;
      if (!is_directory(entry.tag)) {
        entries.push_back({entry.tag, entry.type, entry.count, tiff_values(block_, bytes_, entry, order_)});
      } else if (const std::size_t to = write(block_.value_or(entry, 0, 0), nullptr, depth + 1); to != 0) {
        constexpr std::uint16_t kLong = 4;
        entries.push_back({entry.tag, kLong, 1, {}});
        append_number(entries.back().values, to, 4, order_);
      }
    }
    return entries.empty() ? 0 : put(entries);
  }

 private:
  struct Entry {
    std::uint16_t tag = 0, type = 0;
    std::uint64_t count = 0;
    Bytes values;
  };

  std::size_t put(const std::vector<Entry>& entries) {
    Bytes directory;
    append_number(directory, entries.size(), 2, order_);
    for (const Entry& e : entries) {
      append_number(directory, e.tag, 2, order_);
      append_number(directory, e.type, 2, order_);
      append_number(directory, e.count, 4, order_);
      if (e.values.size() > 4) {
        append_number(directory, append_even(e.values), 4, order_);
      } else {
        append(directory, e.values);
        directory.resize(directory.size() + 4 - e.values.size());
      }
    }
    append_number(directory, 0, 4, order_);
    return append_even(directory);
  }

  std::size_t append_even(const Bytes& data) {
    if (out_.size() % 2 != 0) append_u8(out_, 0);
    append(out_, data);
    return out_.size() - data.size();
  }

  Bytes& out_;
  std::endian order_;
  const TiffBlock& block_;
  ByteView bytes_;
};

}  // namespace

Bytes tiff_values(const TiffBlock& block, ByteView bytes, const TiffEntry& entry, std::endian order) {
  const ByteView from = bytes.subspan(entry.data, entry.size);
  Bytes out(from.begin(), from.end());
  if (order == block.order()) return out;
  // Rationals are pairs of LONGs; doubles are swapped whole.
  const std::size_t unit = entry.type == 5 || entry.type == 10 ? 4 : tiff_type_size(entry.type);
  for (std::size_t at = 0; unit > 1 && at + unit <= out.size(); at += unit) {
    std::reverse(out.begin() + static_cast<std::ptrdiff_t>(at), out.begin() + static_cast<std::ptrdiff_t>(at + unit));
  }
  return out;
}

std::size_t append_directory(Bytes& out, std::endian order, const TiffBlock& block, ByteView bytes, std::uint64_t at,
                             bool (*wanted)(std::uint16_t tag)) {
  return Writer(out, order, block, bytes).write(at, wanted, 0);
}

}  // namespace whittle::container
