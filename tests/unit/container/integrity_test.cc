#include "container/integrity.h"

#include "container/sniff.h"
#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("Whole files are whole, with bytes behind the end too") {
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    const Format format = container::sniff(sample.bytes);
    CHECK(check(sample.bytes, format) == Reason::none);
    CHECK(check(joined({sample.bytes, Writer().fill(5, 0x00).done()}), format) == Reason::none);
    CHECK(check(joined({sample.bytes, Writer().fill(64, 0x00).done()}), format) == Reason::none);
  }
}

TEST_CASE("No proper prefix of a file is whole") {
  for (const Sample& sample : samples()) {
    if (sample.name == "jxl") continue;  // a bare codestream: only its header is looked at
    INFO(sample.name);
    const Format format = container::sniff(sample.bytes);
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      INFO(size);
      const Bytes part(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
      CHECK(check(part, format) != Reason::none);
    }
  }
}

TEST_CASE("A GIF of more bits a pixel than it can have is left alone, one of more than anybody reads is damaged") {
  Bytes gif = make_gif();
  constexpr std::size_t kCodeSize = 29;  // where it stands
  REQUIRE(u8(gif, kCodeSize) == 2);
  for (const auto& [bits, reason] :
       {std::pair{9, Reason::unsupported}, {11, Reason::unsupported}, {12, Reason::corrupt}}) {
    gif[kCodeSize] = static_cast<std::byte>(bits);
    CHECK(container::check_integrity(gif, Format::gif).error().reason == reason);
  }
}

TEST_CASE("Formats without a walk say so") {
  const Status status = container::check_integrity({}, Format::svg);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().reason == Reason::unsupported_format);
  CHECK_FALSE(container::check_integrity({}, Format::unknown).ok());
}
