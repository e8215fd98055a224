#pragma once
// Writes the blocks of a deflate stream (RFC 1951), each coded or, where that is smaller, stored: whether stored is
// smaller depends on the bit that the block begins at, so it is only known here.

#include <span>

#include "base/bytes.h"
#include "codec/deflate/block_code.h"
#include "codec/deflate/format.h"

namespace whittle::deflate {

class BlockWriter {
 public:
  /// Writes `symbols`, which stand for `bytes`, with `code`, or stored where that is smaller.
  void write(ByteView bytes, std::span<const Symbol> symbols, const BlockCode& code, bool last);
  /// The stream so far; after the last block only.
  Bytes take();

 private:
  void put(std::uint64_t bits, unsigned count);
  void put_header(const CodeLengths& code);
  void put_symbols(std::span<const Symbol> symbols, const CodeLengths& code);
  void store(ByteView bytes, bool last);

  Bytes out_;
  std::uint64_t pending_ = 0;
  unsigned pending_count_ = 0;
};

}  // namespace whittle::deflate
