#include "cli/values.h"

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

template <typename T>
std::string message(const Result<T>& result) {
  return result.ok() ? "" : result.error().message;
}

}  // namespace

TEST_CASE("quality is one number, numbers by format, or both") {
  CHECK(*parse_quality("80")->all == 80);
  CHECK(parse_quality("80")->by_format.empty());

  const Qualities by_format = *parse_quality("jpeg=75,WEBP=80");
  CHECK_FALSE(by_format.all);
  CHECK(by_format.by_format == std::map<Format, Quality>{{Format::jpeg, 75}, {Format::webp, 80}});

  const Qualities both = *parse_quality("80,avif=60");
  CHECK(*both.all == 80);
  CHECK(both.by_format == std::map<Format, Quality>{{Format::avif, 60}});
}

TEST_CASE("an encoder's own number is for one format") {
  const Qualities both = *parse_quality("80,avif=raw:60");
  CHECK(*both.all == 80);
  CHECK(both.by_format.at(Format::avif) == Quality::of_encoder(60));
  CHECK_FALSE(both.by_format.at(Format::avif) == Quality(60));
  CHECK(message(parse_quality("raw:60")) == "'raw:60' is the number of one encoder: say which, webp=raw:60");
  CHECK(message(parse_quality("webp=raw:0")) == "0 is not between 1 and 100");
  CHECK_FALSE(parse_quality("webp=raw:auto").ok());
}

TEST_CASE("a quality that cannot be is refused") {
  CHECK(message(parse_quality("0")) == "0 is not between 1 and 100");
  CHECK(message(parse_quality("101")) == "101 is not between 1 and 100");
  CHECK(message(parse_quality("-1")) == "-1 is not between 1 and 100");
  CHECK(message(parse_quality("jpeg=101")) == "101 is not between 1 and 100");
  CHECK(message(parse_quality("best")) ==
        "'best' is not a number from 1 to 100, auto, auto:SCORE, FMT=one of them, or FMT=raw:N");
  CHECK(message(parse_quality("auto:100")) == "'auto:100' is not auto:SCORE with a score from 1 to 99");
  CHECK(message(parse_quality("80,70")) == "'80,70' names two qualities for all formats");
  CHECK(message(parse_quality("jpg=80,jpeg=70")) == "'jpg=80,jpeg=70' names two qualities for jpeg");
  CHECK(message(parse_quality("bmp=80")) == "'bmp' is not jpeg, png, webp, gif, avif, tiff or jxl");
  for (const char* text : {"", "80,", ",80", "jpeg=", "=80", "80.5", "8O", "80%", "jpeg=75=80", "jpeg 75"}) {
    INFO(text);
    CHECK_FALSE(parse_quality(text).ok());
  }
}

TEST_CASE("auto is a quality, with or without a score") {
  CHECK(*parse_quality("auto")->all == Quality::reaching(80));
  CHECK(*parse_quality("auto:72.5")->all == Quality::reaching(72.5));
  const Qualities both = *parse_quality("80,avif=auto:70");
  CHECK(*both.all == 80);
  CHECK(both.by_format.at(Format::avif) == Quality::reaching(70));
  for (const char* text :
       {"auto:", "auto:x", "auto:0", "auto:100", "auto:-5", "auto:nan", "auto70", "auto:70x", "autos"}) {
    INFO(text);
    CHECK_FALSE(parse_quality(text).ok());
  }
}

TEST_CASE("target formats are known names, each once") {
  CHECK(parse_targets("webp,avif")->formats == std::vector{Format::webp, Format::avif});
  CHECK(parse_targets("jpg,JPEG,tif")->formats == std::vector{Format::jpeg, Format::tiff});
  CHECK_FALSE(parse_targets("webp")->smallest);
  CHECK(parse_targets("auto")->smallest);
  CHECK(parse_targets("auto")->formats.empty());
}

TEST_CASE("what is no target format is refused and the known ones are named") {
  CHECK(message(parse_targets("bmp")) == "'bmp' is not jpeg, png, webp, gif, avif, tiff, jxl, same or auto");
  CHECK(message(parse_targets("heic")) ==
        "heic cannot be written, only jpeg, png, webp, gif, avif, tiff, jxl, same or auto");
  CHECK_FALSE(parse_targets("").ok());
  CHECK_FALSE(parse_targets("webp,").ok());
  CHECK_FALSE(parse_targets("web").ok());
}

TEST_CASE("input formats include those that are only recognised") {
  CHECK(*parse_formats("png,heic,svg") == std::vector{Format::png, Format::heic, Format::svg});
  CHECK(message(parse_formats("bmp")) == "'bmp' is not jpeg, png, webp, gif, avif, tiff, jxl, heic or svg");
}

TEST_CASE("resize takes a box, an edge or a share") {
  const Resize width = *parse_resize("1600x");
  CHECK(width.kind == Resize::Kind::box);
  CHECK(width.width == 1600);
  CHECK(width.height == 0);
  CHECK_FALSE(width.enlarge);
  CHECK(parse_resize("x900")->height == 900);
  CHECK(parse_resize("1600x900!")->height == 900);
  CHECK(parse_resize("1600x900!")->enlarge);
  CHECK(parse_resize("long:1600")->kind == Resize::Kind::long_edge);
  CHECK(parse_resize("long:1600")->value == 1600);
  CHECK(parse_resize("short:800!")->kind == Resize::Kind::short_edge);
  CHECK(parse_resize("50%")->kind == Resize::Kind::percent);
  CHECK(parse_resize("12.5%")->value == 12.5);
  CHECK(parse_resize("200%!")->value == 200);
}

