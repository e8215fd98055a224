#include "codec/png/metadata.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <memory>

#include "codec/png/filter.h"
#include "container/png/chunks.h"
#include "container/png/rules.h"

namespace whittle::png {
namespace {

constexpr std::size_t kMaxInflated = 16 << 20;  ///< of a text or profile; larger ones are left as they are

std::string_view keyword(const Chunk& chunk) {
  const auto end = std::find(chunk.data.begin(), chunk.data.end(), std::byte{0});
  return {reinterpret_cast<const char*>(chunk.data.data()), static_cast<std::size_t>(end - chunk.data.begin())};
}

/// Where the zlib stream of a compressed chunk begins; 0 when it has none.
std::size_t stream_offset(const Chunk& chunk) {
  const std::size_t key_end = keyword(chunk).size() + 1;
  const ByteView data = chunk.data;
  if (chunk.type == "iCCP" || chunk.type == "zTXt")
    return key_end < data.size() && u8(data, key_end) == 0 ? key_end + 1 : 0;
  if (chunk.type != "iTXt" || key_end + 2 > data.size() || u8(data, key_end) != 1 || u8(data, key_end + 1) != 0)
    return 0;
  std::size_t at = key_end + 2;
  for (int zeros = 0; at < data.size() && zeros < 2; ++at) zeros += u8(data, at) == 0;
  return at < data.size() ? at : 0;
}

/// What the zlib stream of a compressed chunk, from `offset` on, says; empty when it is damaged or too large.
Bytes inflated(const Chunk& chunk, std::size_t offset) {
  const ByteView stream = ByteView(chunk.data).subspan(offset);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!inflater) return {};
  Bytes text(std::min(kMaxInflated, stream.size() * 1032 + 64));
  std::size_t used = 0, size = 0;
  if (libdeflate_zlib_decompress_ex(inflater.get(), stream.data(), stream.size(), text.data(), text.size(), &used,
                                    &size) != LIBDEFLATE_SUCCESS ||
      used != stream.size()) {
    return {};
  }
  text.resize(size);
  return text;
}

void recompress(Chunk& chunk) {
  const std::size_t offset = stream_offset(chunk);
  if (offset == 0) return;
  const Bytes text = inflated(chunk, offset);
  const Compressor compressor = make_compressor(12);
  if (text.empty() || !compressor) return;
  Bytes packed(chunk.data.size() - offset);
  const std::size_t now =
      libdeflate_zlib_compress(compressor.get(), text.data(), text.size(), packed.data(), packed.size());
  if (now == 0 || now >= packed.size()) return;
  chunk.data.resize(offset);
  chunk.data.insert(chunk.data.end(), packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(now));
}

/// bKGD as 16-bit red, green, blue.
std::optional<std::array<std::uint16_t, 3>> background(const Container& source) {
  const Chunk* chunk = source.find("bKGD");
  if (!chunk) return {};
  const ByteView data = chunk->data;
  const PixelFormat format = source.header.format;
  if (format.colour == ColourType::palette) {
    if (data.size() != 1 || u8(data, 0) >= source.palette.size()) return {};
    const Rgba c = source.palette[u8(data, 0)];
    return std::array<std::uint16_t, 3>{static_cast<std::uint16_t>((c & 255) * 257),
                                        static_cast<std::uint16_t>((c >> 8 & 255) * 257),
                                        static_cast<std::uint16_t>((c >> 16 & 255) * 257)};
  }
  const std::uint32_t top = (1U << format.depth) - 1;
  const auto scaled = [&](std::size_t i) {
    return static_cast<std::uint16_t>((be16(data, 2 * i) & top) * (65535U / top));
  };
  if (is_grey(format.colour)) {
    if (data.size() != 2) return {};
    return std::array<std::uint16_t, 3>{scaled(0), scaled(0), scaled(0)};
  }
  if (data.size() != 6) return {};
  return std::array<std::uint16_t, 3>{scaled(0), scaled(1), scaled(2)};
}

std::optional<Bytes> background_for(const Container& source, const Target& target) {
  const auto colour = background(source);
  if (!colour) return {};
  Bytes out;
  if (target.format.colour == ColourType::palette) {
    const Rgba wanted = rgba((*colour)[0] >> 8, (*colour)[1] >> 8, (*colour)[2] >> 8, 255) & 0xFFFFFF;
    for (std::size_t i = target.palette.size(); i-- > 0;) {
      if ((target.palette[i] & 0xFFFFFF) == wanted) return Bytes{static_cast<std::byte>(i)};
    }
    return {};
  }
  const std::uint32_t scale = 65535U / ((1U << target.format.depth) - 1);
  for (std::size_t i = 0; i < (is_grey(target.format.colour) ? 1 : 3); ++i) append_be16(out, (*colour)[i] / scale);
  return out;
}

std::optional<Bytes> histogram_for(const Chunk& chunk, const Container& source, const Target& target) {
  if (target.format.colour != ColourType::palette || chunk.data.size() != 2 * source.palette.size()) return {};
  Bytes out;
  for (const Rgba colour : target.palette) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < source.palette.size(); ++i) {
      if (source.palette[i] == colour) sum += be16(chunk.data, 2 * i);
    }
    append_be16(out, std::min<std::uint32_t>(sum, 65535));
  }
  return out;
}

