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

std::uint32_t pixel_of(ByteView rgb) {
  const std::byte bytes[4] = {rgb[0], rgb[1], rgb[2], std::byte{0xFF}};
  std::uint32_t pixel = 0;
  std::memcpy(&pixel, bytes, sizeof pixel);
  return pixel;
}

Error unread(std::string what) {
  return make_error(Category::validation, Reason::unsupported, std::move(what));
}

}  // namespace

Film::Film(ByteView file, const container::GifFrames& frames)
    : file_(file), window_(file), frames_(window_), canvas_(frames.canvas()) {
  pixels_.resize(std::size_t{canvas_.width} * canvas_.height);
}

Result<ByteView> Film::next() {
  const bool begins = !last_;
  changed_ = last_ && last_->control.disposal != Disposal::keep ? on_canvas(last_->area) : Area{};
  dispose();
  TRY_ASSIGN(last_, frames_.next());
  if (!last_) return container::truncated("the GIF, before a frame", file_.size());
  changed_ = begins ? canvas_ : container::joined(changed_, on_canvas(last_->area));
  if (last_->control.disposal == Disposal::restore) before_ = pixels_;
  TRY(paint(*last_));
  return std::as_bytes(std::span(pixels_));
}

Area Film::on_canvas(const Area& area) const {
  if (area.left >= canvas_.width || area.top >= canvas_.height) return {};
  return {area.left, area.top, std::min(area.width, canvas_.width - area.left),
          std::min(area.height, canvas_.height - area.top)};
}

/// What becomes of the last frame before the next one is painted.
void Film::dispose() {
  if (!last_ || last_->control.disposal == Disposal::keep) return;
  if (last_->control.disposal == Disposal::restore) {
    pixels_.swap(before_);
    return;
  }
  const Area area = on_canvas(last_->area);
  for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
    std::fill_n(pixels_.begin() + static_cast<std::ptrdiff_t>(std::size_t{y} * canvas_.width + area.left), area.width,
                0u);
  }
}

void Film::read_colours(const GifFrame& frame) {
  std::fill(std::begin(colours_), std::end(colours_), 0u);
  for (std::uint32_t i = 0; i < frame.table.colours; ++i) {
    colours_[i] = pixel_of(file_.subspan(frame.table.offset + std::size_t{3} * i, 3));
  }
}

Status Film::unpack(const GifFrame& frame) {
  constexpr std::size_t kBeyond = 1u << 24;  // pixels outside of the canvas that are still unpacked
  const std::size_t pixels = std::size_t{frame.area.width} * frame.area.height;
  if (pixels > pixels_.size() + kBeyond) return unread("is a GIF with a frame far larger than its screen");
  coded_.clear();
  for (std::uint64_t at = frame.data; u8(file_, at) != 0; at += 1u + u8(file_, at)) {
    append(coded_, file_.subspan(at + 1, u8(file_, at)));
  }
  indices_.resize(pixels);
  if (frame.code_size < 1 || frame.code_size > 8 || unpack_lzw(coded_, frame.code_size, indices_) != indices_.size()) {
    return container::corrupt("GIF image whose pixels are damaged or missing", frame.data);
  }
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
  std::uint32_t* const row = pixels_.data() + std::size_t{y} * canvas_.width + frame.area.left;
  const int transparent = frame.control.transparent ? *frame.control.transparent : -1;
  bool missing = false;
  for (std::uint32_t x = 0; x < width; ++x) {
    if (indices[x] == transparent) continue;
    const std::uint32_t colour = colours_[indices[x]];
    missing |= colour == 0;
    row[x] = colour;
  }
  if (missing) return unread("is a GIF with pixels of colours that it does not define");
  return {};
}

}  // namespace whittle::gif
