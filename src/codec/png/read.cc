#include "codec/png/read.h"

#include <algorithm>

#include "container/png/chunks.h"

namespace whittle::png {
namespace {

Error corrupt(std::string message) {
  return make_error(Category::corrupt, Reason::corrupt, std::move(message));
}
Error unsupported(std::string message) {
  return make_error(Category::validation, Reason::unsupported, std::move(message));
}

/// The specification's limit for sides and chunk lengths.
constexpr std::uint32_t kMax31 = 0x7FFFFFFF;
/// 268 megapixels (the default of --max-pixels) of 16-bit RGBA; what is larger is no picture.
constexpr std::uint64_t kMaxRaw = std::uint64_t{268'000'000} * 8;

struct RawChunk {
  std::string_view type;
  ByteView data;
  std::size_t offset = 0;
};

class Reader {
 public:
  explicit Reader(ByteView file) : file_(file), chunks_(file) {}

  Result<Container> run() {
    TRY_ASSIGN(const RawChunk first, next());
    if (first.type != "IHDR") {
      return first.type == "CgBI" ? unsupported("Apple's CgBI variant of PNG") : corrupt("first chunk is not IHDR");
    }
    TRY(read_header(first.data));
    for (;;) {
      TRY_ASSIGN(const RawChunk chunk, next());
      if (chunk.type == "IEND") break;
      TRY(take(chunk));
    }
    TRY(finish());
    out_.trailer = file_.subspan(chunks_.position());
    return std::move(out_);
  }

 private:
  Result<RawChunk> next() {
    TRY_ASSIGN(const std::optional<container::PngChunk> chunk, chunks_.next());  // never past IEND, which ends the loop
    const std::string_view type(reinterpret_cast<const char*>(file_.data()) + chunk->offset + 4, 4);
    if (!chunk->crc_matches()) {
      return corrupt("CRC of " + std::string(type) + " is wrong at byte " + std::to_string(chunk->offset));
    }
    return RawChunk{type, chunk->data, chunk->offset};
  }

  Status read_header(ByteView data) {
    if (data.size() != 13) return corrupt("IHDR is not 13 bytes");
    Header& header = out_.header;
    header.width = be32(data, 0);
    header.height = be32(data, 4);
    const unsigned depth = u8(data, 8), colour = u8(data, 9);
    if (header.width == 0 || header.height == 0 || header.width > kMax31 || header.height > kMax31) {
      return corrupt("width or height out of range");
    }
    const bool power = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    const bool known = colour == 0 || colour == 2 || colour == 3 || colour == 4 || colour == 6;
    if (!power || !known || (colour == 3 && depth == 16) || (colour != 0 && colour != 3 && depth < 8)) {
      return corrupt("colour type and depth that do not exist");
    }
    if (u8(data, 10) != 0 || u8(data, 11) != 0 || u8(data, 12) > 1)
      return corrupt("unknown compression, filter or interlace");
    header.format = {static_cast<ColourType>(colour), static_cast<std::uint8_t>(depth)};
    header.interlaced = u8(data, 12) == 1;
    const std::uint64_t pixels = std::uint64_t{header.width} * header.height;
    if (pixels > kMaxRaw || pixels * header.format.bits() / 8 > kMaxRaw) {
      return make_error(Category::limit, Reason::too_large, "more than 268 megapixels");
    }
    return {};
  }

  Status take(const RawChunk& chunk) {
    const std::string where = " at byte " + std::to_string(chunk.offset);
    const std::string_view type = chunk.type;
    if (type == "IDAT") return take_data(chunk.data, where);
    in_data_ = false;
    if (type == "PLTE") return take_palette(chunk.data);
    if (type == "tRNS") return take_transparency(chunk.data);
    if (type == "acTL" || type == "fcTL" || type == "fdAT") return take_animation(chunk, where);
    if (type == "IHDR") return corrupt("second IHDR" + where);
    if (type == "CgBI") return unsupported("Apple's CgBI variant of PNG");
    if (type == "caBX") return unsupported("content credentials (caBX) would become invalid");
    if (type == "dSIG") return unsupported("digital signature (dSIG) would become invalid");
    if (!(type[0] & 0x20)) return unsupported("unknown critical chunk " + std::string(type));
    if (type == "hIST" && out_.palette.empty()) return {};  // of a suggested palette
    if (type == "iDOT") return {};                          // Apple's index into the IDAT data, wrong after any rewrite
    out_.chunks.push_back({{std::string(type), Bytes(chunk.data.begin(), chunk.data.end())},
                           have_data_ ? Place::after_data : Place::before_data});
    return {};
  }

  Status take_data(ByteView data, const std::string& where) {
    if (have_data_ && !in_data_) return corrupt("IDAT chunks are not consecutive" + where);
    if (!have_data_) {
      if (out_.header.format.colour == ColourType::palette && out_.palette.empty())
        return corrupt("no PLTE before IDAT");
      if (out_.frames.empty()) out_.frames.emplace_back();
      if (out_.frames.size() > 1) return corrupt("fcTL twice before IDAT");
    }
    have_data_ = in_data_ = true;
    out_.frames.front().parts.push_back(data);
    return {};
  }

