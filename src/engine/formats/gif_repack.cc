#include "engine/formats/gif_repack.h"

#include "codec/gif/encode.h"
#include "codec/gif/film.h"
#include "codec/gif/record.h"
#include "container/defect.h"
#include "container/geometry.h"
#include "container/gif/gif.h"
#include "container/metadata.h"

namespace whittle::engine {
namespace {

using container::Area;
using container::not_the_original;

/// A GIF whose frames have been counted, ready to be played.
struct Reel {
  ByteView file;
  container::Window window;
  container::GifFrames frames;
  container::Timing timing;

  explicit Reel(ByteView bytes)
      : file(bytes), window(bytes), frames(window), timing(container::read_gif_timing(bytes)) {}
};

std::span<const gif::Pixel> pixels_of(ByteView canvas) {
  return {reinterpret_cast<const gif::Pixel*>(canvas.data()), canvas.size() / sizeof(gif::Pixel)};
}

Result<Bytes> encode(const Reel& reel, const Settings& settings, const Deadline& deadline) {
  const Area& canvas = reel.frames.canvas();
  gif::Film film(reel.file, reel.frames);
  gif::Recorder recorder(canvas.width, canvas.height);
  const bool moves = reel.frames.count() > 1;
  for (const std::uint32_t delay : reel.timing.delays) {
    if (passed(deadline)) return timed_out();
    TRY_ASSIGN(const ByteView shown, film.next());
    TRY(recorder.add(pixels_of(shown), film.changed(), moves ? delay : 0));
  }
  TRY_ASSIGN(std::vector<gif::Patch> patches, recorder.finish());
  const gif::Screen screen{canvas.width, canvas.height, u8(reel.file, gif::kAspect), reel.timing.plays,
                           recorder.is_bare()};
  return gif::encode(std::move(patches), screen, {settings.effort, deadline});
}

/// Whether two films show the same. What was equal before can differ only where one of them has changed.
Status compare(const Reel& original, const Reel& made) {
  const Area& canvas = original.frames.canvas();
  if (canvas.width != made.frames.canvas().width || canvas.height != made.frames.canvas().height) {
    return not_the_original("another size");
  }
  if (original.frames.count() != made.frames.count()) return not_the_original("another number of frames");
  if (original.frames.count() > 1 && original.timing != made.timing)
    return not_the_original("other frame delays or loop count");
  gif::Film before(original.file, original.frames), after(made.file, made.frames);
  for (std::uint32_t frame = 0; frame < original.frames.count(); ++frame) {
    TRY_ASSIGN(const ByteView expected, before.next());
    TRY_ASSIGN(const ByteView shown, after.next());
    const Area area = container::joined(before.changed(), after.changed());
    for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
      const std::size_t at = 4 * (std::size_t{y} * canvas.width + area.left), bytes = std::size_t{4} * area.width;
      if (std::memcmp(expected.data() + at, shown.data() + at, bytes) != 0) {
        return not_the_original("frame " + std::to_string(frame) + ", row " + std::to_string(y));
      }
    }
  }
  return {};
}

}  // namespace

bool keeps_gif_frames(const container::Header& facts, const Settings& settings) {
  return facts.format == Format::gif && settings.format == Format::gif && settings.fidelity == Fidelity::lossless &&
         settings.icc == IccPolicy::keep &&
         container::output_size(facts, settings.resize) == container::oriented_size(facts);
}

Result<Candidate> repack_gif(const Job& job) {
  container::MetadataEdit edit;
  edit.strip = job.settings.strip;
  TRY(container::check_gif_repackable(job.input, edit));
  Reel reel(job.input);
  TRY(reel.frames.read_all());
  TRY_ASSIGN(Bytes encoded, encode(reel, job.settings, job.deadline));
  Candidate candidate;
  candidate.engine = "gif-lossless";
  candidate.verified = true;
  TRY_ASSIGN(candidate.bytes, container::with_metadata(Format::gif, std::move(encoded), {job.input, {}}, edit));
  TRY(compare_gif_repack(job, candidate.bytes));
  return candidate;
}

Status compare_gif_repack(const Job& job, ByteView candidate) {
  Reel original(job.input), made(candidate);
  TRY(original.frames.read_all());
  if (!made.frames.read_all().ok()) return not_the_original("it cannot be read");
  TRY(container::compare_gif_viewers(job.input, candidate));
  return compare(original, made);
}

Result<Bytes> recode_gif(Bytes file, const Settings& settings, const Deadline& deadline) {
  Reel written(file);
  TRY(written.frames.read_all());
  Result<Bytes> encoded = encode(written, settings, deadline);
  if (!encoded.ok()) return encoded.error().reason == Reason::timeout ? std::move(encoded) : std::move(file);
  TRY_ASSIGN(Bytes smaller, container::gif_with_metadata(*encoded, {file, {}}, {}));
  if (smaller.size() >= file.size()) return file;
  Reel made(smaller);
  TRY(made.frames.read_all());
  TRY(compare(written, made));
  return smaller;
}

}  // namespace whittle::engine
