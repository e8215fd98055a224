#include <cstdlib>

#include "engine/engine.h"
#include "tests/support/catch.h"

using namespace whittle;
using engine::common_quality;
using engine::encoder_quality;

TEST_CASE("more quality is never a lower number of an encoder") {
  for (const Format format : kTargetFormats) {
    for (int effort = 0; effort <= 9; ++effort) {
      INFO(to_string(format) << " at effort " << effort);
      int before = 1;
      for (int quality = 1; quality <= 100; ++quality) {
        const int number = encoder_quality(format, effort, quality);
        CHECK(number >= before);
        CHECK(number <= 100);
        before = number;
      }
    }
  }
}

TEST_CASE("a number of an encoder amounts to the quality that it stands for") {
  for (const Format format : kTargetFormats) {
    for (int effort = 0; effort <= 9; ++effort) {
      INFO(to_string(format) << " at effort " << effort);
      for (int quality = 1; quality <= 100; ++quality) {
        const int number = encoder_quality(format, effort, quality);
        // Several qualities may have one number; then the nearest is said.
        CHECK(encoder_quality(format, effort, common_quality(format, effort, number)) == number);
      }
      int before = 1;
      for (int number = 1; number <= 100; ++number) {
        const int quality = common_quality(format, effort, number);
        CHECK(quality >= before);
        CHECK(quality <= 100);
        before = quality;
      }
    }
  }
}

TEST_CASE("encoders count differently, and JPEG as libjpeg does") {
  for (const int quality : {50, 60, 70, 80, 90}) {
    CHECK(encoder_quality(Format::webp, 5, quality) > quality);
    CHECK(encoder_quality(Format::avif, 5, quality) < quality);
  }
  for (const Format format : {Format::jpeg, Format::png, Format::gif, Format::tiff, Format::jxl}) {
    for (const int quality : {1, 40, 80, 100}) {
      CHECK(encoder_quality(format, 5, quality) == quality);
      CHECK(common_quality(format, 5, quality) == quality);
    }
  }
}

TEST_CASE("what was asked for is what is said, what was searched is computed") {
  engine::Settings settings;
  settings.format = Format::avif;
  settings.quality = encoder_quality(Format::avif, settings.effort, 81);
  settings.asked_quality = 81;
  CHECK(common_quality(settings, settings.quality) == 81);
  CHECK(common_quality(settings, 30) == common_quality(Format::avif, settings.effort, 30));
  settings.asked_quality.reset();
  CHECK(std::abs(common_quality(settings, settings.quality) - 81) <= 1);
}
