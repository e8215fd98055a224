#include "codec/png/pixels.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace whittle::png {
namespace {

struct Pass {
  std::uint32_t x, y, dx, dy;
};
constexpr std::array<Pass, 7> kPasses = {
    {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};

std::uint32_t steps(std::uint32_t size, std::uint32_t first, std::uint32_t step) {
  return size > first ? (size - first + step - 1) / step : 0;
}

struct Inflated {
  std::vector<std::uint8_t> raw;
  bool spare = false;  ///< there was more than was asked for
};

/// The first `size` bytes of `stream`. Some files have a few rows too many, or bytes behind the stream, which decoders
/// do not look at; libdeflate takes a stream as a whole.
Result<Inflated> inflate(ByteView stream, std::uint64_t size) {
  constexpr std::uint64_t kMostDense = 1032;  // times, that deflate can grow: 258 bytes from two bits
  constexpr std::uint64_t kSpare = 1 << 20;
  const std::uint64_t most = stream.size() * kMostDense + 64;
  // A header that lies does not make us allocate.
  if (size > most) return make_error(Category::corrupt, Reason::truncated, "image data ends early");
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!inflater) return make_error(Category::processing, Reason::out_of_memory, "no memory to inflate");
  Inflated out;
  std::size_t used = 0, held = 0;
  for (const std::uint64_t room : {size, std::max(size, std::min(2 * size + kSpare, most))}) {
    out.raw.resize(room);
    const libdeflate_result result = libdeflate_zlib_decompress_ex(inflater.get(), stream.data(), stream.size(),
                                                                   out.raw.data(), out.raw.size(), &used, &held);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE) continue;
    if (result != LIBDEFLATE_SUCCESS) return make_error(Category::corrupt, Reason::corrupt, "damaged image data");
    if (held < size) return make_error(Category::corrupt, Reason::truncated, "image data ends early");
    out.spare = held > size || used < stream.size();
    out.raw.resize(size);
    return out;
  }
  return make_error(Category::corrupt, Reason::corrupt, "more than twice as much image data as pixels");
}

std::uint8_t paeth(int a, int b, int c) {
  const int pa = std::abs(b - c), pb = std::abs(a - c), pc = std::abs(a + b - 2 * c);
  return static_cast<std::uint8_t>(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/// Copies the pixels of one pass' row to their places.
void scatter(const std::uint8_t* from, std::uint32_t count, const Pass& pass, std::size_t bits, std::uint8_t* to) {
  if (bits >= 8) {
    const std::size_t bytes = bits / 8;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::memcpy(to + (pass.x + std::size_t{i} * pass.dx) * bytes, from + std::size_t{i} * bytes, bytes);
    }
    return;
  }
  const auto depth = static_cast<unsigned>(bits);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t bit = (pass.x + std::size_t{i} * pass.dx) * depth;
    to[bit >> 3] = static_cast<std::uint8_t>(to[bit >> 3] | packed_sample(from, i, depth) << (8 - depth - (bit & 7)));
  }
}

Status check_filter(unsigned filter) {
  if (filter > 4) return make_error(Category::corrupt, Reason::corrupt, "unknown filter type");
  return {};
}

Status deinterlace(std::vector<std::uint8_t>& raw, Picture& picture) {
  picture.rows.assign(picture.stride() * picture.height, 0);
  std::uint8_t* at = raw.data();
  for (const Pass& pass : kPasses) {
    const std::uint32_t columns = steps(picture.width, pass.x, pass.dx), lines = steps(picture.height, pass.y, pass.dy);
    if (columns == 0 || lines == 0) continue;
    const std::size_t bytes = picture.format.row_bytes(columns);
    const std::vector<std::uint8_t> zeros(bytes, 0);
    const std::uint8_t* above = zeros.data();
    for (std::uint32_t line = 0; line < lines; ++line, at += bytes + 1) {
      TRY(check_filter(at[0]));
      unfilter_row(at[0], {at + 1, bytes}, above, picture.format.bytes());
      above = at + 1;
      scatter(at + 1, columns, pass, picture.format.bits(), picture.row(pass.y + std::size_t{line} * pass.dy));
    }
  }
  return {};
}

