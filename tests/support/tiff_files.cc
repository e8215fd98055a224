#include "tests/support/tiff_files.h"

#include "container/payload/ifd.h"

namespace whittle::test {
namespace {

constexpr unsigned kStripOffsets = 273, kStripCounts = 279, kTileWidth = 322, kTileOffsets = 324, kTileCounts = 325;

Bytes bytes_of(const TiffValues& values, std::endian order) {
  if (!values.text.empty()) return Bytes(as_bytes(values.text).begin(), as_bytes(values.text).end());
  Bytes out;
  for (const std::uint32_t number : values.numbers) append_number(out, number, values.type == 3 ? 2 : 4, order);
  return out;
}

std::size_t count_of(const TiffValues& values) {
  if (!values.text.empty()) {
    const auto type = static_cast<std::uint16_t>(values.type);
    return values.text.size() / std::max<std::size_t>(1, container::tiff_type_size(type));
  }
  return values.type == 5 ? values.numbers.size() / 2 : values.numbers.size();
}

void even(Bytes& out) {
  if (out.size() % 2 != 0) append_u8(out, 0);
}

}  // namespace

TiffPicture tiff_picture(std::uint32_t width, std::uint32_t height, unsigned bits, unsigned samples,
                         unsigned photometric, const Bytes& pixels) {
  TiffPicture picture{.segments = {pixels}, .tags = {}};
  picture.set(256, {width}, 4).set(257, {height}, 4).set(258, std::vector<std::uint32_t>(samples, bits));
  return picture.set(259, {1}).set(262, {photometric}).set(277, {samples}).set(278, {height}, 4);
}

TiffPicture in_planes(TiffPicture picture, unsigned samples) {
  const Bytes pixels = picture.segments.at(0);
  picture.segments.assign(samples, {});
  for (std::size_t i = 0; i < pixels.size(); ++i) picture.segments[i % samples].push_back(pixels[i]);
  return picture.set(284, {2});
}

Bytes build_tiff(const std::vector<TiffPicture>& pages, Order byte_order) {
  const std::endian order = byte_order == Order::little ? std::endian::little : std::endian::big;
  Bytes out;
  append(out, as_bytes(order == std::endian::little ? "II" : "MM"));
  append_number(out, 42, 2, order);
  std::size_t link = out.size();
  append_number(out, 0, 4, order);
  for (TiffPicture page : pages) {
    const bool tiles = page.tags.contains(kTileWidth);
    TiffValues offsets{.type = 4}, counts{.type = 4};
    for (const Bytes& segment : page.segments) {
      even(out);
      offsets.numbers.push_back(static_cast<std::uint32_t>(out.size()));
      counts.numbers.push_back(static_cast<std::uint32_t>(segment.size()));
      append(out, segment);
    }
    page.tags[tiles ? kTileOffsets : kStripOffsets] = offsets;
    page.tags[tiles ? kTileCounts : kStripCounts] = counts;
    if (tiles) page.tags.erase(278);
    Bytes entries;
    for (const auto& [tag, values] : page.tags) {
      Bytes value = bytes_of(values, order);
      append_number(entries, tag, 2, order);
      append_number(entries, values.type, 2, order);
      append_number(entries, count_of(values), 4, order);
      even(out);
      if (value.size() > 4)
        append_number(entries, out.size(), 4, order), append(out, value);
      else
        value.resize(4), append(entries, value);
    }
    even(out);
    store_number(out, link, out.size(), 4, order);
    append_number(out, page.tags.size(), 2, order);
    append(out, entries);
    link = out.size();
    append_number(out, 0, 4, order);
  }
  return out;
}

}  // namespace whittle::test
