#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::test;
using namespace whittle;
using container::Header;

TEST_CASE("The header of a usual file costs one read") {
  for (const Sample& sample : samples()) {
    const bool usual =
        sample.name.starts_with("png") || sample.name.starts_with("jpeg") || sample.name.starts_with("webp");
    if (!usual) continue;
    INFO(sample.name);
    // Large pixels behind the header must not matter.
    Bytes file = sample.bytes;
    if (!sample.name.starts_with("webp")) file.resize(file.size() + 1'000'000);
    StrictSource source(file);
    const Format format = sample.name.starts_with("png")    ? Format::png
                          : sample.name.starts_with("jpeg") ? Format::jpeg
                                                            : Format::webp;
    CHECK(container::read_header(source, format).ok());
    CHECK(source.reads == 1);
    CHECK(source.largest == 4096);
  }
}

TEST_CASE("pixels() does not overflow") {
  Header h;
  h.width = h.height = 0x7FFFFFFF;
  h.frames = 0x7FFFFFFF;
  CHECK(h.pixels() == UINT64_MAX);
  h.frames = 2;
  CHECK(h.pixels() == 2 * (std::uint64_t{0x7FFFFFFF} * 0x7FFFFFFF));
  h.frames = 0;
  CHECK(h.pixels() == 0);
}

TEST_CASE("Formats without a header parser say so") {
  CHECK(reason_of(make_png(), Format::svg) == Reason::unsupported_format);
  CHECK(reason_of(make_png(), Format::unknown) == Reason::unsupported_format);
}
