#include "codec/jpeg/decode/read.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "codec/jpeg/decode/guard.h"

namespace whittle::jpeg {
namespace {

Error unsupported(const char* what) {
  return make_error(Category::validation, Reason::unsupported, what);
}

/// A JPEG under libjpeg's eyes. The coefficients stay in libjpeg's arrays as long as this lives.
class Reader {
 public:
  explicit Reader(Deadline deadline) : guard_(deadline) {
    std::memset(&info_, 0, sizeof info_);
    info_.err = guard_.errors();
  }
  ~Reader() { jpeg_destroy_decompress(&info_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Status read(ByteView file) {
    TRY(guard_.run([&] {
      jpeg_create_decompress(&info_);
      info_.progress = guard_.progress();
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file.data()), file.size());
      jpeg_read_header(&info_, TRUE);
    }));
    if (info_.arith_code) return unsupported("is a JPEG with arithmetic coding, which is left as it is");
    if (info_.data_precision != 8) return unsupported("is a JPEG with more than 8 bits a sample");
    TRY(guard_.run([&] { arrays_ = jpeg_read_coefficients(&info_); }));
    if (!complete()) return unsupported("is a JPEG whose scans leave out a part of the picture");
    return {};
  }

  const jpeg_decompress_struct& info() const { return info_; }

  /// Calls `visit(row, blocks)` for each row of blocks of component `index`, padding included.
  template <typename Visit>
  Status rows(int index, Visit&& visit) {
    const jpeg_component_info& component = info_.comp_info[index];
    const JDIMENSION padded =
        (component.height_in_blocks + component.v_samp_factor - 1) / component.v_samp_factor * component.v_samp_factor;
    return guard_.run([&] {
      const auto object = reinterpret_cast<j_common_ptr>(&info_);
      for (JDIMENSION row = 0; row < padded; row += component.v_samp_factor) {
        JBLOCKARRAY blocks =
            (*info_.mem->access_virt_barray)(object, arrays_[index], row, component.v_samp_factor, FALSE);
        for (int i = 0; i < component.v_samp_factor; ++i) visit(static_cast<int>(row) + i, blocks[i]);
      }
    });
  }

 private:
  /// libjpeg smooths blocks between which the first ten coefficients are not fully known.
  bool complete() const {
    constexpr int kSmoothed = 10;
    if (!info_.progressive_mode || info_.coef_bits == nullptr) return true;
    for (int c = 0; c < info_.num_components; ++c) {
      for (int k = 0; k < kSmoothed; ++k) {
        if (info_.coef_bits[c][k] != 0) return false;
      }
    }
    return true;
  }

