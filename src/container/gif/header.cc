// GIF: only a walk over all blocks tells how many frames there are, whether anything of them is transparent, and how
// they play.

#include "container/defect.h"
#include "container/gif/frames.h"
#include "container/gif/gif.h"
#include "container/plain_text.h"

namespace whittle::container {

bool is_gif(ByteView b) {
  if (!has_text(b, 0, "GIF87a") && !has_text(b, 0, "GIF89a")) return false;
  return !is_plain_text(b.first(std::min<std::size_t>(b.size(), 13)), 6);  // sizes, flags, background, aspect (0 or so)
}

Result<Header> read_gif_header(Window& file) {
  GifFrames frames(file);
  TRY(frames.read_all());
  Header header;
  header.width = frames.canvas().width;
  header.height = frames.canvas().height;
  header.frames = frames.count();
  header.colour = Colour::palette;
  header.coding = Coding::lossless;
  if (frames.interlaced()) header.interlaced = Has::yes;
  if (frames.may_be_transparent()) header.alpha = Has::yes;
  if (frames.credentials()) header.extras |= bit(Extra::credentials);
  return header;
}

Timing read_gif_timing(ByteView bytes) {
  Window file(bytes);
  GifFrames frames(file);
  Timing timing;
  for (;;) {
    const Result<std::optional<GifFrame>> frame = frames.next();
    if (!frame.ok() || !*frame) break;
    timing.delays.push_back((*frame)->control.delay);
  }
  timing.plays = frames.plays();
  return timing;
}

Status check_gif_repackable(ByteView bytes, const MetadataEdit&) {
  Window file(bytes);
  GifFrames frames(file);
  TRY(frames.read_all());
  const auto differ = [](std::string what) {
    return make_error(Category::validation, Reason::unsupported, std::move(what) + ", which viewers show differently");
  };
  if (frames.leaves_screen()) return differ("has a frame that reaches beyond its screen");
  if (frames.has_doubtful_ground()) return differ("leaves a part of its screen to the background");
  return {};
}

Status compare_gif_viewers(ByteView, ByteView encoded) {
  if (check_gif_repackable(encoded, {}).ok()) return {};
  return not_the_original("viewers would show its background differently");
}

}  // namespace whittle::container
