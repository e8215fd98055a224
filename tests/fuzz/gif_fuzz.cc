// libFuzzer target: our own reading of a GIF, frame by frame.

#include <cstdlib>

#include "codec/gif/film.h"

using namespace whittle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView file = std::as_bytes(std::span(data, size));
  container::Window window(file);
  container::GifFrames frames(window);
  if (!frames.read_all().ok()) return 0;
  const std::size_t pixels = std::size_t{frames.canvas().width} * frames.canvas().height;
  constexpr std::size_t kMostPixels = 1 << 16;  // memory follows from the size; what limits it is not tested here
  if (pixels > kMostPixels) return 0;
  gif::Film film(file, frames);
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> canvas = film.next();
    if (!canvas.ok()) return 0;
    if (canvas->size() != pixels * 4) std::abort();
  }
  return 0;
}
