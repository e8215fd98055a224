#pragma once
// What a lossy encoder makes of typical pictures: where a search begins. The numbers stand with their formats; they are
// medians of photographs and of screenshots at effort 5.

#include "engine/search/content.h"
#include "metric/quality_search.h"

namespace whittle::engine {

struct Curves {
  metric::Curve photo, graphic;

  const metric::Curve& of(Content content) const { return content == Content::graphic ? graphic : photo; }
};

}  // namespace whittle::engine
