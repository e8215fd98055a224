#pragma once
// Fields of a packet, one after the other: a Writer appends what a Reader takes off again.
//
// Both have the same functions, each with the range that a value must lie in, so that one list of fields serves both
// directions. Only the Reader looks at the range: what is written comes from here, what is read from anybody.

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/text.h"

namespace whittle::worker {

inline constexpr std::size_t kMaxText = 500;  ///< bytes of a text; longer ones are cut when written

class Writer {
 public:
  template <typename T>
  void number(const T& value, T, T) {
    const auto* const bytes = reinterpret_cast<const std::byte*>(&value);
    packet_.insert(packet_.end(), bytes, bytes + sizeof value);
  }
  template <typename E>
  void choice(const E& value, E, E) {
    number(static_cast<std::uint8_t>(value), std::uint8_t{0}, std::uint8_t{0});
  }
  void flag(const bool& value) { number(static_cast<std::uint8_t>(value ? 1 : 0), std::uint8_t{0}, std::uint8_t{1}); }
  void real(const double& value, double, double) { number(value, 0.0, 0.0); }
  void text(const std::string& value) {
    std::string printable = sanitize(std::string_view(value).substr(0, kMaxText));
    if (printable.size() > kMaxText) printable.resize(kMaxText);
    while (!is_valid_utf8(printable)) printable.pop_back();
    number(static_cast<std::uint16_t>(printable.size()), std::uint16_t{0}, std::uint16_t{0});
    const ByteView bytes = as_bytes(printable);
    packet_.insert(packet_.end(), bytes.begin(), bytes.end());
  }
  template <typename T, typename Fields>
  void optional(const std::optional<T>& value, Fields fields) {
    flag(value.has_value());
    if (value) fields(*value);
  }
  Bytes take() { return std::move(packet_); }

 private:
  Bytes packet_;
};

class Reader {
 public:
  /// `packet` must outlive it.
  explicit Reader(ByteView packet) : rest_(packet) {}

  template <typename T>
  void number(T& value, T least, T most) {
    if (rest_.size() < sizeof value) return fail();
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    if (value < least || value > most) fail();
  }
  template <typename E>
  void choice(E& value, E least, E most) {
    std::uint8_t byte = 0;
    number(byte, static_cast<std::uint8_t>(least), static_cast<std::uint8_t>(most));
    if (ok_) value = static_cast<E>(byte);
  }
  void flag(bool& value) {
    std::uint8_t byte = 0;
    number(byte, std::uint8_t{0}, std::uint8_t{1});
    value = byte == 1;
  }
  void real(double& value, double least, double most) {
    if (rest_.size() < sizeof value) return fail();
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    if (!(value >= least && value <= most)) fail();  // nor if it is no number
  }
  void text(std::string& value) {
    std::uint16_t size = 0;
    number(size, std::uint16_t{0}, static_cast<std::uint16_t>(kMaxText));
    if (!ok_ || rest_.size() < size) return fail();
    value.assign(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
    if (sanitize(value) != value) fail();
  }
  template <typename T, typename Fields>
  void optional(std::optional<T>& value, Fields fields) {
    bool is_there = false;
    flag(is_there);
    if (ok_ && is_there) fields(value.emplace());
  }
  /// Whether every field was in its range and nothing is left over.
  bool read_all() const { return ok_ && rest_.empty(); }

 private:
  void fail() { ok_ = false; }

  ByteView rest_;
  bool ok_ = true;
};

}  // namespace whittle::worker
