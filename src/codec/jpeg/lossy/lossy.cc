#include "codec/jpeg/lossy/lossy.h"

#include <algorithm>
#include <cmath>

#include "codec/jpeg/lossy/masking.h"
#include "codec/jpeg/lossy/quantise.h"
#include "codec/jpeg/lossy/rates.h"
#include "codec/jpeg/lossy/steps.h"
#include "codec/jpeg/lossy/trellis.h"
#include "codec/jpeg/sparse.h"

namespace whittle::jpeg {
namespace {

constexpr double kDeadZoneMasking = 0.5, kTrellisMasking = 0.4;
constexpr float kLambda = 0.05f;
constexpr int kLeastTrellis = 4;     // effort
constexpr float kFirstZone = 0.57f;  // of the quantisation from which the trellis learns

/// Half-widths of the zone around 0, in steps, wider in busy blocks.
std::vector<float> dead_zones(const WeightField& field) {
  std::vector<float> zones;
  zones.reserve(field.weights.size());
  for (const float weight : field.weights) {
    zones.push_back(0.58f + 0.15f * std::clamp(1 / std::sqrt(weight) - 1, -1.0f, 3.0f));
  }
  return zones;
}

Channel channel_of(std::size_t component) {
  return component == 1 ? Channel::blue : component == 2 ? Channel::red : Channel::luma;
}

std::array<float, kBlock> reciprocals_of(const QuantTable& table) {
  std::array<float, kBlock> out;
  for (std::size_t k = 0; k < kBlock; ++k) out[k] = 1.0f / static_cast<float>(table[k]);
  return out;
}

std::uint64_t zigzag_mask(const std::int16_t* block, std::uint64_t candidates) {
  std::uint64_t mask = 0;
  for (std::uint64_t left = candidates & ~std::uint64_t{1}; left != 0; left &= left - 1) {
    const auto k = static_cast<std::size_t>(std::countr_zero(left));
    if (block[k] != 0) mask |= std::uint64_t{1} << kZigzagOfNatural[k];
  }
  return mask;
}

/// One component on its way from `from` to levels in `to`.
class ComponentQuantiser {
 public:
  ComponentQuantiser(const Spectrum& from, const QuantTable& table, Component& to)
      : from_(from), table_(table), reciprocals_(reciprocals_of(table)), to_(to) {}

  void with_dead_zones(const std::vector<float>& zones) {
    for (int y = 0; y < from_.high; ++y) {
      quantise(from_.row(y), static_cast<std::size_t>(from_.wide), reciprocals_.data(),
               zones.data() + static_cast<std::size_t>(y) * from_.wide, row(y));
    }
  }

  /// Clipped blocks are done again with values that let them ring where it is not seen.
  void relax_with_dead_zones(const std::vector<ClippedBlock>& clipped, const std::vector<float>& zones) {
    for (const ClippedBlock& block : clipped) {
      const std::array<float, kBlock> values = relaxed(block);
      const std::size_t zone = static_cast<std::size_t>(block.row) * from_.wide + block.column;
      quantise(values.data(), 1, reciprocals_.data(), &zones[zone], levels_at(block.row, block.column));
    }
  }

  void with_trellis(const WeightField& field, const std::vector<ClippedBlock>& clipped) {
    const auto blocks = static_cast<std::size_t>(from_.wide) * from_.high;
    with_dead_zones(std::vector<float>(blocks, kFirstZone));
    std::vector<std::uint64_t> masks(blocks);
    candidate_masks(from_.coefficients.data(), blocks, reciprocals_.data(), masks.data());
    const std::array<BandRates, 2> rates = learn(masks);
    for (int y = 0; y < from_.high; ++y) {
      for (int x = 0; x < from_.wide; ++x) {
        const TrellisCosts costs{rates, reciprocals_.data(), kLambda / field.row(y)[x]};
        std::int16_t* levels = levels_at(y, x);
        std::fill(levels + 1, levels + kBlock, std::int16_t{0});
        trellis_block(from_.row(y) + static_cast<std::size_t>(x) * kBlock,
                      masks[static_cast<std::size_t>(y) * from_.wide + x], costs, levels);
      }
    }
    for (const ClippedBlock& block : clipped) {
      const std::array<float, kBlock> values = relaxed(block);
      std::int16_t* levels = levels_at(block.row, block.column);
      constexpr float kNothing = 1e9f;
      std::uint64_t mask = 0;
      quantise(values.data(), 1, reciprocals_.data(), &kNothing, levels);
      candidate_masks(values.data(), 1, reciprocals_.data(), &mask);
      trellis_block(values.data(), mask, {rates, reciprocals_.data(), kLambda / field.row(block.row)[block.column]},
                    levels);
    }
  }

 private:
  std::int16_t* levels_at(int y, int x) { return row(y) + static_cast<std::size_t>(x) * kBlock; }

  std::array<float, kBlock> relaxed(const ClippedBlock& block) const {
    std::array<float, kBlock> values;
    std::copy_n(from_.row(block.row) + static_cast<std::size_t>(block.column) * kBlock, kBlock, values.begin());
    relax_clipped(block, table_, values.data());
    return values;
  }

