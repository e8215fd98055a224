#include "engine/curves.h"

#include <algorithm>

namespace whittle::engine {
namespace {

struct Curves {
  metric::Curve photo, graphic;
};

// Medians of photographs and of screenshots at effort 5.
constexpr Curves kJpeg{.photo = {{-60, -40,  -14.6, 12.2, 27.3, 38.8, 45.4, 51.6, 54.7, 58,  60.1,
                                  62,  64.2, 66.8,  68.8, 72,   75.4, 79,   85.2, 89.9, 94.5},
                                 {0.028, 0.082, 0.154, 0.217, 0.278, 0.336, 0.387, 0.437, 0.479, 0.528, 0.572,
                                  0.616, 0.669, 0.739, 0.819, 0.913, 1.067, 1.274, 2.02,  3.027, 7.598}},
                       .graphic = {{-34.9, -21.2, 30.2, 44.1, 50, 52.9, 61.3, 63.1, 65.8, 66.8, 67.5,
                                    69.9,  71.1,  71.9, 74.1, 76, 78.8, 80.9, 86.3, 91.4, 95.5},
                                   {0.042, 0.062, 0.094, 0.118, 0.138, 0.157, 0.171, 0.188, 0.202, 0.217, 0.229,
                                    0.24,  0.259, 0.277, 0.304, 0.328, 0.377, 0.429, 0.643, 0.908, 2.6}}};
constexpr Curves kWebp{.photo = {{2,    17.3, 26.3, 33.3, 38.3, 43,   48.1, 51.3, 53.5, 55.7, 58.3,
                                  60.3, 62,   64,   65.6, 67.8, 72.8, 77.3, 82.5, 87.2, 89},
                                 {0.105, 0.134, 0.168, 0.2,   0.234, 0.273, 0.312, 0.346, 0.385, 0.428, 0.459,
                                  0.499, 0.537, 0.572, 0.621, 0.669, 0.856, 1.102, 1.512, 2.375, 3.222}},
                       .graphic = {{41.7, 47.4, 53.7, 59.4, 62,   68.2, 70.1, 72.6, 73.7, 73.8, 77.2,
                                    77.7, 78.6, 79.9, 80.8, 81.4, 83.4, 84.8, 85.8, 86,   87},
                                   {0.076, 0.092, 0.102, 0.113, 0.125, 0.133, 0.14,  0.151, 0.162, 0.172, 0.179,
                                    0.185, 0.194, 0.2,   0.205, 0.215, 0.225, 0.262, 0.318, 0.433, 0.547}}};
constexpr Curves kAvif{.photo = {{-18.4, -13.9, -2.6, 3.6,  14.3, 21,   31.2, 40.4, 48,   56.2, 62.3,
                                  67.7,  72.2,  74.8, 78.9, 81.3, 83.9, 85.6, 89,   91.8, 94.9},
                                 {0.068, 0.073, 0.092, 0.104, 0.133, 0.15,  0.193, 0.238, 0.294, 0.381, 0.473,
                                  0.573, 0.703, 0.793, 0.988, 1.144, 1.363, 1.572, 2.183, 3.218, 8.009}},
                       .graphic = {{31, 39, 47,   52.8, 58.5, 62.8, 67,   70.5, 74,   77.5, 81,
                                    83, 85, 86.5, 88,   89.5, 91,   92.2, 93.5, 94.8, 96},
                                   {0.048, 0.057, 0.066, 0.077, 0.088, 0.097, 0.105, 0.118, 0.131, 0.147, 0.163,
                                    0.176, 0.19,  0.215, 0.24,  0.275, 0.31,  0.39,  0.47,  0.885, 1.3}}};

}  // namespace

int fast_effort(Format format, int effort) {
  switch (format) {
    case Format::jpeg:
      return std::min(effort, 2);
    case Format::webp:
      return std::min(effort, 1);
    case Format::avif:
      return std::min(effort, 1);
    default:
      return effort;
  }
}

bool has_curve(Format format) {
  return format == Format::jpeg || format == Format::webp || format == Format::avif || format == Format::jxl;
}

const metric::Curve& curve_of(Format format, Content content) {
  const Curves& curves = format == Format::avif ? kAvif : format == Format::webp ? kWebp : kJpeg;
  return content == Content::graphic ? curves.graphic : curves.photo;
}

}  // namespace whittle::engine
