#include "engine/search/quantisers.h"

#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

using namespace whittle;

namespace {

struct Picture {
  explicit Picture(int bands, Format format) : settings(test::lossy(format)) {
    encoding.prepared.image = test::make_image(48, 40, bands, test::Pattern::noise);
  }
  Bytes at(int quality) {
    settings.quality = quality;
    return encode(encoding, settings).value().bytes;
  }

  engine::Settings settings;
  container::Header facts{};
  engine::Job job{.input = {}, .facts = facts, .settings = settings, .deadline = {}};
  engine::Encoding encoding{.job = job, .row = engine::row_of(settings.format), .exact = false};
};

}  // namespace

TEST_CASE("qualities of AVIF are the same when they give the same file of the whole picture") {
  for (const int bands : {3, 4}) {
    Picture picture(bands, Format::avif);
    engine::Quantisers quantisers(picture.encoding);
    Bytes last = picture.at(1);
    int same = 0;
    for (int quality = 2; quality <= 100; ++quality) {
      CAPTURE(bands, quality);
      Bytes next = picture.at(quality);
      CHECK(quantisers(quality - 1, quality) == (next == last));
      same += next == last ? 1 : 0;
      last = std::move(next);
    }
    CHECK(same > 0);
  }
}

TEST_CASE("of other formats it is not known which qualities give the same file") {
  Picture picture(3, Format::webp);
  engine::Quantisers quantisers(picture.encoding);
  CHECK_FALSE(quantisers(50, 50));
}