TEST_CASE("several sizes are a list, each once") {
  const std::vector<Resize> sizes = *parse_resizes("400x,long:800!,400x,50%");
  REQUIRE(sizes.size() == 3);
  CHECK(sizes[0].width == 400);
  CHECK(sizes[1].enlarge);
  CHECK(sizes[2].kind == Resize::Kind::percent);
  CHECK_FALSE(parse_resizes("400x,").ok());
  CHECK_FALSE(parse_resizes("").ok());
}

TEST_CASE("a resize that cannot be is refused") {
  CHECK(message(parse_resize("200%")) == "200% would enlarge: write 200%! if that is meant");
  CHECK(message(parse_resize("1600")) ==
        "'1600' is not a size such as 1600x, x900, 1600x900, long:1600, short:800 or 50%");
  for (const char* text : {"", "x", "!", "0x", "x0", "-5x", "1x2x3", "1600 x 900", "1.5x", "long:", "long:0", "wide:5",
                           "0%", "%", "50%%", "50%!!", "1600X900", "9999999999x"}) {
    INFO(text);
    CHECK_FALSE(parse_resize(text).ok());
  }
}

TEST_CASE("metadata kinds add up") {
  CHECK(*parse_metadata("exif") == bit(Metadata::exif));
  CHECK(*parse_metadata("gps,copyright") == (bit(Metadata::gps) | bit(Metadata::copyright)));
  CHECK(*parse_metadata("all") == kAllMetadata);
  CHECK(message(parse_metadata("exif,foo")) ==
        "'foo' is not safe, all, exif, gps, xmp, iptc, icc, thumb, comment, copyright, credentials or extras");
  CHECK_FALSE(parse_metadata("").ok());
}

TEST_CASE("savings and memory are a share or a size") {
  CHECK(parse_min_savings("5%")->unit == MinSavings::Unit::percent);
  CHECK(parse_min_savings("0.5%")->value == 0.5);
  CHECK(parse_min_savings("1KiB")->unit == MinSavings::Unit::bytes);
  CHECK(parse_min_savings("1KiB")->value == 1024);
  CHECK(parse_min_savings("0")->value == 0);
  CHECK_FALSE(parse_min_savings("101%").ok());
  CHECK_FALSE(parse_min_savings("%").ok());
  CHECK_FALSE(parse_min_savings("-1").ok());

  CHECK(parse_memory("70%")->unit == MemoryLimit::Unit::percent);
  CHECK(parse_memory("2GB")->value == 2e9);
  CHECK_FALSE(parse_memory("0").ok());
  CHECK_FALSE(parse_memory("0%").ok());
  CHECK_FALSE(parse_memory("lots").ok());
}

TEST_CASE("colours are hexadecimal or basic names") {
  const auto rgb = [](const char* text) {
    const Colour colour = *parse_colour(text);
    return std::vector<int>{colour.red, colour.green, colour.blue};
  };
  CHECK(rgb("#fff") == std::vector{255, 255, 255});
  CHECK(rgb("#1a2") == std::vector{0x11, 0xaa, 0x22});
  CHECK(rgb("#0180FF") == std::vector{1, 128, 255});
  CHECK(rgb("white") == std::vector{255, 255, 255});
  CHECK(rgb("teal") == std::vector{0, 128, 128});
  for (const char* text : {"", "#", "#ff", "#ffff", "#ggg", "fff", "#-12", "#+ab", "#ffffffff", "mauve", "White "}) {
    INFO(text);
    CHECK_FALSE(parse_colour(text).ok());
  }
}

TEST_CASE("jobs are a number or auto") {
  CHECK(**parse_jobs("4") == 4);
  CHECK_FALSE(parse_jobs("auto")->has_value());
  CHECK(message(parse_jobs("0")) == "0 is not between 1 and 1024");
  CHECK_FALSE(parse_jobs("all").ok());
}

TEST_CASE("a name template has known placeholders and stays inside") {
  for (const char* text :
       {"{stem}.{ext}", "{dir}/{stem}-{w}x{h}.{hash8}.{ext}", "{fmt}/{stem}.{ext}", "fixed.png", "{stem}..{ext}"}) {
    INFO(text);
    CHECK(*parse_name_template(text) == text);
  }
  CHECK(message(parse_name_template("{nom}.png")) ==
        "{nom} is not one of {stem} {ext} {name} {in} {dir} {fmt} {w} {h} {hash8}");
  CHECK(message(parse_name_template("{stem.png")) == "'{stem.png' has a brace without its partner");
  CHECK(message(parse_name_template("stem}.png")) == "'stem}.png' has a brace without its partner");
  CHECK(message(parse_name_template("../{stem}")) == "'../{stem}' leads out of the output directory");
  CHECK(message(parse_name_template("/tmp/{stem}")) == "'/tmp/{stem}' leads out of the output directory");
  CHECK(message(parse_name_template("a/")) == "'a/' has no file name");
  CHECK_FALSE(parse_name_template("").ok());
  CHECK_FALSE(parse_name_template("{}").ok());
  CHECK_FALSE(parse_name_template("{{stem}}").ok());
}
