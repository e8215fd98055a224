#include "container/bmff/items.h"

#include <algorithm>

#include "container/defect.h"

namespace whittle::container {
namespace {

constexpr std::uint64_t kFullBox = 4;  // version and flags

/// Of one table of the meta box; a picture of 65535 tiles needs 1.4 MB. Tables are walked several times.
constexpr std::uint64_t kMaxTable = 4u << 20;

/// Rotation (anticlockwise, in quarter turns), then mirroring: as EXIF orientation. axis 0 exchanges top and bottom.
enum class Mirror { none, top_bottom, left_right };

std::uint8_t exif_of(unsigned quarter_turns, Mirror mirror) {
  constexpr std::uint8_t kTable[4][3] = {{1, 4, 2}, {8, 5, 7}, {3, 2, 4}, {6, 7, 5}};
  return kTable[quarter_turns & 3][static_cast<int>(mirror)];
}

struct Size {
  std::uint32_t width = 0, height = 0;
};

/// clap: width, height and the place of the middle as fractions.
Result<Size> read_clean_aperture(Window& file, const Box& box) {
  BoxCursor cursor(file, box);
  std::array<std::uint64_t, 4> n{};
  for (std::uint64_t& number : n) {
    TRY_ASSIGN(number, cursor.number(4));
  }
  if (n[1] == 0 || n[3] == 0) return corrupt("HEIF clean aperture without a size", box.offset);
  return Size{static_cast<std::uint32_t>(n[0] / n[1]), static_cast<std::uint32_t>(n[2] / n[3])};
}

/// auxC: what kind of auxiliary picture an item is, as a URN.
Status read_auxiliary_kind(Window& file, const Box& box, HeifProperties& properties) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(box.size(), 256));
  TRY_ASSIGN(const ByteView bytes, file.need(box.body, size, "box auxC"));
  const std::string_view urn = as_text(bytes);
  const auto contains = [&](std::string_view text) { return urn.find(text) != std::string_view::npos; };
  properties.alpha = contains(":alpha") || contains("hevc:2015:auxid:1");
  properties.gain_map = contains("hdrgainmap");
  properties.depth_map = contains(":depth") || contains("hevc:2015:auxid:2");
  return {};
}

}  // namespace

/// The properties of one item, in the order in which they apply.
struct HeifMeta::Associations {
  std::array<std::uint16_t, std::tuple_size_v<decltype(HeifPropertyBoxes::box)>> index{};  ///< into ipco, from 1
  std::size_t count = 0;
};

Result<bool> names_primary(Window& file, const Box& meta) {
  TRY_ASSIGN(const Box pitm, Boxes(file, meta, kFullBox).find(fourcc("pitm")));
  return static_cast<bool>(pitm);
}

Result<HeifMeta> HeifMeta::open(Window& file, const Box& meta) {
  HeifMeta heif(file);
  Boxes boxes(file, meta, kFullBox);
  Box pitm;
  for (;;) {
    TRY_ASSIGN(const std::optional<Box> box, boxes.next());
    if (!box) break;
    if (box->size() > kMaxTable) return corrupt("HEIF table too large", box->offset);
    if (box->type == fourcc("pitm")) pitm = *box;
    if (box->type == fourcc("iinf")) heif.iinf_ = *box;
    if (box->type == fourcc("iref")) heif.iref_ = *box;
    if (box->type == fourcc("iprp")) heif.iprp_ = *box;
    if (box->type == fourcc("iloc")) heif.iloc_ = *box;
    if (box->type == fourcc("idat")) heif.idat_ = *box;
  }
  if (!pitm) return corrupt("HEIF without a primary item", meta.offset);
  BoxCursor cursor(file, pitm);
  TRY_ASSIGN(const std::uint64_t version, cursor.number(1));
  cursor.skip(3);
  TRY_ASSIGN(const std::uint64_t primary, cursor.number(version == 0 ? 2 : 4));
  heif.primary_ = static_cast<std::uint32_t>(primary);
  return heif;
}

namespace {

struct ItemInfo {
  std::uint32_t id = 0, type = 0;
  bool hidden = false;
};

/// The entries of an `iinf` box that have a type (version 2 and up).
class ItemInfos {
 public:
  static Result<ItemInfos> open(Window& file, const Box& iinf) {
    BoxCursor cursor(file, iinf);
    TRY_ASSIGN(const std::uint64_t version, cursor.number(1));
    return ItemInfos(file, Boxes(file, iinf, kFullBox + (version == 0 ? 2 : 4)));
  }

  Result<std::optional<ItemInfo>> next() {
    for (;;) {
      TRY_ASSIGN(const Box entry, boxes_.find(fourcc("infe")));
      if (!entry) return std::optional<ItemInfo>{};
      BoxCursor cursor(*file_, entry);
      TRY_ASSIGN(const std::uint64_t version_and_flags, cursor.number(4));
      const std::uint64_t version = version_and_flags >> 24;
      if (version < 2) continue;
      TRY_ASSIGN(const std::uint64_t id, cursor.number(version == 2 ? 2 : 4));
      cursor.skip(2);
      TRY_ASSIGN(const std::uint64_t type, cursor.number(4));
      return std::optional<ItemInfo>(
          ItemInfo{static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(type), (version_and_flags & 1) != 0});
    }
  }

