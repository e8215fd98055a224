// libFuzzer target: our own reading of a GIF, frame by frame, and what the encoder makes of it.

#include <cstdlib>

#include "codec/gif/encode.h"
#include "codec/gif/film.h"
#include "codec/gif/record.h"

using namespace whittle;

namespace {

std::span<const gif::Pixel> pixels_of(ByteView canvas) {
  return {reinterpret_cast<const gif::Pixel*>(canvas.data()), canvas.size() / sizeof(gif::Pixel)};
}

/// The film of `file`, written anew, shows what `file` shows.
void check_encoder(ByteView file, const container::GifFrames& frames) {
  const container::Area& canvas = frames.canvas();
  gif::Film source(file, frames);
  gif::Recorder recorder(canvas.width, canvas.height);
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> shown = source.next();
    if (!shown.ok() || !recorder.add(pixels_of(*shown), source.changed(), 10).ok()) return;
  }
  Result<std::vector<gif::Patch>> patches = recorder.finish();
  if (!patches.ok()) return;
  const Result<Bytes> made =
      gif::encode(*std::move(patches), {canvas.width, canvas.height, 0, 1, recorder.is_bare()}, {4, {}});
  if (!made.ok()) return;
  container::Window window(*made);
  container::GifFrames again(window);
  if (!again.read_all().ok() || again.count() != frames.count()) std::abort();
  gif::Film expected(file, frames), shown(*made, again);
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> a = expected.next(), b = shown.next();
    if (!a.ok() || !b.ok() || !std::equal(a->begin(), a->end(), b->begin(), b->end())) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView file = std::as_bytes(std::span(data, size));
  container::Window window(file);
  container::GifFrames frames(window);
  if (!frames.read_all().ok()) return 0;
  const std::size_t pixels = std::size_t{frames.canvas().width} * frames.canvas().height;
  constexpr std::size_t kMostPixels = 1 << 16;        // memory follows from the size; what limits it is not tested here
  if (pixels == 0 || pixels > kMostPixels) return 0;  // none: that is no picture, and its header says so
  gif::Film film(file, frames);
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> canvas = film.next();
    if (!canvas.ok()) return 0;
    if (canvas->size() != pixels * 4) std::abort();
  }
  if (frames.count() <= 64) check_encoder(file, frames);
  return 0;
}
