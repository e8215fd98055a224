// Damaged JPEGs in the coefficient engine: an error, or the same coefficients again. Run it under the sanitizers.

#include <filesystem>
#include <fstream>
#include <random>

#include "container/header.h"
#include "tests/support/catch.h"
#include "tests/support/corpus.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::JpegCoding;
using test::JpegColour;

namespace {

/// Runs the engine on `bytes`, intact or not. Returns whether there was an output.
bool torment(const Bytes& bytes) {
  MemorySource source(bytes);
  const Result<container::Header> facts = container::read_header(source, Format::jpeg);
  if (!facts.ok()) return false;
  engine::Settings settings = test::lossless(Format::jpeg);
  settings.max_pixels = 4'000'000;
  settings.effort = 2;
  const auto output = test::run(bytes, *facts, settings);
  if (!output.ok()) {
    CHECK_FALSE(output.error().message.empty());
    CHECK(output.error().reason != Reason::verification_failed);
    return false;
  }
  CHECK(test::read_jpeg_content(output->bytes) == test::read_jpeg_content(bytes));
  return true;
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> files;
  for (const JpegCoding coding : {JpegCoding::sequential, JpegCoding::progressive}) {
    files.push_back(test::write_jpeg_file({.width = 70, .height = 50, .coding = coding}));
    files.push_back(test::write_jpeg_file({.width = 33, .height = 9, .colour = JpegColour::ycck, .coding = coding}));
    files.push_back(test::write_jpeg_file({.width = 48, .height = 48, .coding = coding, .restart_rows = 1}));
  }
  return files;
}

}  // namespace

TEST_CASE("bytes changed at random give an error or the same coefficients") {
  std::mt19937 random(11);
  int changed = 0, survived = 0;
  for (const Bytes& seed : seeds()) {
    CHECK(torment(seed));
    for (int round = 0; round < 150; ++round) {
      Bytes bytes = seed;
      for (std::size_t n = 1 + random() % 3; n > 0; --n) {
        // Half of the changes go into the segments before the first scan.
        const std::size_t range = random() % 2 == 0 ? std::min<std::size_t>(bytes.size(), 700) : bytes.size();
        bytes[2 + random() % (range - 2)] = static_cast<std::byte>(random());
      }
      ++changed;
      survived += torment(bytes) ? 1 : 0;
    }
  }
  CHECK(survived > 0);
  CHECK(survived < changed);
}

TEST_CASE("prefixes give an error") {
  for (const Bytes& seed : seeds()) {
    for (std::size_t size = 0; size < seed.size(); size += 1 + size / 20) {
      CHECK_FALSE(torment(Bytes(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(size))));
    }
  }
}

TEST_CASE("the damaged files of the corpus give an error or the same coefficients") {
  const auto broken = test::corpus("broken");
  if (!broken) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*broken)) {
    if (entry.path().extension() != ".jpg") continue;
    INFO(entry.path());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const ByteView bytes = as_bytes(text);
    try {
      torment({bytes.begin(), bytes.end()});
    } catch (const std::runtime_error& error) {
      FAIL_CHECK(error.what());  // libjpeg warned about what the engine took for intact
    }
  }
}
