#include "container/tail.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace std::string_view_literals;
using container::Extra;
using container::MetadataEdit;
using test::joined;
using test::Writer;

namespace {

struct Sample {
  Format format;
  Bytes file;
};

std::vector<Sample> files() {
  return {{Format::png, test::make_png()},
          {Format::webp, test::make_webp(test::WebpCoding::lossless)},
          {Format::webp, test::make_extended_webp()},
          {Format::gif, test::make_gif()},
          {Format::tiff, test::make_tiff()},
          {Format::avif, test::make_avif()},
          {Format::avif, test::make_avif({.sequence_frames = 2})}};
}

Bytes film() {
  return Writer().be32(24).text("ftypmp42").be32(0).text("isomxxxx").be32(16).text("mdat").fill(8, 'V').done();
}

Bytes behind(const Bytes& file, ByteView rest) {
  return joined({file, rest});
}

bool stays(const Sample& sample, ByteView rest, MetadataSet strip) {
  const Bytes file = behind(sample.file, rest);
  return container::kept_tail(file, sample.format, {.strip = strip}).size() == rest.size();
}

}  // namespace

TEST_CASE("Nothing stands behind a picture that is the whole file") {
  for (const Sample& sample : files()) {
    CAPTURE(sample.format);
    CHECK(container::picture_end(sample.file, sample.format) == sample.file.size());
  }
}

TEST_CASE("A film behind any picture is found, and goes with extras alone") {
  for (const Sample& sample : files()) {
    CAPTURE(sample.format);
    const Bytes file = behind(sample.file, film());
    CHECK(container::picture_end(file, sample.format) == sample.file.size());
    CHECK(container::extras_behind(file, sample.format) == bit(Extra::film));
    CHECK(stays(sample, film(), 0));
    CHECK(stays(sample, film(), kAllMetadata & ~bit(Metadata::extras)));
    CHECK_FALSE(stays(sample, film(), bit(Metadata::extras)));
  }
}

TEST_CASE("Unknown bytes behind a picture go when all is stripped") {
  const ByteView rest = as_bytes("nobody knows what this is"sv);
  for (const Sample& sample : files()) {
    CAPTURE(sample.format);
    CHECK(container::extras_behind(behind(sample.file, rest), sample.format) == 0);
    CHECK(stays(sample, rest, 0));
    CHECK(stays(sample, rest, bit(Metadata::comment)));
    CHECK_FALSE(stays(sample, rest, kAllMetadata));
  }
}

TEST_CASE("A box moov behind a still AVIF is a film, in a sequence it is its own") {
  const Bytes index = Writer().be32(24).text("moov").be32(16).text("mvhd").fill(8, 'i').done();
  const Bytes still = test::make_avif();
  CHECK(container::extras_behind(behind(still, index), Format::avif) == bit(Extra::film));
  const Bytes sequence = test::make_avif({.sequence_frames = 2});
  CHECK(container::extras_behind(sequence, Format::avif) == 0);
}

TEST_CASE("Metadata chunks behind the RIFF size belong to a WebP, others do not") {
  const Bytes file = test::make_extended_webp();
  const Bytes exif = test::riff_chunk("EXIF", test::exif_block(1)), other = test::riff_chunk("abcd", as_bytes("12"sv));
  CHECK(container::picture_end(joined({file, exif, other}), Format::webp) == file.size() + exif.size());
}