  std::int16_t* row(int y) { return to_.coefficients.data() + static_cast<std::size_t>(y) * to_.blocks_wide * kBlock; }

  std::array<BandRates, 2> learn(const std::vector<std::uint64_t>& masks) {
    std::array<BandStatistics, 2> statistics = {BandStatistics(kBands[0]), BandStatistics(kBands[1])};
    for (int y = 0; y < from_.high; ++y) {
      for (int x = 0; x < from_.wide; ++x) {
        const std::int16_t* block = row(y) + static_cast<std::size_t>(x) * kBlock;
        const std::uint64_t mask = zigzag_mask(block, masks[static_cast<std::size_t>(y) * from_.wide + x]);
        for (BandStatistics& band : statistics) band.add(block, mask);
      }
    }
    for (BandStatistics& band : statistics) band.finish();
    return {BandRates(statistics[0]), BandRates(statistics[1])};
  }

  const Spectrum& from_;
  const QuantTable& table_;
  std::array<float, kBlock> reciprocals_;
  Component& to_;
};

/// The table of a scale, but nowhere finer than what the values come from.
QuantTable table_for(const Spectrum& from, double scale, Channel channel) {
  QuantTable table = table_at(scale, channel);
  if (!from.least) return table;
  for (std::size_t k = 0; k < kBlock; ++k) table[k] = std::max(table[k], (*from.least)[k]);
  return table;
}

/// Everything but the levels.
Coefficients frame_of(const Transformed& transformed, double scale) {
  Coefficients out;
  out.width = transformed.width;
  out.height = transformed.height;
  out.colour = transformed.colour;
  out.adobe_marker = transformed.colour == Colour::ycck;
  out.jfif_marker = transformed.colour != Colour::ycck;
  for (std::size_t c = 0; c < transformed.components.size(); ++c) {
    Component component;
    component.id = static_cast<int>(c) + 1;
    component.h = transformed.components[c].h;
    component.v = transformed.components[c].v;
    component.table = static_cast<int>(channel_of(c));
    out.tables[static_cast<std::size_t>(component.table)] = table_for(transformed.components[c], scale, channel_of(c));
    out.components.push_back(std::move(component));
  }
  for (Component& component : out.components) {
    component.blocks_wide = out.mcus_wide() * component.h;
    component.blocks_high = out.mcus_high() * component.v;
    component.coefficients.resize(static_cast<std::size_t>(component.blocks_wide) * component.blocks_high * kBlock);
  }
  return out;
}

/// The weights of the blocks of component `c`.
WeightField field_of(const WeightField& luma, const Transformed& transformed, std::size_t c) {
  const Spectrum& from = transformed.components[c];
  const bool smaller = from.h != transformed.components[0].h;
  return smaller ? halved(luma, from.wide, from.high) : luma;
}

class Quantiser {
 public:
  Quantiser(const Transformed& transformed, double scale, int effort)
      : transformed_(transformed),
        trellis_(effort >= kLeastTrellis),
        luma_(masking_weights(transformed.activity, trellis_ ? kTrellisMasking : kDeadZoneMasking)),
        out_(frame_of(transformed, scale)) {}

  void quantise_component(std::size_t c) {
    const Spectrum& from = transformed_.components[c];
    const WeightField field = field_of(luma_, transformed_, c);
    const QuantTable& table = *out_.tables[static_cast<std::size_t>(out_.components[c].table)];
    const std::vector<ClippedBlock> none;
    ComponentQuantiser quantiser(from, table, out_.components[c]);
    if (from.least == table) {  // exact as it is
      quantiser.with_dead_zones(std::vector<float>(field.weights.size(), 0.5f));
    } else if (trellis_) {
      quantiser.with_trellis(field, c == 0 ? transformed_.clipped : none);
    } else {
      const std::vector<float> zones = dead_zones(field);
      quantiser.with_dead_zones(zones);
      if (c == 0) quantiser.relax_with_dead_zones(transformed_.clipped, zones);
    }
  }

  const Coefficients& coefficients() const { return out_; }
  Coefficients take() { return std::move(out_); }

 private:
  const Transformed& transformed_;
  bool trellis_;
  WeightField luma_;
  Coefficients out_;
};

}  // namespace

Coefficients quantise_at(const Transformed& transformed, double scale, int effort) {
  Quantiser quantiser(transformed, scale, effort);
  for (std::size_t c = 0; c < transformed.components.size(); ++c) quantiser.quantise_component(c);
  return quantiser.take();
}

Coefficients quantise_fitted(const PixelRows& pixels, Transformed& transformed, double scale, int effort) {
  Quantiser quantiser(transformed, scale, effort);
  for (const std::size_t chroma : {1u, 2u}) quantiser.quantise_component(chroma);
  fit_luma(pixels, quantiser.coefficients(), transformed);
  quantiser.quantise_component(0);
  return quantiser.take();
}

}  // namespace whittle::jpeg
