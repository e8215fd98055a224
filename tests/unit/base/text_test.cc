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
  CHECK(ellipsize_left("abcdef", 6) == "abcdef");
  CHECK(ellipsize_left("abcdef", 4) ==
        "\xE2\x80\xA6"
        "def");
  CHECK(display_width(ellipsize_left("\xE6\xBC\xA2\xE5\xAD\x97xyz", 5)) <= 5);
  CHECK(ellipsize_left("abc", 0).empty());
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
  files[0].outcome = Outcome::optimized;
  files[0].bytes_in = 100;
  files[0].bytes_out = 60;
  files[1].outcome = Outcome::kept;
  files[1].bytes_in = files[1].bytes_out = 50;
  files[2].outcome = Outcome::failed;
  files[2].bytes_in = files[2].bytes_out = 7;
  const Summary summary = summarize(files, 1.5);
  CHECK(summary.files == 3);
  CHECK(summary.bytes_in == 150);
  CHECK(summary.bytes_out == 110);
  CHECK(summary.saved() == 40);
  CHECK(summary.failed == 1);
}
