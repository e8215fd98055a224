#include "codec/png/streams.h"

#include <libdeflate.h>

#include "codec/png/convert.h"
#include "codec/png/price_filter.h"

namespace whittle::png {

std::vector<Filtered> filter(const DecodedFrame& frame, const Target& target, const std::vector<Strategy>& strategies,
                             const std::vector<Band>& bands) {
  Converter converter(frame.picture, target);
  const std::size_t stride = converter.stride(), bytes_per_pixel = target.format.bytes();
  std::vector<RowFilter> filters;
  std::vector<Filtered> streams(strategies.size());
  std::size_t rows = 0;
  for (const auto& band : bands) rows += band.second;
  for (std::size_t s = 0; s < strategies.size(); ++s) {
    filters.emplace_back(strategies[s], stride);
    streams[s].reserve(rows * (stride + 1));
  }
  RowFilter::Versions versions(stride);
  std::vector<std::uint8_t> above(stride, 0), row(stride);
  for (const auto& [first, count] : bands) {
    if (first > 0) converter.rows(first - 1, 1, above.data());
    for (std::size_t y = first; y < first + count; ++y) {
      converter.rows(y, 1, row.data());
      versions.make(row.data(), above.data(), bytes_per_pixel);
      const unsigned original = frame.filters.empty() ? 0 : frame.filters[y];
      for (std::size_t s = 0; s < strategies.size(); ++s) filters[s].append(versions, original, streams[s]);
      above.swap(row);
    }
  }
  return streams;
}

Filtered whole_stream(const DecodedFrame& frame, const Target& target, Strategy strategy, const Effort& effort) {
  const Picture& picture = frame.picture;
  if (strategy != Strategy::price) return std::move(filter(frame, target, {strategy}, {{0, picture.height}}).front());
  const PriceFilterOptions options{effort.price_candidates, 16384, effort.literal_limit};
  const std::size_t stride = target.format.row_bytes(picture.width);
  if (target.source) return price_filter(picture.rows.data(), picture.height, stride, target.format.bytes(), options);
  std::vector<std::uint8_t> rows(stride * picture.height);
  Converter(picture, target).rows(0, picture.height, rows.data());
  return price_filter(rows.data(), picture.height, stride, target.format.bytes(), options);
}

std::size_t raw_size(const Picture& picture, const Target& target) {
  return (target.format.row_bytes(picture.width) + 1) * picture.height;
}

std::size_t deflated_size(libdeflate_compressor* compressor, ByteView data, std::size_t limit, Bytes& scratch) {
  scratch.resize(limit);
  const std::size_t size = libdeflate_zlib_compress(compressor, data.data(), data.size(), scratch.data(), limit);
  return size == 0 ? limit : size;
}

}  // namespace whittle::png
