// libFuzzer target: sniff and every header parser.

#include <cstdlib>

#include "container/header.h"
#include "container/sniff.h"
#include "tests/support/strict_source.h"

using namespace whittle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteView bytes = std::as_bytes(std::span(data, size));
  Format format = container::sniff(bytes.first(std::min(size, container::kSniffBytes)));
  if (format == Format::unknown && size > 0) {  // the first byte chooses a parser for the rest
    constexpr Format kFormats[] = {Format::jpeg, Format::png,  Format::webp, Format::gif,
                                   Format::tiff, Format::avif, Format::jxl};
    format = kFormats[data[0] % std::size(kFormats)];
    bytes = bytes.subspan(1);
  }
  test::StrictSource source(bytes);
  const Result<container::Header> header = container::read_header(source, format);
  if (header.ok() ? header->width == 0 || header->height == 0 || header->frames == 0 || header->depth == 0 ||
                        header->orientation < 1 || header->orientation > 8
                  : header.error().message.empty()) {
    std::abort();
  }
  return 0;
}
