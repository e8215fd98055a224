#include "container/meta/mark.h"

#include <fmt/format.h>

#include <charconv>

#include "container/boxes.h"
#include "container/gif/blocks.h"
#include "container/jpeg/markers.h"
#include "container/png/chunks.h"
#include "container/webp/chunks.h"

namespace whittle::container {
namespace {

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Mark> parse(ByteView comment) {
  if (!is_mark(comment)) return std::nullopt;
  const std::string_view text = as_text(comment).substr(kMarkPrefix.size());
  const char* const end = text.data() + text.size();
  Mark mark;
  if (!text.starts_with('q')) return std::nullopt;
  const auto quality = std::from_chars(text.data() + 1, end, mark.quality);
  if (quality.ec != std::errc() || mark.quality < 1 || mark.quality > 100) return std::nullopt;
  if (end - quality.ptr >= 2 && quality.ptr[0] == ',' && quality.ptr[1] == 's') {
    double score = 0;
    if (std::from_chars(quality.ptr + 2, end, score).ec == std::errc()) mark.score = score;
  }
  return mark;
}

std::optional<Mark> read_jpeg(ByteView file) {
  JpegMarkers markers(file);
  for (;;) {
    const auto segment = markers.next();
    if (!segment.ok() || !*segment || (*segment)->marker == jpeg::kSos) return std::nullopt;
    if ((*segment)->marker != jpeg::kCom) continue;
    if (const auto mark = parse((*segment)->payload)) return mark;
  }
}

std::optional<Mark> read_webp(ByteView file) {
  auto chunks = webp_chunks(file);
  if (!chunks.ok()) return std::nullopt;
  for (;;) {
    const auto chunk = chunks->next();
    if (!chunk.ok() || !*chunk) return std::nullopt;
    if ((*chunk)->type == webp::kMark) return parse((*chunk)->data);
  }
}

std::optional<Mark> read_gif(ByteView file) {
  constexpr std::uint8_t kComment = 0xFE;
  MemorySource source(file);
  Window window(source);
  GifBlocks blocks(window);
  if (!blocks.screen().ok()) return std::nullopt;
  for (;;) {
    const auto block = blocks.next();
    if (!block.ok() || !*block) return std::nullopt;
    if ((*block)->kind != GifBlock::Kind::extension || (*block)->label != kComment) continue;
    // Introducer, label, size of the only sub-block, its bytes, terminator.
    const std::size_t begin = (*block)->offset + 3, end = (*block)->end;
    if (end < begin + 1) continue;
    if (const auto mark = parse(file.subspan(begin, end - begin - 1))) return mark;
  }
}

std::optional<Mark> read_avif(ByteView file) {
  MemorySource source(file);
  Window window(source);
  Boxes boxes(window, 0, file.size());
  std::optional<Mark> mark;
  for (;;) {
    const auto box = boxes.next();
    if (!box.ok() || !*box) return mark;
    if ((*box)->type != fourcc("free")) continue;
    if (const auto found = parse(file.subspan((*box)->body, (*box)->size()))) mark = found;
  }
}

std::optional<Mark> read_png(ByteView file) {
  PngChunks chunks(file);
  for (;;) {
    const auto chunk = chunks.next();
    if (!chunk.ok() || !*chunk || (*chunk)->type == png::kIdat) return std::nullopt;
    if ((*chunk)->type == png::kMark) return parse((*chunk)->data);
  }
}

}  // namespace

std::string to_text(const Mark& mark) {
  std::string text = fmt::format("{}q{}", kMarkPrefix, mark.quality);
  if (mark.score) text += fmt::format(",s{:.2f}", *mark.score);
  return text;
}

bool is_mark(ByteView comment) {
  return has_text(comment, 0, kMarkPrefix) && comment.size() <= kMaxMarkBytes;
}

std::optional<Mark> read_mark(ByteView file, Format format) {
  switch (format) {
    case Format::jpeg:
      return read_jpeg(file);
    case Format::webp:
      return read_webp(file);
    case Format::gif:
      return read_gif(file);
    case Format::png:
      return read_png(file);
    case Format::avif:
      return read_avif(file);
    default:
      return std::nullopt;
  }
}

}  // namespace whittle::container
