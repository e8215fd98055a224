#pragma once
// A FILE* that writes to a string.

#include <cstdio>
#include <cstdlib>
#include <string>

namespace whittle::test {

class MemoryStream {
 public:
  MemoryStream() : stream_(::open_memstream(&data_, &size_)) {}
  ~MemoryStream() {
    std::fclose(stream_);
    std::free(data_);
  }
  MemoryStream(const MemoryStream&) = delete;
  MemoryStream& operator=(const MemoryStream&) = delete;

  std::FILE* get() { return stream_; }
  /// All that was written and flushed.
  std::string text() const { return std::string(data_ == nullptr ? "" : data_, size_); }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* stream_;
};

}  // namespace whittle::test
