#pragma once
// One row a format: what it can hold, and which ways of encoding an image are worth trying. A format's own file
// (jpeg.cc, png.cc, ...) holds nothing but that choice; decoding, preparing, saving and checking are common to all.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/engine.h"
#include "vips/context.h"

namespace whittle::engine {

/// One way of encoding: arguments for the format's libvips saver. Arguments that the linked libvips does not know are
/// left out.
struct Variant {
  std::string_view engine;
  std::vector<std::pair<const char*, std::variant<int, double>>> arguments;
};

/// An image ready to be saved, and what is asked.
struct Request {
  VipsImage*
      image;  ///< oriented, resized, in a colour space and depth that the format holds; in memory unless coded lossily
  const container::Header& facts;
  const Settings& settings;
  ByteView input;  ///< the source file
};

enum class Alpha { none, binary, full };
enum class Can { no, yes };

struct FormatRow {
  Format format;
  const char* name;  ///< as people write it
  const char* loader;
  const char* saver;
  std::uint32_t max_side;
  int max_depth;  ///< bits a sample
  Alpha alpha;
  Can lossless;  ///< keep given pixels exactly
  Can lossy;     ///< has a quality; without it pixels are kept whatever is asked
  Can animation;
  Can grey;  ///< hold one channel; else grey becomes RGB
  Can cmyk;
  Can profile;                                       ///< carry an ICC profile
  std::vector<Variant> (*variants)(const Request&);  ///< none when the format cannot hold the image exactly, as asked
};

/// The row of a format that this program knows to write, or nullptr.
const FormatRow* find_row(Format format);

/// Whether the encoded pixels must be the prepared ones: asked for, or all that the format can do with such a source.
bool codes_exactly(const FormatRow& row, const container::Header& facts, const Settings& settings);
const char* name_of(Format format);  ///< "WebP", "HEIC", "this format"

bool can_read(Format format);
bool can_write(Format format);

std::vector<Variant> jpeg_variants(const Request& request);
std::vector<Variant> png_variants(const Request& request);
std::vector<Variant> webp_variants(const Request& request);
std::vector<Variant> gif_variants(const Request& request);
std::vector<Variant> avif_variants(const Request& request);
std::vector<Variant> tiff_variants(const Request& request);
std::vector<Variant> jxl_variants(const Request& request);

}  // namespace whittle::engine