template <typename Out, typename Sample>
void expand_samples(const Picture& picture, std::size_t count, const Sample& sample, std::uint32_t top,
                    std::uint32_t scale, unsigned width, Out* out) {
  const auto pack = [&](Out r, Out g, Out b, Out a) { return r | g << width | b << (2 * width) | a << (3 * width); };
  const auto opaque = static_cast<Out>(top);
  switch (picture.format.colour) {
    case ColourType::grey:
      for (std::size_t x = 0; x < count; ++x) {
        const std::uint32_t v = sample(x);
        const auto grey = static_cast<Out>(v * scale);
        out[x] = pack(grey, grey, grey, picture.key && (*picture.key)[0] == v ? 0 : opaque);
      }
      break;
    case ColourType::grey_alpha:
      for (std::size_t x = 0; x < count; ++x) {
        const auto grey = static_cast<Out>(sample(2 * x));
        out[x] = pack(grey, grey, grey, static_cast<Out>(sample(2 * x + 1)));
      }
      break;
    case ColourType::rgb:
      for (std::size_t x = 0; x < count; ++x) {
        const std::uint32_t r = sample(3 * x), g = sample(3 * x + 1), b = sample(3 * x + 2);
        const bool hidden = picture.key && (*picture.key)[0] == r && (*picture.key)[1] == g && (*picture.key)[2] == b;
        out[x] = pack(r, g, b, hidden ? 0 : opaque);
      }
      break;
    case ColourType::rgba:
      for (std::size_t x = 0; x < count; ++x) {
        out[x] = pack(sample(4 * x), sample(4 * x + 1), sample(4 * x + 2), static_cast<Out>(sample(4 * x + 3)));
      }
      break;
    case ColourType::palette:
      break;
  }
}

}  // namespace

void unfilter_row(unsigned filter, std::span<std::uint8_t> row, const std::uint8_t* above, std::size_t bpp) {
  const std::size_t n = row.size();
  std::uint8_t* const r = row.data();
  const std::size_t lead = std::min(bpp, n);
  switch (filter) {
    case 1:
      for (std::size_t i = bpp; i < n; ++i) r[i] = static_cast<std::uint8_t>(r[i] + r[i - bpp]);
      break;
    case 2:
      for (std::size_t i = 0; i < n; ++i) r[i] = static_cast<std::uint8_t>(r[i] + above[i]);
      break;
    case 3:
      for (std::size_t i = 0; i < lead; ++i) r[i] = static_cast<std::uint8_t>(r[i] + above[i] / 2);
      for (std::size_t i = bpp; i < n; ++i) r[i] = static_cast<std::uint8_t>(r[i] + (r[i - bpp] + above[i]) / 2);
      break;
    case 4:
      for (std::size_t i = 0; i < lead; ++i) r[i] = static_cast<std::uint8_t>(r[i] + above[i]);
      for (std::size_t i = bpp; i < n; ++i)
        r[i] = static_cast<std::uint8_t>(r[i] + paeth(r[i - bpp], above[i], above[i - bpp]));
      break;
    default:
      break;
  }
}

Result<DecodedFrame> decode_frame(ByteView stream, std::uint32_t width, std::uint32_t height, PixelFormat format,
                                  bool interlaced) {
  DecodedFrame frame;
  frame.stream_bytes = stream.size();
  Picture& picture = frame.picture;
  picture.width = width;
  picture.height = height;
  picture.format = format;
  const std::size_t stride = picture.stride();
  std::uint64_t size = (std::uint64_t{stride} + 1) * height;
  if (interlaced) {
    size = 0;
    for (const Pass& pass : kPasses) {
      const std::uint32_t columns = steps(width, pass.x, pass.dx), lines = steps(height, pass.y, pass.dy);
      if (columns > 0) size += (std::uint64_t{format.row_bytes(columns)} + 1) * lines;
    }
  }
  TRY_ASSIGN(Inflated inflated, inflate(stream, size));
  std::vector<std::uint8_t>& raw = inflated.raw;
  frame.unclean = inflated.spare;
  if (interlaced) {
    TRY(deinterlace(raw, picture));
    return frame;
  }
  // In place: the filter bytes go, the rows move together.
  frame.filters.resize(height);
  const std::vector<std::uint8_t> zeros(stride, 0);
  const std::uint8_t* above = zeros.data();
  for (std::size_t y = 0; y < height; ++y) {
    const std::uint8_t* const from = raw.data() + y * (stride + 1);
    TRY(check_filter(from[0]));
    frame.filters[y] = from[0];
    std::uint8_t* const to = raw.data() + y * stride;
    std::memmove(to, from + 1, stride);
    unfilter_row(frame.filters[y], {to, stride}, above, format.bytes());
    above = to;
  }
  raw.resize(stride * height);
  picture.rows = std::move(raw);
  return frame;
}