std::optional<Bytes> significant_bits_for(const Chunk& chunk, const Container& source, const Target& target) {
  const ColourType from = source.header.format.colour, to = target.format.colour;
  const std::size_t expected = from == ColourType::palette ? 3 : channels(from);
  if (chunk.data.size() != expected) return {};
  const std::uint8_t limit = to == ColourType::palette ? 8 : target.format.depth;
  std::array<std::uint8_t, 4> bits;
  for (std::size_t i = 0; i < 3; ++i) bits[i] = u8(chunk.data, is_grey(from) ? 0 : i);
  bits[3] = has_alpha(from) ? u8(chunk.data, expected - 1) : limit;
  for (auto& value : bits) value = std::clamp<std::uint8_t>(value, 1, limit);
  Bytes out;
  if (is_grey(to)) {
    out.push_back(std::byte{std::max({bits[0], bits[1], bits[2]})});
  } else {
    for (std::size_t i = 0; i < 3; ++i) out.push_back(std::byte{bits[i]});
  }
  if (has_alpha(to)) out.push_back(std::byte{bits[3]});
  return out;
}

}  // namespace

Status check_known(const std::vector<PlacedChunk>& chunks) {
  for (const auto& [chunk, place] : chunks) {
    if (chunk.safe_to_copy() || container::png::is_known(be32(as_bytes(chunk.type), 0))) continue;
    return make_error(Category::validation, Reason::unsupported,
                      "unknown chunk " + chunk.type + " depends on the image data");
  }
  return {};
}

Bytes colour_profile(const Container& container) {
  const Chunk* const chunk = container.find("iCCP");
  const std::size_t offset = chunk ? stream_offset(*chunk) : 0;
  return offset == 0 ? Bytes{} : inflated(*chunk, offset);
}

void recompress(std::vector<PlacedChunk>& chunks) {
  for (auto& placed : chunks) recompress(placed.chunk);
}

ReductionLimits reduction_limits(const Container& container, const std::vector<PlacedChunk>& chunks) {
  ReductionLimits limits;
  limits.none = container.animated();
  limits.keep_class =
      std::any_of(chunks.begin(), chunks.end(), [](const PlacedChunk& placed) { return placed.chunk.type == "iCCP"; });
  if (const auto colour = background(container)) {
    limits.background = rgba((*colour)[0] >> 8, (*colour)[1] >> 8, (*colour)[2] >> 8, 255);
    limits.keep_16bit =
        std::any_of(colour->begin(), colour->end(), [](auto value) { return value >> 8 != (value & 255); });
  } else if (container.find("bKGD")) {
    limits.none = true;  // damaged: nothing is known about it
  }
  return limits;
}

std::vector<PlacedChunk> chunks_for(const std::vector<PlacedChunk>& chunks, const Container& source,
                                    const Target& target) {
  std::vector<PlacedChunk> out;
  const bool same = target.format == source.header.format && target.palette == source.palette;
  for (const auto& placed : chunks) {
    const Chunk& chunk = placed.chunk;
    std::optional<Bytes> data = chunk.data;
    if (!same) {
      if (chunk.type == "bKGD") data = background_for(source, target);
      if (chunk.type == "hIST") data = histogram_for(chunk, source, target);
      if (chunk.type == "sBIT") data = significant_bits_for(chunk, source, target);
    }
    if (data) out.push_back({{chunk.type, std::move(*data)}, placed.place});
  }
  return out;
}

}  // namespace whittle::png
