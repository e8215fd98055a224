#include "engine/formats/gif_reel.h"

#include <cstring>

#include "codec/gif/encode.h"
#include "codec/gif/record.h"
#include "container/defect.h"

namespace whittle::engine {

using container::Area;
using container::not_the_original;

namespace {

bool are_alike(ByteView expected, ByteView shown, const std::optional<gif::Tolerance>& tolerance, gif::Looks& looks) {
  if (std::memcmp(expected.data(), shown.data(), shown.size()) == 0) return true;
  if (!tolerance) return false;
  const auto a = pixels_of(expected), b = pixels_of(shown);
  return std::equal(a.begin(), a.end(), b.begin(), [&](gif::Pixel is, gif::Pixel was) {
    return is == was || gif::may_show(is, was, *tolerance, looks);
  });
}

}  // namespace

std::span<const gif::Pixel> pixels_of(ByteView canvas) {
  return {reinterpret_cast<const gif::Pixel*>(canvas.data()), canvas.size() / sizeof(gif::Pixel)};
}

Status compare_reels(const Reel& original, const Reel& made, const std::optional<gif::Tolerance>& tolerance,
                     const Deadline& deadline) {
  const Area& canvas = original.frames.canvas();
  if (canvas.width != made.frames.canvas().width || canvas.height != made.frames.canvas().height) {
    return not_the_original("another size");
  }
  if (original.frames.count() != made.frames.count()) return not_the_original("another number of frames");
  if (original.frames.count() > 1 && original.timing != made.timing)
    return not_the_original("other frame delays or loop count");
  // What was equal before can differ only where one of them has changed.
  gif::Film before(original.file, original.frames), after(made.file, made.frames);
  gif::Looks looks;
  for (std::uint32_t frame = 0; frame < original.frames.count(); ++frame) {
    if (passed(deadline)) return timed_out();
    TRY_ASSIGN(const ByteView expected, before.next());
    TRY_ASSIGN(const ByteView shown, after.next());
    const Area area = container::joined(before.changed(), after.changed());
    for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
      const std::size_t at = 4 * (std::size_t{y} * canvas.width + area.left), bytes = std::size_t{4} * area.width;
      if (!are_alike(expected.subspan(at, bytes), shown.subspan(at, bytes), tolerance, looks)) {
        return not_the_original("frame " + std::to_string(frame) + ", row " + std::to_string(y));
      }
    }
  }
  return {};
}

Result<Bytes> write_reel(const Reel& reel, const std::optional<gif::Tolerance>& tolerance, int effort,
                         const Deadline& deadline) {
  const Area& canvas = reel.frames.canvas();
  gif::Film film(reel.file, reel.frames);
  gif::Recorder recorder(canvas.width, canvas.height, tolerance);
  const bool moves = reel.frames.count() > 1;
  for (const std::uint32_t delay : reel.timing.delays) {
    if (passed(deadline)) return timed_out();
    TRY_ASSIGN(const ByteView shown, film.next());
    TRY(recorder.add(pixels_of(shown), film.changed(), moves ? delay : 0));
  }
  TRY_ASSIGN(std::vector<gif::Patch> patches, recorder.finish());
  const gif::Screen screen{canvas.width, canvas.height, u8(reel.file, gif::kAspect), reel.timing.plays,
                           recorder.is_bare()};
  return gif::encode(std::move(patches), screen, {effort, deadline});
}

Result<Bytes> encode_reel(const Reel& reel, const std::optional<gif::Tolerance>& tolerance, int effort,
                          const Deadline& deadline) {
  TRY_ASSIGN(Bytes encoded, write_reel(reel, tolerance, effort, deadline));
  Reel made(encoded);
  if (!made.open().ok()) return not_the_original("it cannot be read");
  TRY(compare_reels(reel, made, tolerance, deadline));
  return encoded;
}

}  // namespace whittle::engine
