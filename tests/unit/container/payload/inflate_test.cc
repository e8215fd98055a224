#include "container/payload/inflate.h"

#include <zlib.h>

#include <random>

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using container::inflate_start;

namespace {

Bytes deflated(ByteView data, int level, int strategy) {
  z_stream z{};
  deflateInit2(&z, level, Z_DEFLATED, 15, 9, strategy);
  Bytes out(deflateBound(&z, data.size()));
  z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(data.data()));
  z.avail_in = static_cast<uInt>(data.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

/// Texts and noise, as dense as text that repeats itself now and then.
Bytes content(std::size_t size) {
  std::mt19937 random(7);
  Bytes data;
  while (data.size() < size) {
    if (random() % 4 == 0 && data.size() > 300) {
      const std::size_t from = random() % (data.size() - 260), count = 3 + random() % 256;
      for (std::size_t i = 0; i < count; ++i) data.push_back(data[from + i]);
    } else {
      data.push_back(static_cast<std::byte>(random() % 3 == 0 ? random() : 'a' + random() % 8));
    }
  }
  data.resize(size);
  return data;
}

}  // namespace

TEST_CASE("what zlib deflates is inflated again, or the start of it") {
  for (const std::size_t size : {0, 1, 100, 5000, 200'000}) {
    const Bytes data = content(size);
    for (const auto& [level, strategy] : {std::pair{0, Z_DEFAULT_STRATEGY},
                                          {6, Z_DEFAULT_STRATEGY},
                                          {9, Z_FILTERED},
                                          {6, Z_FIXED},
                                          {6, Z_HUFFMAN_ONLY},
                                          {6, Z_RLE}}) {
      const Bytes stream = deflated(data, level, strategy);
      INFO(size << " bytes, level " << level << ", strategy " << strategy);
      CHECK(inflate_start(stream, size + 10) == data);
      const ByteView start = ByteView(data).first(size / 3);
      CHECK(inflate_start(stream, size / 3) == Bytes(start.begin(), start.end()));
    }
  }
}

TEST_CASE("a damaged stream gives nothing or less than the limit, and never more") {
  Bytes stream = deflated(content(3000), 9, Z_DEFAULT_STRATEGY);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    for (const unsigned bit : {1U, 16U, 128U}) {
      stream[i] ^= static_cast<std::byte>(bit);
      CHECK(inflate_start(stream, 4000).size() <= 4000);
      stream[i] ^= static_cast<std::byte>(bit);
    }
    CHECK(inflate_start(ByteView(stream).first(i), 4000).empty());
    if (i > stream.size() - 8) break;  // what follows is the checksum
  }
  CHECK(inflate_start({}, 10).empty());
}
