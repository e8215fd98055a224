#include "codec/png/optimize.h"

#include <algorithm>
#include <cstring>

#include "codec/png/effort.h"
#include "codec/png/metadata.h"
#include "codec/png/pixels.h"
#include "codec/png/read.h"
#include "codec/png/search.h"
#include "codec/png/write.h"

namespace whittle::png {
namespace {

Error different(const char* what) {
  return make_error(Category::processing, Reason::verification_failed, what);
}

/// Frame `i` of `container` with palette and key.
Result<DecodedFrame> decode(const Container& container, std::size_t i) {
  const Header& header = container.header;
  const FrameData& data = container.frames[i];
  Bytes storage;
  TRY_ASSIGN(DecodedFrame frame,
             decode_frame(data.joined(storage), data.control ? data.control->width : header.width,
                          data.control ? data.control->height : header.height, header.format, header.interlaced));
  frame.picture.palette = container.palette;
  frame.picture.key = container.key;
  if (!indices_valid(frame.picture)) {
    if (container.animated()) {
      return make_error(Category::corrupt, Reason::corrupt, "pixel with a colour that is not in the palette");
    }
    // Decoders show black there. A palette that says so has to be written, so the stream cannot stay alone.
    frame.picture.palette.resize(std::size_t{1} << header.format.depth, rgba(0, 0, 0, 255));
    frame.unclean = true;
  }
  return frame;
}

bool same_control(const std::optional<FrameControl>& a, const std::optional<FrameControl>& b) {
  if (!a || !b) return !a && !b;
  return a->width == b->width && a->height == b->height && a->x == b->x && a->y == b->y && a->dispose == b->dispose &&
         a->blend == b->blend && a->delay_numerator == b->delay_numerator &&
         a->delay_denominator == b->delay_denominator;
}

Target source_target(const Container& container) {
  return {container.header.format, container.palette, container.key, true};
}

/// The input's own streams in a container that has only `chunks`.
Bytes repacked(const Container& container, const std::vector<PlacedChunk>& chunks) {
  std::vector<Bytes> joined(container.frames.size());
  std::vector<OutputFrame> frames;
  for (std::size_t i = 0; i < joined.size(); ++i) {
    frames.push_back({container.frames[i].control, container.frames[i].joined(joined[i])});
  }
  return write(container.header, source_target(container), chunks, frames, container.plays, container.trailer);
}

/// `made`, or the input's own streams where these are as small.
Bytes with_floor(Bytes made, const Container& container, const std::vector<PlacedChunk>& chunks) {
  Bytes floor = repacked(container, chunks);
  return floor.size() <= made.size() ? std::move(floor) : std::move(made);
}

Result<Bytes> optimize_still(const Container& container, const std::vector<PlacedChunk>& chunks,
                             const Options& options) {
  TRY_ASSIGN(const DecodedFrame frame, decode(container, 0));
  TRY_ASSIGN(const Found found,
             search(frame, reduction_limits(container, chunks), effort_plan(options.effort), options.deadline));
  if (found.stream.empty()) return repacked(container, chunks);
  Header header = container.header;
  header.interlaced = false;
  const OutputFrame output{{}, found.stream};
  Bytes file =
      write(header, found.target, chunks_for(chunks, container, found.target), {&output, 1}, {}, container.trailer);

  TRY_ASSIGN(const Container written, read_container(file));
  TRY_ASSIGN(const DecodedFrame again, decode(written, 0));
  if (!same_colours(frame.picture, again.picture)) return different("the new PNG shows other colours");
  return frame.unclean ? file : with_floor(std::move(file), container, chunks);
}

/// Frames keep format and palette; each gets filters and a stream of its own.
Result<Bytes> optimize_animation(const Container& container, const std::vector<PlacedChunk>& chunks,
                                 const Options& options) {
  const ReductionLimits limits{.none = true, .keep_class = false, .background = {}, .keep_16bit = false};
  std::vector<Bytes> streams;
  bool unclean = false;
  for (std::size_t i = 0; i < container.frames.size(); ++i) {
    TRY_ASSIGN(const DecodedFrame frame, decode(container, i));
    TRY_ASSIGN(Found found, search(frame, limits, effort_plan(options.effort), options.deadline));
    unclean = unclean || frame.unclean;
    Bytes storage;
    const ByteView own = container.frames[i].joined(storage);
    // An interlaced stream cannot stand beside others.
    const bool keep =
        !container.header.interlaced && !frame.unclean && (found.stream.empty() || own.size() <= found.stream.size());
    streams.push_back(keep ? Bytes(own.begin(), own.end()) : std::move(found.stream));
  }
  std::vector<OutputFrame> frames;
  for (std::size_t i = 0; i < streams.size(); ++i) frames.push_back({container.frames[i].control, streams[i]});
  Header header = container.header;
  header.interlaced = false;
  Bytes made = write(header, source_target(container), chunks, frames, container.plays, container.trailer);
  return unclean ? made : with_floor(std::move(made), container, chunks);
}

Status same_containers(const Container& a, const Container& b) {
  if (a.header.width != b.header.width || a.header.height != b.header.height) return different("other dimensions");
  if (a.plays != b.plays || a.frames.size() != b.frames.size()) return different("other frames");
  for (std::size_t i = 0; i < a.frames.size(); ++i) {
    if (!same_control(a.frames[i].control, b.frames[i].control)) return different("other frame controls");
    TRY_ASSIGN(const DecodedFrame left, decode(a, i));
    TRY_ASSIGN(const DecodedFrame right, decode(b, i));
    if (!same_colours(left.picture, right.picture)) return different("other colours");
  }
  return {};
}

Result<Bytes> optimize_once(ByteView input, const Options& options) {
  TRY_ASSIGN(const Container container, read_container(input));
  TRY(check_known(container.chunks));
  std::vector<PlacedChunk> chunks = container.chunks;
  recompress(chunks);
  TRY_ASSIGN(Bytes best, container.animated() ? optimize_animation(container, chunks, options)
                                              : optimize_still(container, chunks, options));
  if (container.animated()) {
    TRY_ASSIGN(const Container written, read_container(best));
    TRY(same_containers(container, written));
  }
  if (input.size() <= best.size()) return Bytes(input.begin(), input.end());
  return best;
}

}  // namespace

Result<Bytes> optimize(ByteView input, const Options& options) {
  TRY_ASSIGN(Bytes best, optimize_once(input, options));
  // What a small file's new form offers (its palette order, its filters) may once more be worth a few bytes.
  constexpr std::size_t kTinyFile = 4096;
  for (std::size_t last = input.size(); best.size() < std::min(last, kTinyFile);) {
    last = best.size();
    TRY_ASSIGN(best, optimize_once(best, options));
  }
  return best;
}

Status compare(ByteView a, ByteView b) {
  TRY_ASSIGN(const Container left, read_container(a));
  TRY_ASSIGN(const Container right, read_container(b));
  return same_containers(left, right);
}

}  // namespace whittle::png
