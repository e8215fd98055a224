#pragma once
// What the table of formats names, a block for each file of this folder that a row needs something of.

#include "engine/formats.h"

namespace whittle::engine {

// jpeg.cc
std::optional<Error> refuse_jpeg_source(const container::Header& facts);
std::optional<Error> refuse_lossless_jpeg(const container::Header& facts, const Settings& settings);
PixelCost jpeg_cost(const Settings& settings);
extern const Curves kJpegCurves;

// png.cc
Result<std::vector<Variant>> png_variants(const Encoding& encoding, const Settings& settings);
PixelCost png_cost(const Settings& settings);

// webp_reading.cc
Result<vips::ImagePtr> open_webp(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options);

// webp.cc
Result<std::vector<Variant>> webp_variants(const Encoding& encoding, const Settings& settings);
Result<vips::ImagePtr> webp_with_even_delays(vips::ImagePtr image, const Variant& variant);
Result<Bytes> webp_with_frames(Bytes saved, VipsImage* image);
std::optional<Error> refuse_lossless_webp(const container::Header& facts, const Settings& settings);
std::optional<Error> excuse_webp(const container::Header& facts);
PixelCost webp_cost(const Settings& settings);
extern const Curves kWebpCurves;

// gif_reading.cc
Result<vips::ImagePtr> open_avif(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options);
Result<vips::ImagePtr> open_gif(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options);

// gif.cc
Result<std::vector<Variant>> gif_variants(const Encoding& encoding, const Settings& settings);
PixelCost gif_cost(const Settings& settings);

// gif_lossy.cc
extern const Curves kGifCurves;

// gif_writing.cc
Result<Bytes> write_gif(const Encoding& encoding);

// avif.cc
Result<std::vector<Variant>> avif_variants(const Encoding& encoding, const Settings& settings);
bool avif_saver_works();
std::optional<Error> refuse_avif_source(const container::Header& facts);
Result<std::optional<Bytes>> read_avif_source(const Job& job);
PixelCost avif_cost(const Settings& settings);
extern const Curves kAvifCurves;

// tiff.cc
Result<std::vector<Variant>> tiff_variants(const Encoding& encoding, const Settings& settings);
Result<vips::ImagePtr> tiff_with_whole_bytes(vips::ImagePtr image, const Variant& variant);
Result<Bytes> tiff_with_true_width(Bytes saved, VipsImage* image);
PixelCost tiff_cost(const Settings& settings);

// tiff_reading.cc
Result<vips::ImagePtr> open_tiff(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options);

// jxl.cc
Result<std::vector<Variant>> jxl_variants(const Encoding& encoding, const Settings& settings);
PixelCost jxl_cost(const Settings& settings);

}  // namespace whittle::engine
