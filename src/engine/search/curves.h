#pragma once
// What each lossy encoder makes of a typical picture: where a search begins.

#include "engine/search/content.h"
#include "metric/search.h"
#include "whittle/format.h"

namespace whittle::engine {

/// Whether qualities of `format` can be searched.
bool has_curve(Format format);
const metric::Curve& curve_of(Format format, Content content);

}  // namespace whittle::engine
