// libFuzzer target: the integrity walks. What they find whole must have a header too.

#include <cstdlib>

#include "container/header.h"
#include "container/integrity.h"
#include "container/sniff.h"
#include "tests/support/strict_source.h"

using namespace whittle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const Format format = container::sniff(bytes.first(std::min(size, container::kSniffBytes)));
  const Status whole = container::check_integrity(bytes, format);
  if (!whole.ok()) {
    if (whole.error().message.empty()) std::abort();
    return 0;
  }
  test::StrictSource source(bytes);
  const Result<container::Header> header = container::read_header(source, format);
  if (!header.ok() && header.error().reason != Reason::unsupported_format) std::abort();
  return 0;
}
