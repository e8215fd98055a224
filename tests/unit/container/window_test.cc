#include "container/window.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::container;
using namespace whittle::test;
using namespace whittle;

TEST_CASE("The window reads in pages that grow only while reading goes straight on") {
  const Bytes bytes(1'000'000);
  StrictSource source(bytes);
  Window window(source);
  for (std::uint64_t at = 0; at < bytes.size(); at += 100) REQUIRE(window.need(at, 10, "x").ok());
  CHECK(source.reads < 25);
  CHECK(source.largest == ByteSource::kMaxRead);
  CHECK(window.need(5, 10, "x").ok());
  CHECK(window.need(500'000, 10, "x").ok());
  CHECK(window.need(bytes.size() - 1, 1, "x").ok());
  CHECK(window.need(bytes.size(), 0, "x").ok());
  CHECK(window.need(0, ByteSource::kMaxRead, "x").ok());
  const auto past = window.need(bytes.size() - 1, 2, "the thing");
  REQUIRE_FALSE(past.ok());
  CHECK(past.error().reason == Reason::truncated);
  CHECK(past.error().message == "ends inside the thing at offset 999999");
  CHECK_FALSE(window.need(UINT64_MAX, 2, "x").ok());
}

TEST_CASE("A file that shrinks while it is read is truncated") {
  class Shrinking final : public ByteSource {
   public:
    std::uint64_t size() const override { return 1000; }
    Result<ByteView> read(std::uint64_t, std::size_t) override { return ByteView{}; }
  };
  Shrinking source;
  Window window(source);
  const auto bytes = window.need(0, 8, "x");
  REQUIRE_FALSE(bytes.ok());
  CHECK(bytes.error().reason == Reason::truncated);
}
