#include "tests/support/gif_files.h"

#include <map>

#include "tests/support/image_builders.h"

namespace whittle::test {
namespace {

unsigned bits_for(std::size_t colours) {
  unsigned bits = 1;
  while (1u << bits < colours) ++bits;
  return bits;
}

std::vector<unsigned> row_order(const GifPicture& picture) {
  std::vector<unsigned> order;
  if (!picture.interlaced) {
    for (unsigned y = 0; y < picture.height; ++y) order.push_back(y);
    return order;
  }
  for (const auto& [first, step] : {std::pair{0u, 8u}, {4u, 8u}, {2u, 4u}, {1u, 2u}}) {
    for (unsigned y = first; y < picture.height; y += step) order.push_back(y);
  }
  return order;
}

void add_colours(Writer& w, const GifColours& colours) {
  for (const auto& [red, green, blue] : colours) w.u8(red).u8(green).u8(blue);
}

void add_picture(Writer& w, const GifFilm& film, const GifPicture& picture) {
  w.bytes(picture.before);
  if (picture.control) {
    const auto& [disposal, delay, transparent] = *picture.control;
    w.u8(0x21).u8(0xF9).u8(4).u8(disposal << 2 | (transparent ? 1 : 0)).le16(delay).u8(transparent.value_or(0)).u8(0);
  }
  const bool own = !picture.colours.empty();
  const unsigned bits = bits_for(own ? picture.colours.size() : film.colours.size());
  w.u8(0x2C).le16(picture.left).le16(picture.top).le16(picture.width).le16(picture.height);
  w.u8((own ? 0x80 | (bits - 1) : 0) | (picture.interlaced ? 0x40 : 0));
  add_colours(w, picture.colours);
  std::vector<std::uint8_t> coded;
  for (const unsigned y : row_order(picture)) {
    const auto row = picture.indices.begin() + y * picture.width;
    coded.insert(coded.end(), row, row + picture.width);
  }
  const unsigned code_size = std::max(2u, bits);
  const Bytes data = gif_lzw(coded, code_size);
  w.u8(code_size);
  for (std::size_t at = 0; at < data.size(); at += 255) {
    const ByteView block = ByteView(data).subspan(at, std::min<std::size_t>(255, data.size() - at));
    w.u8(static_cast<unsigned>(block.size())).bytes(block);
  }
  w.u8(0);
}

/// Calls `pixel(x, y, i)` for all of the picture that lies on the screen.
template <typename Pixel>
void for_each_pixel(const GifFilm& film, const GifPicture& picture, Pixel pixel) {
  for (unsigned y = 0; y < picture.height && picture.top + y < film.height; ++y) {
    for (unsigned x = 0; x < picture.width && picture.left + x < film.width; ++x) {
      pixel(picture.left + x, picture.top + y, y * picture.width + x);
    }
  }
}

}  // namespace

Bytes gif_lzw(const std::vector<std::uint8_t>& pixels, unsigned code_size) {
  const unsigned clear = 1u << code_size;
  std::map<std::pair<unsigned, unsigned>, unsigned> codes;
  Bytes out;
  std::uint32_t pending = 0;
  unsigned held = 0, next = clear + 2, width = code_size + 1;
  const auto put = [&](unsigned code) {
    pending |= code << held;
    for (held += width; held >= 8; held -= 8, pending >>= 8) out.push_back(static_cast<std::byte>(pending));
  };
  put(clear);
  unsigned string = pixels.front();
  for (std::size_t i = 1; i < pixels.size(); ++i) {
    const auto known = codes.find({string, pixels[i]});
    if (known != codes.end()) {
      string = known->second;
      continue;
    }
    put(string);
    if (next < 4096) {
      codes[{string, pixels[i]}] = next;
      if (next++ == 1u << width && width < 12) ++width;
    }
    string = pixels[i];
  }
  put(string);
  if (next < 4096 && next == 1u << width && width < 12) ++width;  // a reader has added a string for the last code
  put(clear + 1);
  if (held > 0) out.push_back(static_cast<std::byte>(pending));
  return out;
}

Bytes make_gif_film(const GifFilm& film) {
  Writer w;
  const bool global = !film.colours.empty();
  w.text("GIF89a").le16(film.width).le16(film.height);
  w.u8(global ? 0x80 | (bits_for(film.colours.size()) - 1) : 0).u8(1).u8(0);
  add_colours(w, film.colours);
  if (film.loop) w.u8(0x21).u8(0xFF).u8(11).text("NETSCAPE2.0").u8(3).u8(1).le16(*film.loop).u8(0);
  for (const GifPicture& picture : film.pictures) add_picture(w, film, picture);
  return w.u8(0x3B).done();
}

std::vector<std::uint16_t> shown(const GifFilm& film) {
  using Pixel = std::array<std::uint16_t, 4>;
  std::vector<Pixel> canvas(std::size_t{film.width} * film.height, Pixel{});
  std::vector<std::uint16_t> all;
  for (const GifPicture& picture : film.pictures) {
    const std::vector<Pixel> before = canvas;
    const GifPicture::Control control = picture.control.value_or(GifPicture::Control{});
    const GifColours& colours = picture.colours.empty() ? film.colours : picture.colours;
    for_each_pixel(film, picture, [&](unsigned x, unsigned y, unsigned i) {
      const std::uint8_t index = picture.indices[i];
      if (control.transparent == index) return;
      Pixel& pixel = canvas[y * film.width + x];
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint16_t>(colours[index][c] * 257);
      pixel[3] = 0xFFFF;
    });
    for (const Pixel& pixel : canvas) all.insert(all.end(), pixel.begin(), pixel.end());
    if (control.disposal == 2) {
      for_each_pixel(film, picture, [&](unsigned x, unsigned y, unsigned) { canvas[y * film.width + x] = Pixel{}; });
    }
    if (control.disposal == 3 || control.disposal == 4) canvas = before;
  }
  return all;
}

std::vector<std::uint32_t> delays_of(const GifFilm& film) {
  std::vector<std::uint32_t> delays;
  for (const GifPicture& picture : film.pictures) delays.push_back(picture.control ? picture.control->delay * 10 : 0);
  return delays;
}

GifColours some_colours(unsigned count) {
  GifColours colours;
  for (unsigned i = 0; i < count; ++i) {
    colours.push_back({static_cast<std::uint8_t>(i * 37 + 5), static_cast<std::uint8_t>(255 - i * 11),
                       static_cast<std::uint8_t>(i * 91)});
  }
  return colours;
}

GifPicture flat_picture(unsigned left, unsigned top, unsigned width, unsigned height, std::uint8_t index) {
  return {.left = left,
          .top = top,
          .width = width,
          .height = height,
          .indices = std::vector<std::uint8_t>(std::size_t{width} * height, index),
          .control = GifPicture::Control{.disposal = 1, .delay = 10}};
}

GifFilm random_film(std::uint32_t seed) {
  std::mt19937 engine(seed);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(engine() % n); };
  const auto one_in = [&](unsigned n) { return below(n) == 0; };
  constexpr unsigned kSizes[] = {2, 4, 8, 16, 64, 128};
  constexpr unsigned kDelays[] = {0, 1, 2, 7, 10, 100, 65535};
  constexpr unsigned kLoops[] = {0, 1, 5, 65534, 65535};
  GifFilm film{.width = 1 + below(40), .height = 1 + below(30), .colours = some_colours(kSizes[below(6)])};
  if (!one_in(4)) film.loop = kLoops[below(5)];
  const bool all_transparent = one_in(2);
  const unsigned frames = 1 + below(8);
  for (unsigned i = 0; i < frames; ++i) {
    GifPicture picture{.width = film.width, .height = film.height};
    if (i > 0 ? !one_in(3) : one_in(3)) {
      picture.left = below(film.width);
      picture.top = below(film.height);
      picture.width = 1 + below(film.width - picture.left + (i > 0 && one_in(4) ? 9 : 0));
      picture.height = 1 + below(film.height - picture.top);
    }
    if (one_in(4)) picture.colours = some_colours(kSizes[below(6)]);
    const auto count = static_cast<unsigned>((picture.colours.empty() ? film.colours : picture.colours).size());
    if (all_transparent || !one_in(5)) {
      picture.control = GifPicture::Control{.disposal = below(6), .delay = kDelays[below(7)]};
      if (all_transparent || one_in(2)) picture.control->transparent = static_cast<std::uint8_t>(below(count + 2));
    }
    picture.interlaced = one_in(4);
    const unsigned kind = below(3), shade = below(count);
    for (unsigned p = 0; p < picture.width * picture.height; ++p) {
      picture.indices.push_back(static_cast<std::uint8_t>(kind == 0   ? shade
                                                          : kind == 1 ? below(count)
                                                                      : p / 5 % count));
    }
    if (one_in(3)) picture.before = Writer().u8(0x21).u8(0xFE).u8(5).text("hello").u8(0).done();
    film.pictures.push_back(std::move(picture));
    if (one_in(6)) film.pictures.push_back(film.pictures.back());
  }
  return film;
}

}  // namespace whittle::test
