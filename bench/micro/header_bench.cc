// sniff and header: what --list and validation pay for each file besides opening it.
//
//   build/dev/bench/whittle_micro [IMAGE...]      one benchmark a named file, and a tiny PNG in any case

#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "container/header.h"
#include "container/sniff.h"

namespace {

using whittle::ByteView;

// 1x1, grey, 8 bits.
constexpr unsigned char kTinyPng[] = {
    0x89, 'P',  'N',  'G',  0x0D, 0x0A, 0x1A, 0x0A, 0,    0,    0,    13,  'I',  'H',  'D',  'R',  0,
    0,    0,    1,    0,    0,    0,    1,    8,    0,    0,    0,    0,   0x3A, 0x7E, 0x9B, 0x55, 0,
    0,    0,    10,   'I',  'D',  'A',  'T',  0x78, 0x9C, 0x63, 0x60, 0,   0,    0,    2,    0,    1,
    0x48, 0xAF, 0xA4, 0x71, 0,    0,    0,    0,    'I',  'E',  'N',  'D', 0xAE, 0x42, 0x60, 0x82};

ByteView view(const std::vector<char>& bytes) {
  return std::as_bytes(std::span(bytes.data(), bytes.size()));
}

void sniff(benchmark::State& state, const std::vector<char>& file) {
  const ByteView prefix = view(file).first(std::min(file.size(), whittle::container::kSniffBytes));
  for (auto _ : state) benchmark::DoNotOptimize(whittle::container::sniff(prefix));
}

void header(benchmark::State& state, const std::vector<char>& file) {
  const whittle::Format format =
      whittle::container::sniff(view(file).first(std::min(file.size(), whittle::container::kSniffBytes)));
  for (auto _ : state) {
    whittle::MemorySource source(view(file));
    auto facts = whittle::container::read_header(source, format);
    if (!facts.ok()) {
      state.SkipWithError(facts.error().message.c_str());
      break;
    }
    benchmark::DoNotOptimize(facts);
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::map<std::string, std::vector<char>> files;
  files["tiny.png"].assign(std::begin(kTinyPng), std::end(kTinyPng));
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "cannot read %s\n", argv[i]);
      return 2;
    }
    files[argv[i]].assign(std::istreambuf_iterator<char>(in), {});
  }
  for (const auto& [name, bytes] : files) {
    benchmark::RegisterBenchmark(("sniff/" + name).c_str(), [&bytes](benchmark::State& state) { sniff(state, bytes); });
    benchmark::RegisterBenchmark(("header/" + name).c_str(),
                                 [&bytes](benchmark::State& state) { header(state, bytes); });
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
