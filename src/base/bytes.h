#pragma once
// Bytes, bounds-checked ways to read them, and ways to write numbers. Readers of numbers do not check: see to it
// before.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace whittle {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

/// Random access to the bytes of a file or a buffer, for parsers that look at a few places only. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  /// Up to `count` bytes from `offset`, fewer only at the end of the data. The view is valid until the next call.
  /// `count` at most `kMaxRead`.
  virtual Result<ByteView> read(std::uint64_t offset, std::size_t count) = 0;

  static constexpr std::size_t kMaxRead = 64 * 1024;
};

/// A ByteSource over memory that somebody else owns.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(ByteView bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<ByteView> read(std::uint64_t offset, std::size_t count) override {
    if (offset >= bytes_.size()) return ByteView{};
    return bytes_.subspan(offset, std::min<std::size_t>(count, bytes_.size() - offset));
  }

 private:
  ByteView bytes_;
};

inline std::uint8_t u8(ByteView b, std::size_t at) {
  return static_cast<std::uint8_t>(b[at]);
}
inline std::uint16_t be16(ByteView b, std::size_t at) {
  return static_cast<std::uint16_t>(u8(b, at) << 8 | u8(b, at + 1));
}
inline std::uint16_t le16(ByteView b, std::size_t at) {
  return static_cast<std::uint16_t>(u8(b, at) | u8(b, at + 1) << 8);
}
inline std::uint32_t le24(ByteView b, std::size_t at) {
  return static_cast<std::uint32_t>(u8(b, at + 2)) << 16 | le16(b, at);
}
inline std::uint32_t be32(ByteView b, std::size_t at) {
  return static_cast<std::uint32_t>(be16(b, at)) << 16 | be16(b, at + 2);
}
inline std::uint32_t le32(ByteView b, std::size_t at) {
  return static_cast<std::uint32_t>(le16(b, at + 2)) << 16 | le16(b, at);
}
inline std::uint64_t be64(ByteView b, std::size_t at) {
  return static_cast<std::uint64_t>(be32(b, at)) << 32 | be32(b, at + 4);
}

inline std::uint64_t le64(ByteView b, std::size_t at) {
  return static_cast<std::uint64_t>(le32(b, at + 4)) << 32 | le32(b, at);
}

inline void append(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}
/// The lowest `count` bytes of `value`.
inline void append_number(Bytes& out, std::uint64_t value, unsigned count, std::endian order) {
  for (unsigned i = 0; i < count; ++i) {
    out.push_back(static_cast<std::byte>(value >> 8 * (order == std::endian::big ? count - 1 - i : i)));
  }
}
inline void append_u8(Bytes& out, std::uint64_t value) {
  out.push_back(static_cast<std::byte>(value));
}
inline void append_be16(Bytes& out, std::uint64_t value) {
  append_number(out, value, 2, std::endian::big);
}
inline void append_be32(Bytes& out, std::uint64_t value) {
  append_number(out, value, 4, std::endian::big);
}
inline void append_le16(Bytes& out, std::uint64_t value) {
  append_number(out, value, 2, std::endian::little);
}
inline void append_le24(Bytes& out, std::uint64_t value) {
  append_number(out, value, 3, std::endian::little);
}
inline void append_le32(Bytes& out, std::uint64_t value) {
  append_number(out, value, 4, std::endian::little);
}
/// Overwrites `count` bytes from `at` with the lowest of `value`.
inline void store_number(std::span<std::byte> bytes, std::size_t at, std::uint64_t value, unsigned count,
                         std::endian order) {
  for (unsigned i = 0; i < count; ++i) {
    bytes[at + i] = static_cast<std::byte>(value >> 8 * (order == std::endian::big ? count - 1 - i : i));
  }
}

inline ByteView as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
/// Whether `bytes` has `text` at `at`.
inline bool has_text(ByteView bytes, std::size_t at, std::string_view text) {
  return at <= bytes.size() && text.size() <= bytes.size() - at &&
         std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
}

}  // namespace whittle
