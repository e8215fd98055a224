// SSIMULACRA2 with the reference prepared, as a search uses it: megapixels a second, and the memory of the reference
// side a pixel.
//
//   build/release/bench/whittle_metric

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdint>
#include <vector>

#include "metric/ssimulacra2.h"

namespace {

using whittle::metric::Picture;
using whittle::metric::Reference;

std::vector<std::uint8_t> samples_of(std::uint32_t width, std::uint32_t height, std::uint32_t noise) {
  std::vector<std::uint8_t> samples(std::size_t{3} * width * height);
  std::uint32_t random = 1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    random = random * 1664525 + 1013904223;
    samples[i] = static_cast<std::uint8_t>(i / 3 % width * 200 / width + random % noise);
  }
  return samples;
}

Picture view(const std::vector<std::uint8_t>& samples, std::uint32_t width, std::uint32_t height) {
  Picture picture;
  picture.width = width;
  picture.height = height;
  picture.data = reinterpret_cast<const std::byte*>(samples.data());
  picture.stride = std::size_t{3} * width;
  return picture;
}

std::size_t allocated() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void score(benchmark::State& state) {
  const auto width = static_cast<std::uint32_t>(state.range(0)), height = static_cast<std::uint32_t>(state.range(1));
  const auto original = samples_of(width, height, 40), distorted = samples_of(width, height, 50);
  const std::size_t before = allocated();
  const Reference reference(view(original, width, height));
  const std::size_t held = allocated() - before;
  for (auto _ : state) benchmark::DoNotOptimize(reference.score(view(distorted, width, height)));
  const double pixels = static_cast<double>(width) * height;
  state.counters["MP/s"] =
      benchmark::Counter(pixels / 1e6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kDefaults);
  state.counters["B/pixel"] = static_cast<double>(held) / pixels;
}

BENCHMARK(score)->Args({768, 512})->Args({2048, 1365})->Args({7680, 4320})->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
