#include "container/payload/code_points.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace whittle::container {
namespace {

constexpr Chromaticities::Point kD65{0.3127, 0.3290}, kWhiteC{0.310, 0.316};
constexpr double kPageWhite = 203;  ///< cd/m2

// H.273, table 2.
struct Row {
  std::uint8_t code;
  Chromaticities chromaticities;
};
constexpr Row kPrimaries[] = {
    {1, kSrgbChromaticities},
    {2, kSrgbChromaticities},
    {4, {kWhiteC, {0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}}},
    {5, {kD65, {0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}}},
    {6, {kD65, {0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}}},
    {7, {kD65, {0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}}},
    {8, {kWhiteC, {0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}}},
    {9, {kD65, {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}}},
    {11, {{0.314, 0.351}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}}},
    {12, {kD65, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}}},
    {22, {kD65, {0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}}},
};

// SMPTE ST 2084, in units of 10000 cd/m2.
double pq_light(double signal) {
  constexpr double kM1 = 2610.0 / 16384, kM2 = 2523.0 / 4096 * 128, kC1 = 3424.0 / 4096, kC2 = 2413.0 / 4096 * 32,
                   kC3 = 2392.0 / 4096 * 32;
  const double root = std::pow(signal, 1 / kM2);
  return std::pow(std::max(root - kC1, 0.0) / (kC2 - kC3 * root), 1 / kM1);
}

// ARIB STD-B67.
double hlg_scene_light(double signal) {
  constexpr double kA = 0.17883277, kB = 0.28466892, kC = 0.55991073;
  return signal <= 0.5 ? signal * signal / 3 : (std::exp((signal - kC) / kA) + kB) / 12;
}

// SMPTE ST 240.
double smpte240_light(double signal) {
  constexpr double kA = 1.1115, kB = 0.0228;
  return signal < 4 * kB ? signal / 4 : std::pow((signal + kA - 1) / kA, 1 / 0.45);
}

// SMPTE ST 428-1: its white is at 48 cd/m2 of the 52.37 of the largest signal.
double cinema_light(double signal) {
  return std::pow(signal, 2.6) * 52.37 / 48;
}

double srgb_light(double signal) {
  return signal <= 0.04045 ? signal / 12.92 : std::pow((signal + 0.055) / 1.055, 2.4);
}

}  // namespace

std::optional<Chromaticities> primaries_of(std::uint8_t code) {
  const auto* const row =
      std::find_if(std::begin(kPrimaries), std::end(kPrimaries), [&](const Row& r) { return r.code == code; });
  return row == std::end(kPrimaries) ? std::nullopt : std::optional(row->chromaticities);
}

// H.273, table 3.
Transfer transfer_of(std::uint8_t code) {
  using enum Transfer::Kind;
  switch (code) {
    case 1:
    case 2:
    case 6:
    case 11:
    case 12:
    case 13:
    case 14:
    case 15:
      return {srgb};
    case 4:
      return {power, 2.2};
    case 5:
      return {power, 2.8};
    case 7:
      return {smpte240};
    case 8:
      return {power, 1};
    case 9:
      return {logarithm, 2};
    case 10:
      return {logarithm, 2.5};
    case 16:
      return {pq};
    case 17:
      return {cinema};
    case 18:
      return {hlg};
    default:
      return {unknown};
  }
}

bool says_srgb(CodePoints points) {
  const bool primaries = points.primaries == 1 || points.primaries == 2;
  return primaries && transfer_of(points.transfer).kind == Transfer::Kind::srgb;
}

double light_of(const Transfer& transfer, double signal) {
  using enum Transfer::Kind;
  switch (transfer.kind) {
    case power:
      return std::pow(signal, transfer.exponent);
    case smpte240:
      return smpte240_light(signal);
    case logarithm:
      return signal <= 0 ? 0 : std::pow(10, (signal - 1) * transfer.exponent);
    case cinema:
      return cinema_light(signal);
    case pq:
      return pq_light(signal) * 10'000 / kPageWhite;
    case hlg:
      return hlg_scene_light(signal);
    default:
      return srgb_light(signal);
  }
}

double hlg_gain(double luminance) {
  constexpr double kSystemGamma = 1.2, kPeak = 1000;
  return std::pow(luminance, kSystemGamma - 1) * kPeak / kPageWhite;
}

}  // namespace whittle::container