  Guard guard_;
  jpeg_decompress_struct info_;
  jvirt_barray_ptr* arrays_ = nullptr;
};

Colour colour_of(J_COLOR_SPACE space) {
  switch (space) {
    case JCS_GRAYSCALE:
      return Colour::grey;
    case JCS_YCbCr:
      return Colour::ycc;
    case JCS_RGB:
      return Colour::rgb;
    case JCS_CMYK:
      return Colour::cmyk;
    case JCS_YCCK:
      return Colour::ycck;
    default:
      return Colour::other;
  }
}

QuantTable table_of(const jpeg_component_info& component) {
  QuantTable table;
  std::copy(std::begin(component.quant_table->quantval), std::end(component.quant_table->quantval), table.begin());
  return table;
}

/// The index of `table` in `tables`, where it is put if need be. There are never more tables than components.
int slot_of(const QuantTable& table, std::array<std::optional<QuantTable>, 4>& tables) {
  int slot = 0;
  while (tables[slot] && *tables[slot] != table) ++slot;
  tables[slot] = table;
  return slot;
}

/// Components that share an id are told apart by their order alone, which scans of one component do not have: they get
/// the usual ids. With a JFIF or Adobe marker these say nothing, without one libjpeg sees YCbCr in both.
void tell_apart(std::vector<Component>& components) {
  std::set<int> ids;
  for (const Component& component : components) ids.insert(component.id);
  if (ids.size() == components.size()) return;
  int id = 0;
  for (Component& component : components) component.id = ++id;
}

/// Everything of `info` but the coefficients, for which there is room.
Result<Coefficients> frame_of(const jpeg_decompress_struct& info) {
  Coefficients out;
  out.width = static_cast<int>(info.image_width);
  out.height = static_cast<int>(info.image_height);
  out.colour = colour_of(info.jpeg_color_space);
  out.adobe_marker = info.saw_Adobe_marker != 0;
  out.jfif_marker = info.saw_JFIF_marker != 0;
  out.jfif_density = {info.density_unit, static_cast<std::uint8_t>(info.X_density >> 8),
                      static_cast<std::uint8_t>(info.X_density & 255), static_cast<std::uint8_t>(info.Y_density >> 8),
                      static_cast<std::uint8_t>(info.Y_density & 255)};
  if (info.num_components > 4) return unsupported("is a JPEG with more than four components");
  for (int c = 0; c < info.num_components; ++c) {
    const jpeg_component_info& from = info.comp_info[c];
    if (from.quant_table == nullptr) return unsupported("is a JPEG with a component that no scan holds");
    Component to;
    to.id = from.component_id;
    to.h = from.h_samp_factor;
    to.v = from.v_samp_factor;
    to.table = slot_of(table_of(from), out.tables);
    out.components.push_back(std::move(to));
  }
  tell_apart(out.components);
  for (Component& component : out.components) {
    component.blocks_wide = out.mcus_wide() * component.h;
    component.blocks_high = out.mcus_high() * component.v;
  }
  return out;
}

/// Whether all coefficients of these blocks are what 8-bit samples give, -1024 to 1023: DC differences then fit 11
/// bits, as every decoder expects.
bool in_range(const JBLOCK* blocks, std::size_t count) {
  std::uint16_t beyond = 0;
  for (std::size_t block = 0; block < count; ++block) {
    for (std::size_t k = 0; k < kBlock; ++k) beyond |= static_cast<std::uint16_t>(blocks[block][k] + 1024);
  }
  return (beyond & 0xF800) == 0;
}

Error differs(const char* what) {
  return make_error(Category::processing, Reason::verification_failed,
                    std::string("the rewritten JPEG has other ") + what);
}

bool same_frame(const Coefficients& a, const Coefficients& b) {
  const auto same_component = [&](const Component& x, const Component& y) {
    return x.id == y.id && x.h == y.h && x.v == y.v && a.tables[x.table] == b.tables[y.table];
  };
  return a.width == b.width && a.height == b.height && a.colour == b.colour &&
         std::equal(a.components.begin(), a.components.end(), b.components.begin(), b.components.end(), same_component);
}

}  // namespace

Result<Coefficients> read(ByteView file, Deadline deadline) {
  Reader reader(deadline);
  TRY(reader.read(file));
  TRY_ASSIGN(Coefficients out, frame_of(reader.info()));
  for (std::size_t c = 0; c < out.components.size(); ++c) {
    Component& component = out.components[c];
    const auto wide = static_cast<std::size_t>(component.blocks_wide);
    std::vector<std::int16_t>& to = component.coefficients;
    to.reserve(wide * static_cast<std::size_t>(component.blocks_high) * kBlock);
    bool fits = true;
    TRY(reader.rows(static_cast<int>(c), [&, wide](int, const JBLOCK* blocks) {
      to.insert(to.end(), blocks[0], blocks[0] + wide * kBlock);
      fits = fits && in_range(blocks, wide);
    }));
    if (!fits) return unsupported("is a JPEG with coefficients out of the range of 8-bit samples");
  }
  return out;
}

Status compare(ByteView file, const Coefficients& expected, Deadline deadline) {
  Reader reader(deadline);
  TRY(reader.read(file));
  TRY_ASSIGN(const Coefficients frame, frame_of(reader.info()));
  if (!same_frame(frame, expected)) return differs("dimensions or tables");
  for (std::size_t c = 0; c < expected.components.size(); ++c) {
    const Component& component = expected.components[c];
    const int rows = expected.real_blocks_high(component);
    const std::size_t size = expected.real_blocks_wide(component) * kBlock * sizeof(std::int16_t);
    bool same = true;
    TRY(reader.rows(static_cast<int>(c), [&, rows, size](int row, const JBLOCK* blocks) {
      if (row < rows) same = same && std::memcmp(component.block(row, 0), blocks, size) == 0;
    }));
    if (!same) return differs("coefficients");
  }
  return {};
}

}  // namespace whittle::jpeg
