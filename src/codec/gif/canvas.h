#pragma once
// The pixels of a screen. It may be far larger than all that is ever painted on it.

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

#include "codec/gif/patch.h"

namespace whittle::gif {

/// At first kNoPixel, in memory that comes zeroed: parts that nobody writes take none.
class Canvas {
 public:
  Canvas(std::uint32_t width, std::uint32_t height)
      : width_(width), height_(height), size_(std::size_t{width} * height) {
    pixels_.reset(static_cast<Pixel*>(std::calloc(std::max<std::size_t>(size_, 1), sizeof(Pixel))));
    if (pixels_ == nullptr) throw std::bad_alloc();
  }

  std::uint32_t width() const { return width_; }
  std::uint32_t height() const { return height_; }
  std::span<const Pixel> pixels() const { return {pixels_.get(), size_}; }
  Pixel* at(std::uint32_t x, std::uint32_t y) { return pixels_.get() + std::size_t{y} * width_ + x; }
  const Pixel* at(std::uint32_t x, std::uint32_t y) const { return pixels_.get() + std::size_t{y} * width_ + x; }
  void copy(const Canvas& from, const container::Area& area) {
    for (std::uint32_t y = area.top; y < area.top + area.height; ++y) {
      std::copy_n(from.at(area.left, y), area.width, at(area.left, y));
    }
  }
  void clear(const container::Area& area) {
    for (std::uint32_t y = area.top; y < area.top + area.height; ++y)
      std::fill_n(at(area.left, y), area.width, kNoPixel);
  }

 private:
  struct Free {
    void operator()(Pixel* pixels) const { std::free(pixels); }
  };
  std::uint32_t width_, height_;
  std::size_t size_;
  std::unique_ptr<Pixel, Free> pixels_;
};

}  // namespace whittle::gif