void expand_row(const Picture& picture, std::size_t y, Rgba* out) {
  const std::uint8_t* const row = picture.row(y);
  const unsigned depth = picture.format.depth;
  const std::size_t width = picture.width;
  if (picture.format.colour == ColourType::palette) {
    for (std::size_t x = 0; x < width; ++x)
      out[x] = picture.palette[depth == 8 ? row[x] : packed_sample(row, x, depth)];
  } else if (depth == 8) {
    if (picture.format.colour == ColourType::rgba) {
      std::memcpy(out, row, width * 4);
      return;
    }
    expand_samples(
        picture, width, [row](std::size_t i) { return std::uint32_t{row[i]}; }, 255, 1, 8, out);
  } else if (depth == 16) {  // callers know that both bytes are equal
    Picture half;
    half.format = {picture.format.colour, 8};
    if (picture.key) {
      const bool possible =
          std::all_of(picture.key->begin(), picture.key->end(), [](auto v) { return v >> 8 == (v & 255); });
      if (possible)
        half.key = ColourKey{static_cast<std::uint16_t>((*picture.key)[0] >> 8),
                             static_cast<std::uint16_t>((*picture.key)[1] >> 8),
                             static_cast<std::uint16_t>((*picture.key)[2] >> 8)};
    }
    expand_samples(
        half, width, [row](std::size_t i) { return std::uint32_t{row[2 * i]}; }, 255, 1, 8, out);
  } else {
    expand_samples(
        picture, width, [row, depth](std::size_t i) { return packed_sample(row, i, depth); }, 255,
        255U / ((1U << depth) - 1), 8, out);
  }
}

void expand_row16(const Picture& picture, std::size_t y, Rgba16* out) {
  const std::uint8_t* const row = picture.row(y);
  if (picture.format.depth == 16) {
    expand_samples(
        picture, picture.width, [row](std::size_t i) { return std::uint32_t{row[2 * i]} << 8 | row[2 * i + 1]; }, 65535,
        1, 16, out);
    return;
  }
  std::vector<Rgba> narrow(picture.width);
  expand_row(picture, y, narrow.data());
  for (std::size_t x = 0; x < picture.width; ++x) {
    const Rgba16 v = narrow[x];
    out[x] = ((v & 255) | (v >> 8 & 255) << 16 | (v >> 16 & 255) << 32 | (v >> 24) << 48) * 257;
  }
}

bool same_colours(const Picture& a, const Picture& b) {
  if (a.width != b.width || a.height != b.height) return false;
  if (a.format == b.format && a.palette == b.palette && a.key == b.key) return a.rows == b.rows;
  if (a.format.depth <= 8 && b.format.depth <= 8) {
    std::vector<Rgba> left(a.width), right(a.width);
    for (std::size_t y = 0; y < a.height; ++y) {
      expand_row(a, y, left.data());
      expand_row(b, y, right.data());
      if (left != right) return false;
    }
    return true;
  }
  std::vector<Rgba16> left(a.width), right(a.width);
  for (std::size_t y = 0; y < a.height; ++y) {
    expand_row16(a, y, left.data());
    expand_row16(b, y, right.data());
    if (left != right) return false;
  }
  return true;
}

bool indices_valid(const Picture& picture) {
  if (picture.format.colour != ColourType::palette) return true;
  const unsigned depth = picture.format.depth;
  const std::size_t entries = picture.palette.size();
  if (entries >= (std::size_t{1} << depth)) return true;
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::uint8_t* const row = picture.row(y);
    for (std::size_t x = 0; x < picture.width; ++x) {
      if ((depth == 8 ? row[x] : packed_sample(row, x, depth)) >= entries) return false;
    }
  }
  return true;
}

}  // namespace whittle::png
