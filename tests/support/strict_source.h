#pragma once
// A ByteSource that makes every misuse visible: each read is a fresh allocation of exactly the bytes delivered, the one
// before is gone (AddressSanitizer sees stale views), and reads are counted.

#include <memory>

#include "base/bytes.h"

namespace whittle::test {

class StrictSource final : public ByteSource {
 public:
  explicit StrictSource(ByteView bytes) : bytes_(bytes) {}

  std::uint64_t size() const override { return bytes_.size(); }
  Result<ByteView> read(std::uint64_t offset, std::size_t count) override {
    ++reads;
    largest = std::max(largest, count);
    const std::size_t left = offset < bytes_.size() ? bytes_.size() - static_cast<std::size_t>(offset) : 0;
    const std::size_t size = std::min(count, left);
    copy_ = std::make_unique<std::byte[]>(size);
    if (size > 0) std::copy_n(bytes_.data() + offset, size, copy_.get());
    return ByteView(copy_.get(), size);
  }

  int reads = 0;
  std::size_t largest = 0;

 private:
  ByteView bytes_;
  std::unique_ptr<std::byte[]> copy_;
};

}  // namespace whittle::test
