#include "codec/gif/film.h"

#include <algorithm>

#include "codec/gif/lzw.h"
#include "container/defect.h"

namespace whittle::gif {
namespace {

using container::Area;
using container::Disposal;
using container::GifFrame;

/// The row of the picture that the coded row `i` of an interlaced one is (89a, appendix E).
std::uint32_t interlaced_row(std::uint32_t i, std::uint32_t height) {
  constexpr struct { std::uint32_t first, step; } kPasses[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  for (const auto& [first, step] : kPasses) {
    const std::uint32_t rows = height > first ? (height - first + step - 1) / step : 0;
    if (i < rows) return first + i * step;
    i -= rows;
  }
  return height;
}

Pixel pixel_of(ByteView rgb) {
  const std::byte bytes[4] = {rgb[0], rgb[1], rgb[2], std::byte{0xFF}};
  Pixel pixel = 0;
  std::memcpy(&pixel, bytes, sizeof pixel);
  return pixel;
}

Error unread(std::string what) {
  return make_error(Category::validation, Reason::unsupported, std::move(what));
}

}  // namespace

Film::Film(ByteView file, const container::GifFrames& frames)
    : file_(file),
      window_(file),
      frames_(window_),
      canvas_(frames.canvas()),
      pixels_(frames.canvas().width, frames.canvas().height) {}

Result<ByteView> Film::next() {
  changed_ = last_ && last_->control.disposal != Disposal::keep ? on_canvas(last_->area) : Area{};
  dispose();
  TRY_ASSIGN(last_, frames_.next());
  if (!last_) return container::truncated("the GIF, before a frame", file_.size());
  changed_ = container::joined(changed_, on_canvas(last_->area));
  if (last_->control.disposal == Disposal::restore) keep(on_canvas(last_->area));
  TRY(paint(*last_));
  return std::as_bytes(pixels_.pixels());
}

Area Film::on_canvas(const Area& area) const {
  if (area.left >= canvas_.width || area.top >= canvas_.height) return {};
  return {area.left, area.top, std::min(area.width, canvas_.width - area.left),
          std::min(area.height, canvas_.height - area.top)};
}

void Film::keep(const Area& area) {
  before_.clear();
  for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
    const Pixel* const row = pixels_.at(area.left, y);
    before_.insert(before_.end(), row, row + area.width);
  }
}

/// What becomes of the last frame before the next one is painted.
void Film::dispose() {
  if (!last_ || last_->control.disposal == Disposal::keep) return;
  const Area area = on_canvas(last_->area);
  if (last_->control.disposal == Disposal::clear) return pixels_.clear(area);
  auto row = before_.begin();
  for (std::uint32_t y = area.top; y < area.top + area.height; ++y, row += area.width) {
    std::copy_n(row, area.width, pixels_.at(area.left, y));
  }
}

void Film::read_colours(const GifFrame& frame) {
  std::fill(std::begin(colours_), std::end(colours_), kNoPixel);
  for (std::uint32_t i = 0; i < frame.table.colours; ++i) {
    colours_[i] = pixel_of(file_.subspan(frame.table.offset + std::size_t{3} * i, 3));
  }
}

Status Film::unpack(const GifFrame& frame) {
  constexpr std::size_t kBeyond = 1u << 24;  // pixels outside of the canvas that are still unpacked
  const std::size_t pixels = std::size_t{frame.area.width} * frame.area.height;
  if (pixels > pixels_.pixels().size() + kBeyond) return unread("is a GIF with a frame far larger than its screen");
  coded_.clear();
  for (std::uint64_t at = frame.data; u8(file_, at) != 0; at += 1u + u8(file_, at)) {
    append(coded_, file_.subspan(at + 1, u8(file_, at)));
  }
  const auto damaged = [&] { return container::corrupt("GIF image whose pixels are damaged or missing", frame.data); };
  if (frame.code_size < 1 || frame.code_size > 8 || pixels > most_pixels(coded_, frame.code_size)) return damaged();
  indices_.resize(pixels);
  if (unpack_lzw(coded_, frame.code_size, indices_) != indices_.size()) return damaged();
  return {};
}

Status Film::paint(const GifFrame& frame) {
  if (frame.table.colours == 0) return unread("is a GIF without a table of colours, which viewers make up");
  read_colours(frame);
  TRY(unpack(frame));
  for (std::uint32_t i = 0; i < frame.area.height; ++i) {
    const std::uint32_t y = frame.interlaced ? interlaced_row(i, frame.area.height) : i;
    TRY(paint_row(frame, indices_.data() + std::size_t{i} * frame.area.width, frame.area.top + y));
  }
  return {};
}

Status Film::paint_row(const GifFrame& frame, const std::uint8_t* indices, std::uint32_t y) {
  if (y >= canvas_.height || frame.area.left >= canvas_.width) return {};
  const std::uint32_t width = std::min(frame.area.width, canvas_.width - frame.area.left);
  Pixel* const row = pixels_.at(frame.area.left, y);
  const int transparent = frame.control.transparent ? *frame.control.transparent : -1;
  bool missing = false;
  for (std::uint32_t x = 0; x < width; ++x) {
    if (indices[x] == transparent) continue;
    const Pixel colour = colours_[indices[x]];
    missing |= colour == kNoPixel;
    row[x] = colour;
  }
  if (missing) return unread("is a GIF with pixels of colours that it does not define");
  return {};
}

}  // namespace whittle::gif
