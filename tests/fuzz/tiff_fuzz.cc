// libFuzzer target: our own reading of the samples of a TIFF, and the copy that is made for the decoder.

#include <cstdlib>

#include "codec/tiff/samples.h"
#include "container/tiff/tiff.h"

using namespace whittle;

namespace {

void read_samples(ByteView file, const container::TiffBlock& block, const container::TiffPage& page) {
  constexpr std::uint64_t kMostSamples = 1 << 22;  // memory follows from the size; what limits it is not tested here
  if (std::uint64_t{page.width} * page.height > kMostSamples / 32 || !tiff::SampleReader::reads(page)) return;
  tiff::SampleReader reader(file, block, page);
  if (page.tiled() && std::uint64_t{page.tile_width} * page.tile_height > kMostSamples / 32) return;
  for (std::uint32_t top = 0; top < page.height; top += reader.rows_of_band()) {
    const auto band = reader.band(top);
    if (!band.ok() || band->state != tiff::Unpacked::yes) return;
    if (band->samples.size() != std::size_t{band->rows} * page.width * page.samples * reader.sample_bytes())
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView file = std::as_bytes(std::span(data, size));
  container::Window window(file);
  const auto block = container::TiffBlock::open(window);
  if (!block.ok()) return 0;
  container::TiffPages pages(*block);
  for (;;) {
    const auto page = pages.next();
    if (!page.ok() || !*page) break;
    read_samples(file, *block, **page);
  }
  if (container::check_tiff_readable(file).ok() && !container::tiff_for_decoder(file).ok()) std::abort();
  return 0;
}
