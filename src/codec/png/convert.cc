#include "codec/png/convert.h"

#include <array>
#include <cstring>

#include "codec/png/colours.h"
#include "codec/png/pixels.h"

namespace whittle::png {

Converter::Converter(const Picture& picture, const Target& target)
    : picture_(picture), target_(target), stride_(target.format.row_bytes(picture.width)) {
  if (target.source) return;
  if (target.format.depth == 16) {
    colours16_.resize(picture.width);
    return;
  }
  colours_.resize(picture.width);
  slots_.resize(kColourSlots);
  slot_index_.assign(kColourSlots, -1);
  for (std::size_t i = 0; i < target.palette.size(); ++i) {
    std::size_t slot = slot_of(target.palette[i]);
    while (slot_index_[slot] >= 0) slot = (slot + 1) % kColourSlots;
    slots_[slot] = target.palette[i];
    slot_index_[slot] = static_cast<std::int16_t>(i);
  }
}

std::uint8_t Converter::index_of(Rgba colour) const {
  std::size_t slot = slot_of(colour);
  while (slot_index_[slot] >= 0 && slots_[slot] != colour) slot = (slot + 1) % kColourSlots;
  return static_cast<std::uint8_t>(slot_index_[slot]);
}

void Converter::pack(const Rgba* colours, std::uint8_t* out) const {
  const std::size_t width = picture_.width;
  const unsigned depth = target_.format.depth;
  switch (target_.format.colour) {
    case ColourType::rgba:
      std::memcpy(out, colours, width * 4);
      return;
    case ColourType::rgb:
      for (std::size_t x = 0; x < width; ++x) {
        out[3 * x] = static_cast<std::uint8_t>(colours[x]);
        out[3 * x + 1] = static_cast<std::uint8_t>(colours[x] >> 8);
        out[3 * x + 2] = static_cast<std::uint8_t>(colours[x] >> 16);
      }
      return;
    case ColourType::grey_alpha:
      for (std::size_t x = 0; x < width; ++x) {
        out[2 * x] = static_cast<std::uint8_t>(colours[x]);
        out[2 * x + 1] = static_cast<std::uint8_t>(colours[x] >> 24);
      }
      return;
    case ColourType::grey:
    case ColourType::palette:
      break;
  }
  const bool indexed = target_.format.colour == ColourType::palette;
  const unsigned scale = depth < 8 ? 255U / ((1U << depth) - 1) : 1;
  std::memset(out, 0, stride_);
  Rgba last = colours[0];
  unsigned value = indexed ? index_of(last) : red(last) / scale;
  for (std::size_t x = 0; x < width; ++x) {
    if (colours[x] != last) {
      last = colours[x];
      value = indexed ? index_of(last) : red(last) / scale;
    }
    const std::size_t bit = x * depth;
    out[bit >> 3] = static_cast<std::uint8_t>(out[bit >> 3] | value << (8 - depth - (bit & 7)));
  }
}

void Converter::pack16(const Rgba16* colours, std::uint8_t* out) const {
  constexpr std::array<std::array<unsigned, 4>, 7> kSamples = {
      {{0}, {0}, {0, 16, 32}, {0}, {0, 48}, {0}, {0, 16, 32, 48}}};
  const auto& shifts = kSamples[static_cast<std::size_t>(target_.format.colour)];
  const std::size_t samples = channels(target_.format.colour);
  for (std::size_t x = 0; x < picture_.width; ++x) {
    for (std::size_t i = 0; i < samples; ++i) {
      const auto value = static_cast<std::uint16_t>(colours[x] >> shifts[i]);
      *out++ = static_cast<std::uint8_t>(value >> 8);
      *out++ = static_cast<std::uint8_t>(value);
    }
  }
}

void Converter::rows(std::size_t first, std::size_t count, std::uint8_t* out) {
  if (target_.source) {
    std::memcpy(out, picture_.row(first), count * stride_);
    return;
  }
  for (std::size_t y = first; y < first + count; ++y, out += stride_) {
    if (target_.format.depth == 16) {
      expand_row16(picture_, y, colours16_.data());
      pack16(colours16_.data(), out);
    } else {
      expand_row(picture_, y, colours_.data());
      pack(colours_.data(), out);
    }
  }
}

}  // namespace whittle::png
