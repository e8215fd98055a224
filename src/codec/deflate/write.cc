#include "codec/deflate/write.h"

#include <algorithm>
#include <array>
#include <utility>

#include "codec/deflate/code_header.h"

namespace whittle::deflate {
namespace {

constexpr std::size_t kMaxStored = 65535;

}  // namespace

void BlockWriter::put(std::uint64_t bits, unsigned count) {
  pending_ |= bits << pending_count_;
  pending_count_ += count;
  while (pending_count_ >= 8) {
    out_.push_back(static_cast<std::byte>(pending_));
    pending_ >>= 8;
    pending_count_ -= 8;
  }
}

void BlockWriter::put_header(const CodeLengths& code) {
  const CodeHeader header = code_header(code);
  put(header.literals - 257, 5);
  put(header.distances - 1, 5);
  put(header.precodes - 4, 4);
  for (std::size_t i = 0; i < header.precodes; ++i) put(header.lengths[kPrecodeOrder[i]], 3);
  std::array<std::uint16_t, 19> codes;
  canonical_codes(header.lengths, codes);
  for (const auto item : header.items) {
    put(codes[item.symbol], header.lengths[item.symbol]);
    if (item.symbol >= 16) put(item.extra, item.symbol == 16 ? 2 : item.symbol == 17 ? 3 : 7);
  }
}

void BlockWriter::put_symbols(std::span<const Symbol> symbols, const CodeLengths& code) {
  std::array<std::uint16_t, 288> literal;
  std::array<std::uint16_t, 32> distance;
  canonical_codes(code.literal, literal);
  canonical_codes(code.distance, distance);
  for (const Symbol symbol : symbols) {
    if (symbol < 0x10000) {
      put(literal[symbol], code.literal[symbol]);
      continue;
    }
    const std::size_t length = symbol_length(symbol), far = symbol_distance(symbol);
    const std::size_t l = length_symbol(length), d = distance_symbol(far);
    put(literal[kFirstLength + l], code.literal[kFirstLength + l]);
    put(length - kLengthBase[l], kLengthExtra[l]);
    put(distance[d], code.distance[d]);
    put(far - kDistanceBase[d], kDistanceExtra[d]);
  }
  put(literal[kEndOfBlock], code.literal[kEndOfBlock]);
}

void BlockWriter::store(ByteView bytes, bool last) {
  do {
    const auto part = bytes.first(std::min(bytes.size(), kMaxStored));
    bytes = bytes.subspan(part.size());
    put(last && bytes.empty() ? 1 : 0, 3);
    if (pending_count_ > 0) put(0, 8 - pending_count_);
    put(part.size(), 16);
    put(part.size() ^ 0xFFFF, 16);
    out_.insert(out_.end(), part.begin(), part.end());
  } while (!bytes.empty());
}

void BlockWriter::write(ByteView bytes, std::span<const Symbol> symbols, const BlockCode& code, bool last) {
  const std::uint64_t parts = std::max<std::uint64_t>(1, (bytes.size() + kMaxStored - 1) / kMaxStored);
  const std::uint64_t padding = (8 - (pending_count_ + 3) % 8) % 8;
  if (3 + padding + 32 + (parts - 1) * 40 + std::uint64_t{bytes.size()} * 8 < code.bits) {
    store(bytes, last);
    return;
  }
  put(last ? 1 : 0, 1);
  put(code.fixed ? 1 : 2, 2);
  if (!code.fixed) put_header(code.lengths);
  put_symbols(symbols, code.lengths);
}

Bytes BlockWriter::take() {
  if (pending_count_ > 0) put(0, 8 - pending_count_);
  return std::exchange(out_, {});
}

}  // namespace whittle::deflate
