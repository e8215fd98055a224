#include "codec/png/write.h"

#include <libdeflate.h>

#include <algorithm>

#include "container/png/chunks.h"

namespace whittle::png {
namespace {

constexpr std::size_t kMaxChunk = 0x7FFFFFFF;

class Writer {
 public:
  Writer() { whittle::append(out_, as_bytes(container::kPngSignature)); }

  void chunk(std::string_view type, ByteView data, ByteView more = {}) {
    container::append_png_chunk(out_, be32(as_bytes(type), 0), data, more);
  }

  void frame(const OutputFrame& frame, bool first) {
    if (frame.control) {
      const FrameControl& control = *frame.control;
      Bytes data;
      append_be32(data, sequence_++);
      append_be32(data, control.width);
      append_be32(data, control.height);
      append_be32(data, control.x);
      append_be32(data, control.y);
      append_be16(data, control.delay_numerator);
      append_be16(data, control.delay_denominator);
      data.push_back(std::byte{control.dispose});
      data.push_back(std::byte{control.blend});
      chunk("fcTL", data);
    }
    for (ByteView rest = frame.stream; !rest.empty();) {
      const ByteView part = rest.first(std::min(rest.size(), kMaxChunk - 4));
      rest = rest.subspan(part.size());
      if (first) {
        chunk("IDAT", part);
      } else {
        Bytes number;
        append_be32(number, sequence_++);
        chunk("fdAT", number, part);
      }
    }
  }

  Bytes take() { return std::move(out_); }
  void append(ByteView bytes) { whittle::append(out_, bytes); }

 private:
  Bytes out_;
  std::uint32_t sequence_ = 0;
};

void write_transparency(Writer& writer, const Target& target) {
  Bytes data;
  if (target.key) {
    for (std::size_t i = 0; i < channels(target.format.colour); ++i) append_be16(data, (*target.key)[i]);
  } else if (target.format.colour == ColourType::palette) {
    for (const Rgba colour : target.palette) data.push_back(static_cast<std::byte>(colour >> 24));
    while (!data.empty() && data.back() == std::byte{255}) data.pop_back();
  }
  if (!data.empty()) writer.chunk("tRNS", data);
}

/// bKGD and hIST speak of the palette and follow it; everything else may precede it, and most must.
bool follows_palette(const Chunk& chunk) {
  return chunk.type == "bKGD" || chunk.type == "hIST";
}

}  // namespace

Bytes write(const Header& header, const Target& target, std::span<const PlacedChunk> chunks,
            std::span<const OutputFrame> frames, std::optional<std::uint32_t> plays, ByteView trailer) {
  Writer writer;
  Bytes data;
  append_be32(data, header.width);
  append_be32(data, header.height);
  data.push_back(std::byte{target.format.depth});
  data.push_back(static_cast<std::byte>(target.format.colour));
  data.insert(data.end(), 2, std::byte{0});
  data.push_back(static_cast<std::byte>(header.interlaced));
  writer.chunk("IHDR", data);
  if (plays) {
    const auto shown =
        std::count_if(frames.begin(), frames.end(), [](const OutputFrame& frame) { return frame.control.has_value(); });
    data.clear();
    append_be32(data, static_cast<std::uint32_t>(shown));
    append_be32(data, *plays);
    writer.chunk("acTL", data);
  }
  for (const auto& placed : chunks) {
    if (placed.place == Place::before_data && !follows_palette(placed.chunk))
      writer.chunk(placed.chunk.type, placed.chunk.data);
  }
  if (target.format.colour == ColourType::palette) {
    data.clear();
    for (const Rgba colour : target.palette) {
      for (int shift = 0; shift < 24; shift += 8) data.push_back(static_cast<std::byte>(colour >> shift));
    }
    writer.chunk("PLTE", data);
  }
  write_transparency(writer, target);
  for (const auto& placed : chunks) {
    if (placed.place == Place::before_data && follows_palette(placed.chunk))
      writer.chunk(placed.chunk.type, placed.chunk.data);
  }
  for (std::size_t i = 0; i < frames.size(); ++i) writer.frame(frames[i], i == 0);
  for (const auto& placed : chunks) {
    if (placed.place == Place::after_data) writer.chunk(placed.chunk.type, placed.chunk.data);
  }
  writer.chunk("IEND", {});
  writer.append(trailer);
  return writer.take();
}

Bytes zlib_stream(ByteView deflated, ByteView data) {
  // 32 KB window, "slowest" level; a multiple of 31.
  Bytes out{std::byte{0x78}, std::byte{0xDA}};
  out.reserve(deflated.size() + kZlibFrame);
  append(out, deflated);
  append_be32(out, libdeflate_adler32(1, data.data(), data.size()));
  return out;
}

}  // namespace whittle::png
