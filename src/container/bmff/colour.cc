// AVIF: what its pixels mean. One or two `colr` boxes (ISO/IEC 23008-12, 6.5.5): code points, and a profile, which
// counts for the colours where there is one; the matrix is that of the code points all the same.

#include "container/bmff/av1.h"
#include "container/bmff/bmff.h"
#include "container/bmff/extents.h"
#include "container/bmff/items.h"
#include "container/bmff/properties.h"
#include "container/defect.h"

namespace whittle::container {
namespace {

Result<HeifMeta> open_meta(Window& file) {
  Boxes boxes(file, 0, file.size());
  TRY_ASSIGN(const Box meta, boxes.find(fourcc("meta")));
  if (!meta) return unexpected_output("AVIF");
  return HeifMeta::open(file, meta);
}

/// Where the item's bytes begin, and how many follow; nothing where they are not in the file as they are.
Result<std::pair<std::size_t, std::size_t>> place_of(Window& file, const HeifMeta& heif, std::uint32_t item) {
  std::pair<std::size_t, std::size_t> place{0, 0};
  TRY(visit_extents(file, heif.item_locations(), [&](const Extent& extent) {
    if (extent.item != item) return true;
    const std::uint64_t begin = extent.base + extent.offset;
    if (extent.in_file() && begin < file.size()) {
      const std::uint64_t rest = file.size() - begin;
      const std::uint64_t length = extent.length == 0 ? rest : std::min(extent.length, rest);
      place = {static_cast<std::size_t>(begin), static_cast<std::size_t>(length)};
    }
    return false;
  }));
  return place;
}

/// What there is about one item.
struct Said {
  std::optional<CodePoints> points;
  std::uint8_t matrix = 2;
  bool full_range = true, profile = false, description = false;
};

CodePoints points_of(std::uint64_t primaries, std::uint64_t transfer) {
  const auto known = [](std::uint64_t n) { return n > 0xFF ? std::uint8_t{0} : static_cast<std::uint8_t>(n); };
  return {known(primaries), known(transfer)};
}

/// The first `colr` of each kind counts.
Result<Said> said_by_boxes(Window& file, const HeifMeta& heif, std::uint32_t item) {
  Said said;
  TRY_ASSIGN(const HeifPropertyBoxes tied, heif.property_boxes(item));
  for (std::size_t i = 0; i < tied.count; ++i) {
    if (tied.box[i].type != fourcc("colr")) continue;
    BoxCursor cursor(file, tied.box[i]);
    TRY_ASSIGN(const std::uint64_t kind, cursor.number(4));
    if (kind == fourcc("prof") || kind == fourcc("rICC")) said.profile = true;
    if (kind != fourcc("nclx") || said.points) continue;
    TRY_ASSIGN(const std::uint64_t primaries, cursor.number(2));
    TRY_ASSIGN(const std::uint64_t transfer, cursor.number(2));
    TRY_ASSIGN(const std::uint64_t matrix, cursor.number(2));
    TRY_ASSIGN(const std::uint64_t range, cursor.number(1));
    said.points = points_of(primaries, transfer);
    said.matrix = static_cast<std::uint8_t>(std::min<std::uint64_t>(matrix, 0xFF));
    said.full_range = range >> 7 != 0;
  }
  return said;
}

Result<Said> said_by(Window& file, const HeifMeta& heif, std::uint32_t item, ByteView bytes) {
  TRY_ASSIGN(Said said, said_by_boxes(file, heif, item));
  if (said.points) return said;
  TRY_ASSIGN(const auto place, place_of(file, heif, item));
  if (const auto stream = read_av1_colour(bytes.subspan(place.first, place.second))) {
    said.points = stream->points;
    said.matrix = stream->matrix;
    said.full_range = stream->full_range;
  }
  return said;
}

/// Of the primary picture; of a grid that says nothing, its first tile.
Result<Said> said_by_file(ByteView avif) {
  Window file(avif);
  TRY_ASSIGN(const HeifMeta heif, open_meta(file));
  TRY_ASSIGN(const HeifIds tiles, heif.references_from(heif.primary(), fourcc("dimg")));
  TRY_ASSIGN(Said said,
             tiles.count == 0 ? said_by(file, heif, heif.primary(), avif) : said_by_boxes(file, heif, heif.primary()));
  if (said.points || tiles.count == 0) return said;
  TRY_ASSIGN(Said tile, said_by(file, heif, tiles.id[0], avif));
  tile.profile |= said.profile;
  return tile;
}

Bytes make_nclx(CodePoints points, std::uint8_t matrix, bool full_range) {
  Bytes box;
  append_be32(box, 19);
  append(box, as_bytes("colrnclx"));
  append_be16(box, points.primaries);
  append_be16(box, points.transfer);
  append_be16(box, matrix);
  append_u8(box, full_range ? 0x80 : 0);
  return box;
}

/// The property of `type` of the primary picture; of a `colr` the one with code points. Empty when there is none.
Result<Box> find_property(Window& file, std::uint32_t type) {
  TRY_ASSIGN(const HeifMeta heif, open_meta(file));
  TRY_ASSIGN(const HeifPropertyBoxes tied, heif.property_boxes(heif.primary()));
  for (std::size_t i = 0; i < tied.count; ++i) {
    if (tied.box[i].type != type) continue;
    if (type != fourcc("colr")) return tied.box[i];
    BoxCursor cursor(file, tied.box[i]);
    TRY_ASSIGN(const std::uint64_t kind, cursor.number(4));
    if (kind == fourcc("nclx") && tied.box[i].size() >= 11) return tied.box[i];
  }
  return Box{};
}

}  // namespace

StatedColours avif_colours(ByteView avif) {
  const Result<Said> said = said_by_file(avif);
  if (!said.ok() || !said->points) return {};
  StatedColours colours{.code_points = said->points};
  if (!said->profile && !says_srgb(*said->points)) colours.kind = StatedColours::Kind::code_points;
  return colours;
}

std::uint8_t avif_matrix(ByteView avif) {
  const Result<Said> said = said_by_file(avif);
  return said.ok() ? said->matrix : std::uint8_t{2};
}

bool avif_has_full_range(ByteView avif) {
  const Result<Said> said = said_by_file(avif);
  return !said.ok() || said->full_range;
}

Result<Bytes> avif_with_code_points(Bytes avif, CodePoints points) {
  TRY_ASSIGN(const Said said, said_by_file(avif));
  {
    Window file(avif);
    TRY_ASSIGN(const HeifMeta heif, open_meta(file));
    TRY_ASSIGN(const auto place, place_of(file, heif, heif.primary()));
    TRY_ASSIGN(const Box nclx, find_property(file, fourcc("colr")));
    set_av1_code_points(std::span(avif).subspan(place.first, place.second), points);
    if (nclx) {
      store_number(avif, static_cast<std::size_t>(nclx.body) + 4, points.primaries, 2, std::endian::big);
      store_number(avif, static_cast<std::size_t>(nclx.body) + 6, points.transfer, 2, std::endian::big);
      return avif;
    }
  }
  return with_property(std::move(avif), make_nclx(points, said.matrix, said.full_range));
}

Result<Bytes> avif_with_light(Bytes avif, const Light& light) {
  for (const auto& [type, body] :
       {std::pair{fourcc("mdcv"), mdcv_of(light.display)}, {fourcc("clli"), clli_of(light.levels)}}) {
    Window file(avif);
    TRY_ASSIGN(const Box there, find_property(file, type));
    if (there || body.empty()) continue;
    Bytes box;
    append_be32(box, 8 + body.size());
    append_be32(box, type);
    append(box, body);
    TRY_ASSIGN(avif, with_property(std::move(avif), box));
  }
  return avif;
}

void complete_avif_blobs(ByteView file, MetadataBlobs& blobs) {
  Window window(file);
  const auto body_of = [&](std::uint32_t type) {
    const Result<Box> box = find_property(window, type);
    const bool found = box.ok() && *box && box->end <= file.size();
    return found ? file.subspan(static_cast<std::size_t>(box->body), static_cast<std::size_t>(box->size()))
                 : ByteView{};
  };
  blobs.light = {display_of_mdcv(body_of(fourcc("mdcv"))), levels_of_clli(body_of(fourcc("clli")))};
}

Result<Bytes> avif_with_light(Bytes avif, ByteView source) {
  Window theirs(source);
  for (const std::uint32_t type : {fourcc("mdcv"), fourcc("clli"), fourcc("cclv"), fourcc("amve")}) {
    const Result<Box> said = find_property(theirs, type);
    if (!said.ok() || !*said) continue;
    Window ours(avif);
    TRY_ASSIGN(const Box there, find_property(ours, type));
    if (there) continue;
    TRY_ASSIGN(avif,
               with_property(std::move(avif), source.subspan(static_cast<std::size_t>(said->offset),
                                                             static_cast<std::size_t>(said->end - said->offset))));
  }
  return avif;
}

}  // namespace whittle::container
