#include "engine/search/curves.h"

namespace whittle::engine {
namespace {

struct Curves {
  metric::Curve photo, graphic;
};

// Medians of photographs and of screenshots at effort 5.
constexpr Curves kJpeg{
    .photo = {.score = {-36.1, -19.5, 1.4,  14.5, 27.5, 37.4, 45.8, 51.3, 56.2, 59.2, 61.4,
                        62.1,  64.9,  67.4, 70.6, 74,   77.5, 81,   85,   88.8, 94.3},
              .bits_per_pixel = {0.087, 0.105, 0.138, 0.174, 0.217, 0.266, 0.324, 0.365, 0.422, 0.463, 0.507,
                                 0.55,  0.6,   0.662, 0.745, 0.846, 0.972, 1.153, 1.489, 2.196, 6.907},
              .sample_loss = 0.94},
    .graphic = {.score = {-0.3, 18.8, 38.1, 43.5, 49.8, 53.9, 59.8, 62.1, 66.4, 69.2, 70.5,
                          72.2, 74,   75.8, 77.8, 80.3, 82.2, 84.5, 86.4, 88.2, 94},
                .bits_per_pixel = {0.055, 0.063, 0.076, 0.088, 0.105, 0.124, 0.146, 0.161, 0.18,  0.195, 0.212,
                                   0.217, 0.234, 0.255, 0.308, 0.361, 0.424, 0.505, 0.589, 0.715, 2},
                .sample_loss = 0.89}};
constexpr Curves kWebp{
    .photo = {.score = {2,    17.3, 26.3, 33.3, 38.3, 43,   48.1, 51.3, 53.5, 55.7, 58.3,
                        60.3, 62,   64,   65.6, 67.8, 72.8, 77.3, 82.5, 87.2, 89},
              .bits_per_pixel = {0.105, 0.134, 0.168, 0.2,   0.234, 0.273, 0.312, 0.346, 0.385, 0.428, 0.459,
                                 0.499, 0.537, 0.572, 0.621, 0.669, 0.856, 1.102, 1.512, 2.375, 3.222},
              .sample_loss = 0.97},
    .graphic = {.score = {41.7, 47.4, 53.7, 59.4, 62,   68.2, 70.1, 72.6, 73.7, 73.8, 77.2,
                          77.7, 78.6, 79.9, 80.8, 81.4, 83.4, 84.8, 85.8, 86,   87},
                .bits_per_pixel = {0.076, 0.092, 0.102, 0.113, 0.125, 0.133, 0.14,  0.151, 0.162, 0.172, 0.179,
                                   0.185, 0.194, 0.2,   0.205, 0.215, 0.225, 0.262, 0.318, 0.433, 0.547},
                .sample_loss = 0.9}};
constexpr Curves kAvif{
    .photo = {.score = {-18.4, -13.9, -2.6, 5,    14.9, 23.5, 32.8, 41,   50.2, 55.7, 62.7,
                        68.4,  73,    76.4, 80.1, 82.3, 84.5, 86.6, 89.3, 92.4, 94.9},
              .bits_per_pixel = {0.068, 0.083, 0.102, 0.124, 0.148, 0.182, 0.227, 0.276, 0.357, 0.435, 0.558,
                                 0.701, 0.871, 1.032, 1.25,  1.421, 1.655, 2.016, 2.701, 3.815, 8.815},
              .sample_loss = 0.94},
    .graphic = {.score = {31,   39,   47,   52.8, 58.5, 62.8, 67.1, 70.8, 75.2, 77.6, 81.3,
                          84.2, 86.2, 87.3, 88.3, 89.1, 89.8, 90.2, 90.9, 91.5, 92.9},
                .bits_per_pixel = {0.05,  0.059, 0.07,  0.082, 0.096, 0.11,  0.126, 0.139, 0.158, 0.171, 0.197,
                                   0.218, 0.234, 0.249, 0.271, 0.284, 0.302, 0.334, 0.396, 0.538, 0.967},
                .sample_loss = 0.89}};

}  // namespace

bool has_curve(Format format) {
  return format == Format::jpeg || format == Format::webp || format == Format::avif || format == Format::jxl;
}

const metric::Curve& curve_of(Format format, Content content) {
  const Curves& curves = format == Format::avif ? kAvif : format == Format::webp ? kWebp : kJpeg;
  return content == Content::graphic ? curves.graphic : curves.photo;
}

}  // namespace whittle::engine
