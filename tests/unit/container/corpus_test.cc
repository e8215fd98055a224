// The image parsers on real files: they are held to what is known of the corpus.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "container/gif/blocks.h"
#include "container/header.h"
#include "container/integrity.h"
#include "container/jpeg/markers.h"
#include "container/sniff.h"
#include "container/tiff/tiff.h"
#include "tests/support/catch.h"
#include "tests/support/corpus.h"
#include "tests/support/strict_source.h"

using namespace whittle;
using namespace whittle::test;
namespace fs = std::filesystem;

namespace {

struct File {
  std::string name;  ///< below the corpus
  std::string content;

  ByteView bytes() const { return as_bytes(content); }
  Format format() const { return container::sniff(bytes().first(std::min(bytes().size(), container::kSniffBytes))); }
};

/// Calls `visit` for every image file in `folder` of the corpus, and says how many there were.
template <typename Visit>
std::size_t for_each(std::string_view folder, Visit visit) {
  const auto root = corpus(folder);
  if (!root) return 0;
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(*root)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".csv") continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    File file{(fs::path(folder) / entry.path().lexically_relative(*root)).string(),
              std::string(std::istreambuf_iterator<char>(stream), {})};
    visit(file);
    ++count;
  }
  CHECK(count > 0);
  return count;
}

/// Where the image ends: some files carry more behind it.
std::size_t end_of_image(const File& file) {
  if (file.format() == Format::jpeg) {
    container::JpegMarkers markers(file.bytes());
    for (;;) {
      const auto segment = markers.next();
      if (!segment.ok() || !segment->has_value()) return markers.position();
    }
  }
  if (file.format() == Format::gif) {
    MemorySource source(file.bytes());
    container::Window window(source);
    container::GifBlocks blocks(window);
    std::uint64_t end = 0;
    if (!blocks.screen().ok()) return file.bytes().size();
    for (;;) {
      const auto block = blocks.next();
      if (!block.ok() || !block->has_value()) return static_cast<std::size_t>(end);
      end = (*block)->end;
    }
  }
  return file.bytes().size();
}

bool meant_to_be_broken(const File& file) {
  return file.name.starts_with("pngsuite/x");
}

}  // namespace

TEST_CASE("Undamaged files have sane headers and are found whole") {
  for (const char* folder : {"photo", "camera", "site", "screenshot", "texture", "pngsuite", "jpeg-variants",
                             "animated", "colour", "metric"}) {
    for_each(folder, [](const File& file) {
      if (meant_to_be_broken(file) || file.format() == Format::svg) return;
      INFO(file.name);
      StrictSource source(file.bytes());
      const Result<container::Header> header = container::read_header(source, file.format());
      if (!header.ok()) FAIL(header.error().message);
      CHECK(header->width > 0);
      CHECK(header->height > 0);
      CHECK(header->pixels() <= 100'000'000);
      const Status whole = container::check_integrity(file.bytes(), file.format());
      if (!whole.ok()) FAIL(whole.error().message);
    });
  }
}

TEST_CASE("Damage that a container walk can see is seen") {
  for_each("pngsuite", [](const File& file) {
    INFO(file.name);
    if (meant_to_be_broken(file)) CHECK_FALSE(container::check_integrity(file.bytes(), file.format()).ok());
  });
  for_each("broken/fuzz", [](const File& file) {
    INFO(file.name);
    CHECK_FALSE(container::check_integrity(file.bytes(), file.format()).ok());
  });
  // The others in this folder are large, odd or mislabelled, but whole.
  constexpr std::string_view kDamaged[] = {"corrupt-header.jpg",     "corrupted.jpg", "incomplete_image.jpg",
                                           "invalid_multiframe.gif", "truncated.gif", "truncated.jpg",
                                           "truncated.png"};
  for_each("broken", [&](const File& file) {
    if (file.name.starts_with("broken/fuzz/")) return;
    INFO(file.name);
    const bool damaged = std::any_of(std::begin(kDamaged), std::end(kDamaged),
                                     [&](std::string_view name) { return file.name == "broken/" + std::string(name); });
    CHECK(container::check_integrity(file.bytes(), file.format()).ok() == !damaged);
  });
}

TEST_CASE("Real files cut off anywhere are never found whole") {
  for (const char* folder : {"animated", "colour", "jpeg-variants", "pngsuite"}) {
    for_each(folder, [](const File& file) {
      if (meant_to_be_broken(file)) return;
      const Format format = file.format();
      for (std::size_t part = 0; part < 24; ++part) {
        const ByteView prefix = file.bytes().first(end_of_image(file) * part / 24);
        StrictSource source(prefix);
        const Result<container::Header> header = container::read_header(source, format);
        if (header.ok()) CHECK(header->width > 0);
        INFO(file.name << " to " << prefix.size());
        if (!container::check_integrity(prefix, format).ok()) continue;
        // Of a TIFF with all of its pixels what is missing is left to whoever reads its tags.
        REQUIRE(format == Format::tiff);
        CHECK_FALSE(container::check_tiff_readable(prefix).ok());
      }
    });
  }
}

TEST_CASE("Headers of real files take few and small reads") {
  std::size_t files = 0, reads = 0;
  for (const char* folder : {"photo", "site", "screenshot", "texture"}) {
    for_each(folder, [&](const File& file) {
      // A PNG is walked to its end, for an orientation behind the pixels.
      if (file.format() == Format::svg || file.format() == Format::png) return;
      StrictSource source(file.bytes());
      (void)container::read_header(source, file.format());
      reads += static_cast<std::size_t>(source.reads);
      ++files;
    });
  }
  CHECK(reads * 10 <= files * 22);
}

TEST_CASE("Known facts of known files") {
  std::size_t met = 0;
  const auto expect = [&](const char* folder, const char* name, auto check) {
    for_each(folder, [&](const File& file) {
      if (file.name != std::string(folder) + "/" + name) return;
      INFO(file.name);
      StrictSource source(file.bytes());
      const Result<container::Header> header = container::read_header(source, file.format());
      REQUIRE(header.ok());
      check(*header);
      ++met;
    });
  };
  using container::Has;
  expect("colour", "gain-map.jpg", [](const container::Header& h) { CHECK(h.carries(container::Extra::gain_map)); });
  expect("animated", "apng_file.png", [](const container::Header& h) { CHECK(h.frames == 20); });
  expect("camera", "portrait_8.jpg", [](const container::Header& h) { CHECK(h.orientation == 8); });
  expect("jpeg-variants", "testimgari.jpg", [](const container::Header& h) { CHECK(h.arithmetic == Has::yes); });
  expect("jpeg-variants", "testorig12.jpg", [](const container::Header& h) { CHECK(h.unusual_coding == Has::yes); });
  expect("jpeg-variants", "flower_small.cmyk.jpg",
         [](const container::Header& h) { CHECK(h.colour == container::Colour::cmyk); });
  expect("colour", "pitm.avif", [](const container::Header& h) {  // a grid that is not the first item
    CHECK(h.width == 4096);
    CHECK(h.height == 800);
    CHECK(h.mixed_pages == Has::no);
  });
  if (corpus("")) CHECK(met == 7);
}
