// libFuzzer target: the integrity walks. What they find whole must have a header too. As header_fuzz.cc says, but:
//
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Isrc -Iinclude -I. \
//     tests/fuzz/integrity_fuzz.cc $parsers src/image/{integrity,integrity_*}.cc -ldeflate -o build/fuzz/integrity_fuzz

#include <cstdlib>

#include "image/header.h"
#include "image/integrity.h"
#include "image/sniff.h"
#include "tests/support/strict_source.h"

using namespace whittle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const Format format = image::sniff(bytes.first(std::min(size, image::kSniffBytes)));
  const Status whole = image::check_integrity(bytes, format);
  if (!whole.ok()) {
    if (whole.error().message.empty()) std::abort();
    return 0;
  }
  test::StrictSource source(bytes);
  const Result<image::Header> header = image::read_header(source, format);
  if (!header.ok() && header.error().reason != Reason::unsupported_format) std::abort();
  return 0;
}
