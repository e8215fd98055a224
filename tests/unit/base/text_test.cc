#include "base/text.h"

#include "base/hash.h"
#include "base/units.h"
#include "tests/support/catch.h"
#include "whittle/result.h"

using namespace whittle;

TEST_CASE("UTF-8 is taken in its shortest form only") {
  CHECK(is_valid_utf8("plain, \xC3\xBC, \xE2\x82\xAC, \xF0\x9F\x98\x80"));
  CHECK(!is_valid_utf8("\xFF"));
  CHECK(!is_valid_utf8("\xC0\xAF"));          // overlong
  CHECK(!is_valid_utf8("\xE0\x80\x80"));      // overlong
  CHECK(!is_valid_utf8("\xED\xA0\x80"));      // surrogate
  CHECK(!is_valid_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK(!is_valid_utf8("a\xE2\x82"));         // cut
  CHECK(to_utf8_lossy("a\xFF\xE2\x82z") == "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST_CASE("names cannot move the cursor or reorder a line") {
  CHECK(sanitize("a\nb\x1b[31m\x7f") == "a\\x0ab\\x1b[31m\\x7f");
  CHECK(sanitize("a\xE2\x80\xAEgnp.exe") == "a\\u202egnp.exe");
  CHECK(sanitize("\xFFx") == "\\xffx");
  CHECK(sanitize("gr\xC3\xBC\xC3\x9F") == "gr\xC3\xBC\xC3\x9F");
}

TEST_CASE("base64 pads") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("\xFF\xFE\xFD") == "//79");
}

TEST_CASE("widths and cuts count columns") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("\xE6\xBC\xA2\xE5\xAD\x97") == 4);  // two wide characters
  CHECK(display_width("e\xCC\x81") == 1);                 // a combining accent
  CHECK(display_width("\xE2\x9C\xA8") == 2);              // sparkles
  CHECK(display_width("\xE2\x9D\xA4\xEF\xB8\x8F") == 2);  // a heart that is to be an emoji
  const std::string dots = "\xE2\x80\xA6";
  CHECK(ellipsize_middle("abcdef", 6) == "abcdef");
  CHECK(ellipsize_middle("abcdef", 5) == "ab" + dots + "ef");
  CHECK(ellipsize_middle("abcdef", 4) == "a" + dots + "ef");
  CHECK(ellipsize_middle("abcdef", 1) == dots);
  CHECK(ellipsize_middle("abc", 0).empty());
  CHECK(ellipsize_end("abcdef", 4) == "abc" + dots);
  CHECK(ellipsize_end("abc", 3) == "abc");
  CHECK(ellipsize_end("abc", 0).empty());
}

TEST_CASE("cuts leave whole characters, with their marks, in the columns there are") {
  const std::string wide = "\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2xyz", marked = "e\xCC\x81";
  for (const std::string& text :
       {wide + wide, "a" + wide, marked + marked + wide + marked + marked, wide + "\xFF\xFE"}) {
    for (int width = 1; width < display_width(text); ++width) {
      INFO(text << " in " << width);
      for (const std::string& cut : {ellipsize_middle(text, width), ellipsize_end(text, width)}) {
        CHECK(display_width(cut) <= width);
        CHECK(display_width(cut) >= width - 2);
        const std::size_t dots = cut.find("\xE2\x80\xA6");
        REQUIRE(dots != std::string::npos);
        CHECK(cut.substr(0, dots) == text.substr(0, dots));
        const std::string tail = cut.substr(dots + 3);
        CHECK(text.ends_with(tail));
        CHECK_FALSE(tail.starts_with("\xCC\x81"));
        CHECK_FALSE(text.substr(dots).starts_with("\xCC\x81"));
      }
    }
  }
}

TEST_CASE("units") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(999) == "999 B");
  CHECK(format_bytes(1000) == "1.0 kB");
  CHECK(format_bytes(999'949) == "999.9 kB");
  CHECK(format_bytes(999'950) == "1.0 MB");
  CHECK(format_bytes(~std::uint64_t{0}) == "18.4 EB");
  CHECK(format_duration(3.21) == "3.2 s");
  CHECK(format_duration(59.97) == "1m 00s");
  CHECK(format_duration(3725) == "1h 02m");
  CHECK(format_percent(0.1234) == "12.3 %");
}

TEST_CASE("the content hash is XXH3-128") {
  // Reference value of the empty input, from the algorithm's specification.
  CHECK(hex(hash128({})) == "99aa06d3014798d86001c324468d497f");
  CHECK(hash128(as_bytes("a")) != hash128(as_bytes("b")));
}

TEST_CASE("names of formats and extensions") {
  CHECK(format_from_name("JPG") == Format::jpeg);
  CHECK(format_from_name("bmp") == std::nullopt);
  CHECK(format_from_extension("a/b.TIF") == Format::tiff);
  CHECK(format_from_extension("png") == std::nullopt);
  for (const Format format : kTargetFormats) {
    CHECK(format_from_name(to_string(format)) == format);
    CHECK(format_from_name(file_extension(format)) == format);
  }
}

TEST_CASE("totals leave out what failed or was skipped") {
  std::vector<FileResult> files(3);
  files[0].input = "a";
  files[1].input = "b";
  files[2].input = "c";
  files[0].outcome = Outcome::optimized;
  files[0].bytes_in = 100;
  files[0].bytes_out = 60;
  files[1].outcome = Outcome::kept;
  files[1].bytes_in = files[1].bytes_out = 50;
  files[2].outcome = Outcome::failed;
  files[2].bytes_in = files[2].bytes_out = 7;
  const Summary summary = summarize(files, 1.5);
  CHECK(summary.inputs == 3);
  CHECK(summary.outputs == 2);
  CHECK(summary.bytes_in == 150);
  CHECK(summary.bytes_out == 110);
  CHECK(summary.saved() == 40);
  CHECK(summary.failed == 1);
}

TEST_CASE("an input counts once, however many outputs it has") {
  const auto row = [](std::string input, Outcome outcome, std::uint64_t in, std::uint64_t out) {
    FileResult result;
    result.input = std::move(input);
    result.outcome = outcome;
    result.reason = outcome == Outcome::kept ? Reason::not_smaller : Reason::none;
    result.bytes_in = in;
    result.bytes_out = out;
    return result;
  };
  FileResult twice = row("a.png", Outcome::skipped, 100, 100);
  twice.reason = Reason::duplicate;
  const std::vector<FileResult> files = {row("a.png", Outcome::converted, 100, 40),
                                         row("a.png", Outcome::optimized, 100, 90),
                                         twice,
                                         twice,
                                         row("b.png", Outcome::kept, 10, 10),
                                         row("b.png", Outcome::optimized, 10, 9),
                                         row("c.png", Outcome::converted, 50, 20),
                                         row("c.png", Outcome::failed, 50, 50),
                                         row("d.png", Outcome::failed, 70, 70),
                                         row("d.png", Outcome::failed, 70, 70)};
  const Summary summary = summarize(files, 0);
  CHECK(summary.inputs == 5);  // a path that is named twice is two
  CHECK(summary.outputs == 5);
  CHECK(summary.converted == 1);
  CHECK(summary.skipped == 1);
  CHECK(summary.optimized == 1);
  CHECK(summary.failed == 2);
  CHECK(summary.kept == 0);
  CHECK(summary.bytes_in == 160);
  CHECK(summary.bytes_out == 169);
  CHECK(summarize(files, 0, Mode::list).bytes_out == 160);
}
