#include "vips/context.h"

#include <cstdlib>
#include <thread>

#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;

TEST_CASE("libvips starts once, from any number of threads") {
  std::vector<std::thread> threads;
  std::atomic<int> started = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      if (vips::start_vips().ok()) ++started;
      vips_thread_shutdown();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(started == 8);
  CHECK(vips_concurrency_get() == 1);
  CHECK(vips_cache_get_max() == 0);
  CHECK(std::getenv("VIPS_CONCURRENCY") == nullptr);
}

TEST_CASE("loaders of formats that are not ours are blocked, ours are not") {
  REQUIRE(vips::start_vips().ok());
  const Bytes svg = test::concat({as_bytes("<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>")});
  for (const char* loader :
       {"svgload_buffer", "magickload_buffer", "radload_buffer", "uhdrload_buffer", "pdfload_buffer"}) {
    vips::Operation load(loader);
    load.set("buffer", ByteView(svg));
    INFO(loader);
    CHECK_FALSE(load.run());
    vips_error_clear();
  }
  vips::Operation matrix("matrixload");
  matrix.set("filename", "/dev/null");
  CHECK_FALSE(matrix.run());
  vips_error_clear();
  CHECK(engine::open_image(test::encode_png(test::make_image(4, 4, 3, test::Pattern::blocks).get()), Format::png).ok());
}

TEST_CASE("operations look their arguments up at run time") {
  REQUIRE(vips::start_vips().ok());
  CHECK(vips::has_operation("webpsave_buffer"));
  CHECK_FALSE(vips::has_operation("no_such_operation"));
  CHECK(vips::has_argument("webpsave_buffer", "lossless"));
  CHECK_FALSE(vips::has_argument("webpsave_buffer", "no-such-argument"));
  vips::Operation nothing("no_such_operation");
  CHECK_FALSE(nothing.set("in", 1));
  CHECK_FALSE(nothing.run());
}

TEST_CASE("failures carry our words and empty libvips' buffer") {
  REQUIRE(vips::start_vips().ok());
  vips_error("domain", "%s", "one\ntwo");
  const Error error = vips::vips_failure(Category::corrupt, Reason::corrupt, "the decoder failed");
  CHECK(error.reason == Reason::corrupt);
  CHECK(error.message.rfind("the decoder failed", 0) == 0);
  CHECK(std::string(vips_error_buffer()).empty());

  vips_error("domain", "%s", "out of memory --- size == 4MB");
  CHECK(vips::vips_failure(Category::corrupt, Reason::corrupt, "x").reason == Reason::out_of_memory);

  vips_error("vips_g_thread_new", "%s", "Error creating thread: Resource temporarily unavailable");
  const Error short_of_threads = vips::vips_failure(Category::corrupt, Reason::corrupt, "x");
  CHECK(short_of_threads.category == Category::limit);
  CHECK(short_of_threads.reason == Reason::processing_failed);

  CHECK(vips::first_line("VipsJpeg: premature end\nsecond\n") == "VipsJpeg: premature end");
  CHECK(vips::first_line("\n one.\r\n") == "one");
  CHECK(vips::first_line("").empty());
}

TEST_CASE("the version is known") {
  CHECK(vips::vips_version().rfind("8.", 0) == 0);
}
