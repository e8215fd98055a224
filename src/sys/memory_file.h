#pragma once
// Bytes that two processes share without a name in any file system.

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/fd.h"

namespace whittle::sys {

/// A sealed copy of `bytes`: nobody can change or resize it any more, so its reader may map it. Errors: out-of-memory,
/// io-error (transient when descriptors are short).
Result<Fd> sealed_copy(ByteView bytes);

/// An empty file in memory that can grow.
Result<Fd> memory_file();

/// The first `size` bytes of a memory file that another process writes: a copy that nobody else can change. Errors:
/// io-error when it has fewer; out-of-memory.
Result<Bytes> copy_from(int fd, std::uint64_t size);

/// Writes all of `bytes` at the beginning.
Status write_at_start(int fd, ByteView bytes);

/// A sealed file of `size` bytes, mapped for reading as long as this lives.
class Mapping {
 public:
  static Result<Mapping> of(int fd, std::uint64_t size);
  Mapping(Mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Mapping& operator=(Mapping&&) = delete;
  Mapping(const Mapping&) = delete;
  ~Mapping();
  ByteView bytes() const { return bytes_; }

 private:
  explicit Mapping(ByteView bytes) : bytes_(bytes) {}
  ByteView bytes_;
};

}  // namespace whittle::sys