 private:
  ItemInfos(Window& file, Boxes boxes) : file_(&file), boxes_(boxes) {}

  Window* file_;
  Boxes boxes_;
};

bool is_picture(std::uint32_t type) {
  constexpr std::array kTypes = {fourcc("av01"), fourcc("hvc1"), fourcc("grid"),
                                 fourcc("iovl"), fourcc("iden"), fourcc("jpeg")};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

}  // namespace

Result<bool> HeifMeta::has_item_of_type(std::uint32_t type) const {
  if (!iinf_) return false;
  TRY_ASSIGN(ItemInfos items, ItemInfos::open(*file_, iinf_));
  for (;;) {
    TRY_ASSIGN(const std::optional<ItemInfo> item, items.next());
    if (!item || item->type == type) return item.has_value();
  }
}

Result<bool> HeifMeta::has_other_pictures() const {
  // Each item costs three walks over the references. When that gets too much the answer is the careful one.
  constexpr std::uint64_t kBudget = 1u << 24;
  const std::uint64_t max_parts = kBudget / (3 * (iref_.size() + 1));
  if (!iinf_) return false;
  TRY_ASSIGN(ItemInfos items, ItemInfos::open(*file_, iinf_));
  for (std::uint64_t parts = 0; parts < max_parts;) {
    TRY_ASSIGN(const std::optional<ItemInfo> item, items.next());
    if (!item) return false;
    if (item->hidden || item->id == primary_ || !is_picture(item->type)) continue;
    TRY_ASSIGN(const bool part, is_part_of_another(item->id));
    if (!part) return true;
    ++parts;
  }
  return true;
}

Result<bool> HeifMeta::is_part_of_another(std::uint32_t item) const {
  TRY_ASSIGN(const HeifIds auxiliary_of, references_from(item, fourcc("auxl")));
  TRY_ASSIGN(const HeifIds thumbnail_of, references_from(item, fourcc("thmb")));
  TRY_ASSIGN(const HeifIds derived, references_to(item, fourcc("dimg")));
  return auxiliary_of.count + thumbnail_of.count + derived.count > 0;
}

Result<HeifIds> HeifMeta::references_to(std::uint32_t item, std::uint32_t type) const {
  return references(item, type, false);
}

Result<HeifIds> HeifMeta::references_from(std::uint32_t item, std::uint32_t type) const {
  return references(item, type, true);
}

Result<HeifIds> HeifMeta::references(std::uint32_t item, std::uint32_t type, bool from) const {
  HeifIds ids;
  if (!iref_) return ids;
  BoxCursor head(*file_, iref_);
  TRY_ASSIGN(const std::uint64_t version, head.number(1));
  const unsigned id_size = version == 0 ? 2 : 4;
  const auto add = [&](std::uint64_t id) {
    if (ids.count < ids.id.size()) ids.id[ids.count++] = static_cast<std::uint32_t>(id);
  };
  Boxes boxes(*file_, iref_, kFullBox);
  for (;;) {
    TRY_ASSIGN(const Box box, boxes.find(type));
    if (!box) return ids;
    BoxCursor cursor(*file_, box);
    TRY_ASSIGN(const std::uint64_t from_id, cursor.number(id_size));
    TRY_ASSIGN(const std::uint64_t count, cursor.number(2));
    if (from && from_id != item) continue;
    for (std::uint64_t i = 0; i < count; ++i) {
      TRY_ASSIGN(const std::uint64_t to_id, cursor.number(id_size));
      if (from) {
        add(to_id);
      } else if (to_id == item) {
        add(from_id);
        break;
      }
    }
  }
}

Status HeifMeta::associations(std::uint32_t item, Associations& found) const {
  Boxes boxes(*file_, iprp_);
  for (;;) {
    TRY_ASSIGN(const Box ipma, boxes.find(fourcc("ipma")));
    if (!ipma) return {};
    TRY(associations_in(ipma, item, found));
  }
}

Status HeifMeta::associations_in(const Box& ipma, std::uint32_t item, Associations& found) const {
  BoxCursor cursor(*file_, ipma);
  TRY_ASSIGN(const std::uint64_t version_and_flags, cursor.number(4));
  const unsigned id_size = version_and_flags >> 24 == 0 ? 2 : 4;
  const unsigned index_size = (version_and_flags & 1) != 0 ? 2 : 1;
  TRY_ASSIGN(const std::uint64_t entries, cursor.number(4));
  for (std::uint64_t i = 0; i < entries; ++i) {
    if (i == kMaxSteps) return corrupt("too many HEIF property associations", ipma.offset);
    TRY_ASSIGN(const std::uint64_t id, cursor.number(id_size));
    TRY_ASSIGN(const std::uint64_t count, cursor.number(1));
    if (id != item) {
      cursor.skip(count * index_size);
      continue;
    }
    for (std::uint64_t k = 0; k < count; ++k) {
      TRY_ASSIGN(const std::uint64_t index, cursor.number(index_size));
      if (found.count == found.index.size()) return corrupt("too many properties of one HEIF item", ipma.offset);
      found.index[found.count++] = static_cast<std::uint16_t>(index & (index_size == 2 ? 0x7FFF : 0x7F));
    }
  }
  return {};
}

Status read_codec_configuration(Window& file, const Box& box, HeifProperties& properties) {
  BoxCursor cursor(file, box);
  if (box.type == fourcc("av1C")) {
    cursor.skip(2);
    TRY_ASSIGN(const std::uint64_t bits, cursor.number(1));
    if (properties.depth == 0) properties.depth = (bits & 0x40) == 0 ? 8 : (bits & 0x20) == 0 ? 10 : 12;
    properties.monochrome = (bits & 0x10) != 0;
  } else if (box.type == fourcc("hvcC")) {
    cursor.skip(16);
    TRY_ASSIGN(const std::uint64_t chroma, cursor.number(1));
    TRY_ASSIGN(const std::uint64_t depth, cursor.number(1));
    if (properties.depth == 0) properties.depth = static_cast<std::uint8_t>((depth & 7) + 8);
    properties.monochrome = (chroma & 3) == 0;
  }
  return {};
}

Result<HeifPropertyBoxes> HeifMeta::property_boxes(std::uint32_t item) const {
  HeifPropertyBoxes result;
  Associations tied;
  TRY(associations(item, tied));
  result.count = tied.count;
  Boxes iprp(*file_, iprp_);
  TRY_ASSIGN(const Box ipco, iprp.find(fourcc("ipco")));
  if (!ipco) return result;
  Boxes boxes(*file_, ipco);
  const auto end = tied.index.begin() + static_cast<std::ptrdiff_t>(tied.count);
  for (std::uint16_t index = 1; index != 0; ++index) {
    TRY_ASSIGN(const std::optional<Box> box, boxes.next());
    if (!box) break;
    const auto place = std::find(tied.index.begin(), end, index);
    if (place != end) result.box[static_cast<std::size_t>(place - tied.index.begin())] = *box;
  }
  return result;
}

Result<HeifProperties> HeifMeta::properties(std::uint32_t item) const {
  HeifProperties result;
  unsigned turns = 0;
  Mirror mirror = Mirror::none;
  Size cropped;
  std::size_t rotated_as = 0, mirrored_as = 0;  // positions in the order of application

  TRY_ASSIGN(const HeifPropertyBoxes tied, property_boxes(item));
  for (std::size_t position = 0; position < tied.count; ++position) {
    const Box* const box = &tied.box[position];
    BoxCursor cursor(*file_, *box);
    if (box->type == fourcc("ispe")) {
      cursor.skip(kFullBox);
      TRY_ASSIGN(const std::uint64_t width, cursor.number(4));
      TRY_ASSIGN(const std::uint64_t height, cursor.number(4));
      result.width = static_cast<std::uint32_t>(width);
      result.height = static_cast<std::uint32_t>(height);
    } else if (box->type == fourcc("clap")) {
      TRY_ASSIGN(cropped, read_clean_aperture(*file_, *box));
    } else if (box->type == fourcc("pasp")) {
      TRY_ASSIGN(const std::uint64_t across, cursor.number(4));
      TRY_ASSIGN(const std::uint64_t down, cursor.number(4));
      result.oblong_pixels = across != down;
    } else if (box->type == fourcc("pixi")) {
      cursor.skip(kFullBox);
      TRY_ASSIGN(const std::uint64_t channels, cursor.number(1));
      if (channels == 0) continue;
      TRY_ASSIGN(const std::uint64_t bits, cursor.number(1));
      result.depth = static_cast<std::uint8_t>(bits);
    } else if (box->type == fourcc("irot")) {
      TRY_ASSIGN(const std::uint64_t angle, cursor.number(1));
      turns = angle & 3;
      rotated_as = position;
    } else if (box->type == fourcc("imir")) {
      TRY_ASSIGN(const std::uint64_t axis, cursor.number(1));
      mirror = (axis & 1) == 0 ? Mirror::top_bottom : Mirror::left_right;
      mirrored_as = position;
    } else if (box->type == fourcc("auxC")) {
      TRY(read_auxiliary_kind(*file_, *box, result));
    } else {
      TRY(read_codec_configuration(*file_, *box, result));
    }
  }
  if (cropped.width != 0 && cropped.height != 0) {
    result.width = std::min(result.width, cropped.width);
    result.height = std::min(result.height, cropped.height);
  }
  // Mirroring first and turning then is turning the other way first.
  if (mirror != Mirror::none && mirrored_as < rotated_as) turns = (4 - turns) & 3;
  result.orientation = exif_of(turns, mirror);
  return result;
}

}  // namespace whittle::container
