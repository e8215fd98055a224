#pragma once
// How large an output is: orientation and `--resize`, in one place, so that names, checks and encoders agree.

#include <cstdint>
#include <optional>

#include "container/header.h"
#include "whittle/options.h"

namespace whittle::container {

struct Size {
  std::uint32_t width = 0, height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

/// One frame as it is seen: sides exchanged for orientations 5-8.
Size oriented_size(const Header& facts);

/// `size` fitted into `resize`, each side rounded to the nearest pixel and at least 1. Never larger unless
/// Resize::enlarge.
Size fit(Size size, const Resize& resize);

/// One frame of the output, as seen.
Size output_size(const Header& facts, const std::optional<Resize>& resize);

}  // namespace whittle::container
