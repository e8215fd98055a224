#pragma once
// Pictures out of arithmetic for the sample tree: the same on every machine, and compressing like the kinds they stand
// for.

#include <cstdint>
#include <vector>

namespace whittle::sample {

/// Interleaved 8-bit samples; an animation is its frames below one another.
struct Picture {
  int width = 0, height = 0, channels = 3;
  std::vector<std::uint8_t> samples;

  Picture(int w, int h, int c) : width(w), height(h), channels(c), samples(static_cast<std::size_t>(w) * h * c) {}
  std::uint8_t* at(int x, int y) { return samples.data() + (static_cast<std::size_t>(y) * width + x) * channels; }
};

/// Hills under a sky, with edges, texture and sensor grain: compresses like a photograph, not like a gradient.
Picture photo(int width, int height, std::uint32_t seed);

/// A window with a side bar and lines of glyph-like blocks; the light one also shows a photograph.
enum class Theme { light, dark };
Picture screenshot(int width, int height, Theme theme, std::uint32_t seed);

/// A rounded tile with a symbol, anti-aliased against transparency (RGBA).
Picture icon(int size, std::uint32_t seed);

/// `frames` steps of shaded balls turning over a pale ground, below one another (RGB).
Picture spinner(int size, int frames);

}  // namespace whittle::sample
