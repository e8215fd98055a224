#include "codec/png/write.h"

#include <libdeflate.h>

#include <algorithm>

namespace whittle::png {
namespace {

constexpr std::size_t kMaxChunk = 0x7FFFFFFF;

void put16(Bytes& out, std::uint32_t value) {
  out.push_back(static_cast<std::byte>(value >> 8));
  out.push_back(static_cast<std::byte>(value));
}
void put32(Bytes& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xFFFF);
}

class Writer {
 public:
  void signature() {
    for (const std::uint8_t value : kSignature) out_.push_back(std::byte{value});
  }

  void chunk(std::string_view type, ByteView data) { chunk(type, {}, data); }
  void chunk(std::string_view type, ByteView front, ByteView data) {
    put32(out_, static_cast<std::uint32_t>(front.size() + data.size()));
    const std::size_t begin = out_.size();
    for (const char letter : type) out_.push_back(static_cast<std::byte>(letter));
    out_.insert(out_.end(), front.begin(), front.end());
    out_.insert(out_.end(), data.begin(), data.end());
    put32(out_, libdeflate_crc32(0, out_.data() + begin, out_.size() - begin));
  }

  void frame(const OutputFrame& frame, bool first) {
    if (frame.control) {
      const FrameControl& control = *frame.control;
      Bytes data;
      put32(data, sequence_++);
      put32(data, control.width);
      put32(data, control.height);
      put32(data, control.x);
      put32(data, control.y);
      put16(data, control.delay_numerator);
      put16(data, control.delay_denominator);
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
        put32(number, sequence_++);
        chunk("fdAT", number, part);
      }
    }
  }

  Bytes take() { return std::move(out_); }
  void append(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

 private:
  Bytes out_;
  std::uint32_t sequence_ = 0;
};

void write_transparency(Writer& writer, const Target& target) {
  Bytes data;
  if (target.key) {
    for (std::size_t i = 0; i < channels(target.format.colour); ++i) put16(data, (*target.key)[i]);
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
  writer.signature();
  Bytes data;
  put32(data, header.width);
  put32(data, header.height);
  data.push_back(std::byte{target.format.depth});
  data.push_back(static_cast<std::byte>(target.format.colour));
  data.insert(data.end(), 2, std::byte{0});
  data.push_back(static_cast<std::byte>(header.interlaced));
  writer.chunk("IHDR", data);
  if (plays) {
    const auto shown =
        std::count_if(frames.begin(), frames.end(), [](const OutputFrame& frame) { return frame.control.has_value(); });
    data.clear();
    put32(data, static_cast<std::uint32_t>(shown));
    put32(data, *plays);
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
  out.insert(out.end(), deflated.begin(), deflated.end());
  put32(out, libdeflate_adler32(1, data.data(), data.size()));
  return out;
}

}  // namespace whittle::png
