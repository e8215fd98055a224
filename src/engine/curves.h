#pragma once
// What each lossy encoder makes of a typical picture: where a search begins.

#include "engine/content.h"
#include "metric/search.h"
#include "whittle/format.h"

namespace whittle::engine {

/// How far below the target the worst 64x64 tile of a picture may score. An average hides a ruined corner; but tiles
/// differ by nature, so only what lies far out counts.
inline constexpr double kTileMargin = 35;

/// Whether qualities of `format` can be searched.
bool has_curve(Format format);
const metric::Curve& curve_of(Format format, Content content);

}  // namespace whittle::engine