  Status take_palette(ByteView data) {
    const PixelFormat format = out_.header.format;
    if (have_palette_ || have_data_ || is_grey(format.colour)) return corrupt("PLTE out of place");
    if (data.size() % 3 != 0 || data.empty() || data.size() > 768) return corrupt("PLTE has a wrong size");
    have_palette_ = true;
    if (format.colour != ColourType::palette) return {};  // a suggestion, not kept
    if (data.size() / 3 > (std::size_t{1} << format.depth))
      return corrupt("PLTE has more entries than the depth allows");
    for (std::size_t i = 0; i < data.size(); i += 3) {
      out_.palette.push_back(rgba(u8(data, i), u8(data, i + 1), u8(data, i + 2), 255));
    }
    return {};
  }

  Status take_transparency(ByteView data) {
    const PixelFormat format = out_.header.format;
    if (have_transparency_ || have_data_ || has_alpha(format.colour)) return corrupt("tRNS out of place");
    have_transparency_ = true;
    if (format.colour == ColourType::palette) {
      if (data.size() > out_.palette.size()) return corrupt("tRNS out of place or larger than PLTE");
      for (std::size_t i = 0; i < data.size(); ++i) {
        out_.palette[i] = (out_.palette[i] & 0xFFFFFF) | std::uint32_t{u8(data, i)} << 24;
      }
      return {};
    }
    const std::size_t samples = channels(format.colour);
    if (data.size() != 2 * samples) return corrupt("tRNS has a wrong size");
    const std::uint32_t mask = (1U << format.depth) - 1;  // "only the low order bits are used"
    ColourKey key{};
    for (std::size_t i = 0; i < samples; ++i) key[i] = static_cast<std::uint16_t>(be16(data, 2 * i) & mask);
    out_.key = key;
    return {};
  }

  Status take_animation(const RawChunk& chunk, const std::string& where) {
    const ByteView data = chunk.data;
    if (chunk.type == "acTL") {
      if (out_.plays || have_data_ || data.size() != 8) return corrupt("acTL out of place" + where);
      announced_frames_ = be32(data, 0);
      out_.plays = be32(data, 4);
      return {};
    }
    if (!out_.plays) return corrupt("animation chunk without acTL" + where);
    if (data.size() < 4 || be32(data, 0) != sequence_) return corrupt("animation chunks out of sequence" + where);
    ++sequence_;
    if (chunk.type == "fdAT") {
      if (!have_data_ || out_.frames.size() < 2) return corrupt("fdAT without fcTL" + where);
      out_.frames.back().parts.push_back(data.subspan(4));
      return {};
    }
    if (data.size() != 26) return corrupt("fcTL has a wrong size" + where);
    if (!out_.frames.empty() && out_.frames.back().parts.empty()) return corrupt("frame without data" + where);
    FrameControl control{be32(data, 4),  be32(data, 8),  be32(data, 12), be32(data, 16),
                         be16(data, 20), be16(data, 22), u8(data, 24),   u8(data, 25)};
    const Header& header = out_.header;
    const bool fits = control.width > 0 && control.height > 0 && control.width <= header.width &&
                      control.height <= header.height && control.x <= header.width - control.width &&
                      control.y <= header.height - control.height;
    if (!fits || control.dispose > 2 || control.blend > 1) return corrupt("fcTL out of range" + where);
    if (!have_data_ && (control.width != header.width || control.height != header.height)) {
      return corrupt("first frame is not the whole image" + where);
    }
    out_.frames.push_back({control, {}});
    return {};
  }

  Status finish() {
    if (!have_data_) return corrupt("no IDAT");
    if (out_.frames.back().parts.empty()) return corrupt("frame without data");
    if (out_.plays) {
      const std::size_t shown = out_.frames.size() - (out_.frames.front().control ? 0 : 1);
      if (shown == 0 || shown != announced_frames_) return corrupt("acTL announces another number of frames");
    }
    return {};
  }

  ByteView file_;
  container::PngChunks chunks_;
  Container out_;
  bool have_data_ = false, in_data_ = false, have_palette_ = false, have_transparency_ = false;
  std::uint32_t sequence_ = 0, announced_frames_ = 0;
};

}  // namespace

std::uint64_t FrameData::bytes() const {
  std::uint64_t total = 0;
  for (const auto part : parts) total += part.size();
  return total;
}

ByteView FrameData::joined(Bytes& storage) const {
  if (parts.size() == 1) return parts.front();
  storage.clear();
  storage.reserve(bytes());
  for (const auto part : parts) storage.insert(storage.end(), part.begin(), part.end());
  return storage;
}

const Chunk* Container::find(std::string_view type) const {
  for (const auto& placed : chunks) {
    if (placed.chunk.type == type) return &placed.chunk;
  }
  return nullptr;
}

Result<Container> read_container(ByteView file) {
  return Reader(file).run();
}

}  // namespace whittle::png
