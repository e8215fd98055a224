#include "engine/search/quantisers.h"

#include "engine/search/sample.h"

namespace whittle::engine {

Quantisers::Quantisers(const Encoding& encoding)
    : part_(part_of(encoding, encoding.row.qualities_repeat == Can::yes ? sample_corner(encoding.prepared.image.get())
                                                                        : nullptr)) {}

bool Quantisers::operator()(int a, int b) {
  if (!part_.prepared.image) return false;
  const Bytes& one = file(a);
  return !one.empty() && one == file(b);
}

const Bytes& Quantisers::file(int quality) {
  const auto [place, is_new] = files_.try_emplace(quality);
  if (is_new) {
    auto made = encode(part_, with(part_.job.settings, &Settings::quality, quality));
    if (made.ok()) place->second = std::move(made->bytes);
  }
  return place->second;
}

}  // namespace whittle::engine
