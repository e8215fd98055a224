#include "cache/records.h"

#include <algorithm>
#include <array>
#include <bit>

namespace whittle::cache {
namespace {

constexpr unsigned kQuality = 1, kScore = 2, kVerified = 4, kRecoloured = 8, kPosition = 16, kStored = 32;

void put8(Bytes& out, std::uint64_t value) {
  append_number(out, value, 8, std::endian::little);
}

Content content_at(ByteView value, std::size_t at) {
  Content content;
  std::copy_n(value.begin() + static_cast<std::ptrdiff_t>(at), content.hash.size(), content.hash.begin());
  return content;
}

std::optional<Format> format_of(std::uint8_t number) {
  if (number > static_cast<std::uint8_t>(kLastFormat)) return std::nullopt;
  return static_cast<Format>(number);
}

}  // namespace

Key key_of(const Content& content, std::uint64_t size, const Content& asked) {
  std::array<std::byte, 2 * sizeof(Content) + sizeof size> all{};
  std::copy(content.hash.begin(), content.hash.end(), all.begin());
  std::copy(asked.hash.begin(), asked.hash.end(), all.begin() + sizeof(Content));
  store_number(all, 2 * sizeof(Content), size, sizeof size, std::endian::little);
  return content_of(all);
}

Bytes seen_key(const sys::FileIdentity& identity) {
  Bytes key;
  put8(key, identity.device);
  put8(key, identity.inode);
  return key;
}

Bytes pack(const sys::FileIdentity& identity, const Seen& seen) {
  Bytes value;
  put8(value, identity.size);
  put8(value, static_cast<std::uint64_t>(identity.mtime_ns));
  put8(value, static_cast<std::uint64_t>(identity.ctime_ns));
  append(value, seen.content.hash);
  append_u8(value, static_cast<std::uint8_t>(seen.format));
  value.resize(kSeenShape.value);
  return value;
}

std::optional<Seen> unpack_seen(ByteView value, const sys::FileIdentity& identity) {
  const bool is_same = le64(value, 0) == identity.size &&
                       le64(value, 8) == static_cast<std::uint64_t>(identity.mtime_ns) &&
                       le64(value, 16) == static_cast<std::uint64_t>(identity.ctime_ns);
  const std::optional<Format> format = format_of(u8(value, 56));
  if (!is_same || !format) return std::nullopt;
  return Seen{content_at(value, 24), *format};
}

Bytes pack(const Done& done) {
  Bytes value;
  for (const std::uint32_t number : {done.width, done.height, done.frames, done.width_out, done.height_out})
    append_le32(value, number);
  append_u8(value, static_cast<std::uint8_t>(done.format));
  append_u8(value, static_cast<std::uint8_t>(done.reason));
  value.resize(kDoneShape.value);
  return value;
}

std::optional<Done> unpack_done(ByteView value) {
  const std::optional<Format> format = format_of(u8(value, 20));
  const Reason reason = static_cast<Reason>(u8(value, 21));
  const bool is_known =
      reason == Reason::already_optimal || reason == Reason::not_smaller || reason == Reason::below_min_savings;
  if (!format || !is_known) return std::nullopt;
  return Done{le32(value, 0), le32(value, 4), le32(value, 8), le32(value, 12), le32(value, 16), *format, reason};
}

Bytes pack(const Answer& answer) {
  Bytes value(answer.bytes.hash.begin(), answer.bytes.hash.end());
  put8(value, answer.size);
  put8(value, std::bit_cast<std::uint64_t>(answer.score.value_or(0)));
  append_le32(value, static_cast<std::uint32_t>(answer.encodes));
  append_le32(value, answer.output_index);
  append_le16(value, static_cast<std::uint16_t>(answer.quality.value_or(0)));
  append_le16(value, (answer.quality ? kQuality : 0) | (answer.score ? kScore : 0) | (answer.verified ? kVerified : 0) |
                         (answer.recoloured ? kRecoloured : 0) | (answer.has_position ? kPosition : 0) |
                         (answer.is_stored ? kStored : 0));
  return value;
}

std::optional<Answer> unpack_answer(ByteView value) {
  const unsigned flags = le16(value, 58);
  Answer answer;
  answer.bytes = content_at(value, 0);
  answer.size = le64(value, 32);
  if ((flags & kScore) != 0) answer.score = std::bit_cast<double>(le64(value, 40));
  answer.encodes = static_cast<int>(le32(value, 48));
  answer.output_index = le32(value, 52);
  if ((flags & kQuality) != 0) answer.quality = le16(value, 56);
  answer.verified = (flags & kVerified) != 0;
  answer.recoloured = (flags & kRecoloured) != 0;
  answer.has_position = (flags & kPosition) != 0;
  answer.is_stored = (flags & kStored) != 0;
  return answer;
}

}  // namespace whittle::cache
