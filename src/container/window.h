#pragma once
// Looking at a ByteSource through one small window: the parsers ask for a few bytes at a time, the source is read in
// pages. The first page holds all that the header of a usual JPEG, PNG or WebP has, so most files cost a single read.
// Over bytes in memory the window is as large as they are, so that the same walkers serve whole files at no cost.

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::container {

class Window {
 public:
  static constexpr std::size_t kPage = 4096;

  /// `source` must outlive the window and have no other reader meanwhile.
  explicit Window(ByteSource& source) : source_(&source), size_(source.size()) {}
  /// All of `bytes`, which somebody else owns.
  explicit Window(ByteView bytes) : size_(bytes.size()), view_(bytes) {}

  std::uint64_t size() const { return size_; }

  /// Exactly `count` bytes at `offset`; of a source at most ByteSource::kMaxRead. The view is valid until the next
  /// call. Errors: truncated, naming `what`; those of the source.
  Result<ByteView> need(std::uint64_t offset, std::size_t count, std::string_view what);

 private:
  Status load(std::uint64_t offset, std::size_t count);

  ByteSource* source_ = nullptr;  ///< none: view_ is all there is
  std::uint64_t size_;
  std::uint64_t start_ = 0;   ///< of view_ in the source
  ByteView view_;             ///< what was read last; of bytes in memory all of them
  std::size_t page_ = kPage;  ///< doubles while reading goes straight on, or skips less than a page
};

}  // namespace whittle::container
