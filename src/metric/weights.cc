#include "metric/weights.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace whittle::metric {
namespace {

constexpr std::size_t kNorms = 6;

// By plane (X, Y, B), then scale (1:1 to 1:32), then mean of ssim, ringing, blur and 4-norm of ssim, ringing, blur.
constexpr std::array<double, 3 * kScales* kNorms> kWeights = {
    // X
    0.0, 0.0007376606707406586, 0.0, 0.0, 0.0007793481682867309, 0.0, 0.0, 0.0004371155730107379, 0.0,
    1.1041726426657346, 0.00066284834129271, 0.00015231632783718752, 0.0, 0.0016406437456599754, 0.0,
    1.8422455520539298, 11.441172603757666, 0.0, 0.0007989109436015163, 0.000176816438078653, 0.0, 1.8787594979546387,
    10.94906990605142, 0.0, 0.0007289346991508072, 0.9677937080626833, 0.0, 0.00014003424285435884, 0.9981766977854967,
    0.00031949755934435053, 0.0004550992113792063, 0.0, 0.0, 0.0013648766163243398, 0.0, 0.0,
    // Y
    0.0, 0.0, 0.0, 7.466890328078848, 0.0, 17.445833984131262, 0.0006235601634041466, 0.0, 0.0, 6.683678146179332,
    0.00037724407979611296, 1.027889937768264, 225.20515300849274, 0.0, 0.0, 19.213238186143016, 0.0011401524586618361,
    0.001237755635509985, 176.39317598450694, 0.0, 0.0, 24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
    0.0, 0.0, 0.0, 34.77906344483772, 44.835625328877896, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    // B
    0.0, 0.0008680556573291698, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0005313191874358747, 0.0, 0.00016533814161379112, 0.0, 0.0,
    0.0, 0.0, 0.0, 0.0004179171803251336, 0.0017290828234722833, 0.0, 0.0020827005846636437, 0.0, 0.0,
    8.826982764996862, 23.19243343998926, 0.0, 95.1080498811086, 0.9863978034400682, 0.9834382792465353,
    0.0012286405048278493, 171.2667255897307, 0.9807858872435379, 0.0, 0.0, 0.0, 0.0005130064588990679, 0.0,
    0.00010854057858411537};

/// Norms below this weight move a score by at most 0.0003 all together.
constexpr double kNegligible = 0.003;

std::span<const double> weights_of(std::size_t plane, std::size_t scale) {
  return std::span(kWeights).subspan((plane * kScales + scale) * kNorms, kNorms);
}

}  // namespace

Needs needs_of(std::size_t plane, std::size_t scale) {
  const auto weights = weights_of(plane, scale);
  const auto matters = [&](std::size_t i) { return weights[i] > kNegligible; };
  return {matters(0) || matters(3), matters(1) || matters(2) || matters(4) || matters(5)};
}

PlaneSet planes_used(std::size_t scale) {
  PlaneSet used;
  for (std::size_t plane = 0; plane < used.size(); ++plane) {
    const Needs needs = needs_of(plane, scale);
    used[plane] = needs.ssim || needs.edges;
  }
  return used;
}

double weighted_sum(const std::array<double, 6>& norms, std::size_t plane, std::size_t scale) {
  const auto weights = weights_of(plane, scale);
  double sum = 0;
  for (std::size_t i = 0; i < kNorms; ++i) sum += weights[i] * norms[i];
  return sum;
}

double score_of(double weighted) {
  const double x = weighted * 0.9562382616834844;
  const double bent = 2.326765642916932 * x - 0.020884521182843837 * x * x + 6.248496625763138e-05 * x * x * x;
  return bent > 0 ? 100.0 - 10.0 * std::pow(bent, 0.6276336467831387) : 100.0;
}

}  // namespace whittle::metric
