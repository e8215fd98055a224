// Each fault of a worker costs its own file, with the right reason, and nothing else.

#include <sys/wait.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/sanitized.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/temp_dir.h"
#include "whittle/optimize.h"

using namespace whittle;
namespace fs = std::filesystem;

namespace {

Bytes png_with_comment(const std::string& text, std::uint32_t side = 64) {
  test::PngSpec spec;
  spec.width = spec.height = side;  // stored without compression: there is something to save
  spec.after_pixels = test::png_chunk("tEXt", as_bytes("Comment" + std::string(1, '\0') + text));
  return test::make_png(spec);
}

void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// With one program that starts workers, and with both.
constexpr const char* kPrograms[] = {WHITTLE_FAULT_WORKER, WHITTLE_FAULT_PAIR "/whittle-worker"};

/// Good files around one with a fault.
struct Batch {
  test::TempDir dir;
  Options options;
  Bytes good = png_with_comment("nothing special"), bad;

  explicit Batch(const std::string& fault, int good_files = 6) : bad(png_with_comment("whittle-fault:" + fault + ";")) {
    for (int i = 0; i < good_files; ++i) write("good" + std::to_string(i) + ".png", good);
    write("bad.png", bad);
    options.paths = {dir.path()};
    options.destination = InPlace{};
    options.worker_program = WHITTLE_FAULT_WORKER;
    options.jobs = 2;
    options.timeout_seconds = 30;
  }

  void write(const std::string& name, const Bytes& bytes) const { write_file(dir.path() + "/" + name, bytes); }

  /// The row of the bad file, once it is seen that the others are done and nothing is left behind.
  FileResult run() {
    FileResult row = run_whatever_comes();
    CHECK(row.outcome == Outcome::failed);
    REQUIRE(row.error);
    CHECK(fs::file_size(dir.path() + "/bad.png") == bad.size());
    return row;
  }

  /// The same for one that may come out well.
  FileResult run_whatever_comes() {
    OptimizeResult result = optimize(options, nullptr);
    REQUIRE(std::holds_alternative<RunReport>(result));
    const RunReport& report = std::get<RunReport>(result);
    CHECK(report.sandbox.starts_with("worker processes"));
    FileResult row;
    for (const FileResult& file : report.files) {
      if (file.input.ends_with("bad.png")) {
        row = file;
      } else {
        INFO(file.input << ": " << (file.error ? file.error->message : ""));
        CHECK(file.outcome == Outcome::optimized);
        CHECK(fs::file_size(file.input) < good.size());
      }
    }
    for (const auto& entry : fs::directory_iterator(dir.path())) CHECK(entry.path().extension() == ".png");
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // no child is left
    return row;
  }
};

}  // namespace

TEST_CASE("a crash costs one file") {
  for (const char* fault : {"crash", "abort", "exit"}) {
    INFO(fault);
    const FileResult row = Batch(fault).run();
    CHECK(row.reason == Reason::crashed);
    CHECK(row.attempts > 1);
  }
}

TEST_CASE("a crash names its signal") {
  if (kSanitized) return;  // the sanitizer catches it
  CHECK(Batch("crash").run().error->message == "the encoder crashed (SIGSEGV)");
}

TEST_CASE("a hang costs one file and its time") {
  Batch batch("hang");
  batch.options.timeout_seconds = kSanitized ? 15 : 2;  // time enough for the good ones on a busy machine
  const FileResult row = batch.run();
  CHECK(row.reason == Reason::timeout);
  CHECK(row.error->category == Category::timeout);
}

TEST_CASE("a format that takes all the time leaves none for the next") {
  Batch batch("hang", 0);
  batch.options.format_auto = true;
  batch.options.timeout_seconds = 1;
  const FileResult row = batch.run();
  CHECK(row.reason == Reason::timeout);
  CHECK(row.error->message == "not done in time");
}

TEST_CASE("want of memory costs one file, tried again alone") {
  for (const char* fault : {"leak", "killed"}) {
    if (kSanitized && std::string(fault) == "leak") continue;  // no limit of addresses there
    INFO(fault);
    const FileResult row = Batch(fault).run();
    CHECK(row.reason == Reason::out_of_memory);
    CHECK(row.attempts > 1);
  }
}

TEST_CASE("a worker that talks nonsense is not believed") {
  for (const char* fault : {"garbage", "flood", "long", "lie", "reason", "mute", "name"}) {
    INFO(fault);
    CHECK(Batch(fault).run().reason == Reason::crashed);
  }
}

TEST_CASE("a worker that answers with another picture is not believed") {
  for (const char* fault : {"size", "text", "picture"}) {
    INFO(fault);
    CHECK(Batch(fault).run().reason == Reason::verification_failed);
  }
}

TEST_CASE("a worker cannot write more than its picture takes") {
  CHECK(Batch("large", 1).run().error->message.ends_with("the file size limit is reached"));
}

TEST_CASE("want of threads in a codec is waited out, alone") {
  if (kSanitized) return;  // no limit of addresses there, by which the codec knows that it is alone
  Batch batch("threads");
  batch.options.memory = MemoryLimit{MemoryLimit::Unit::bytes, 8e9};
  CHECK(batch.run_whatever_comes().outcome == Outcome::optimized);
}

TEST_CASE("a worker that always says it wants threads is not heard for ever") {
  CHECK(Batch("threads-always").run().error->message == "too few threads are allowed");
}

TEST_CASE("a comparison that dies is made once more, alone") {
  if (kSanitized) return;                          // as above
  for (const std::uint32_t side : {64u, 1024u}) {  // at first in a process of many, or of its own
    CAPTURE(side);
    Batch batch("", 2);
    batch.options.memory = MemoryLimit{MemoryLimit::Unit::bytes, 8e9};
    batch.write("bad.png", png_with_comment("whittle-fault:judge-killed;", side));
    const FileResult row = batch.run_whatever_comes();
    CHECK(row.outcome == Outcome::optimized);
    CHECK(row.verified);
  }
}

TEST_CASE("lossless repacking has a program of its own") {
  // The smallest file comes last: the second program may start later than the first.
  Batch batch("program", 30);
  batch.options.jobs = 1;
  batch.bad = png_with_comment("whittle-fault:program;", 16);
  batch.write("bad.png", batch.bad);
  CHECK(batch.run().error->message == "whittle-worker");
  for (int i = 0; i < 30; ++i) batch.write("good" + std::to_string(i) + ".png", batch.good);
  batch.options.worker_program = kPrograms[1];
  CHECK(batch.run().error->message == "whittle-repacker");
  for (int i = 0; i < 30; ++i) batch.write("good" + std::to_string(i) + ".png", batch.good);
  batch.options.quality = Quality::reaching(80);
  CHECK(batch.run().error->message == "whittle-worker");
}

namespace {

/// Three good files, after two larger ones that take over whoever reads them, if they are there.
struct Takeover {
  std::string program = kPrograms[0];
  bool lossy = false;
  std::uint32_t side = 70;  ///< of the good ones
  int jobs = 1;

  struct Outcomes {
    std::map<std::string, std::string> good;  ///< what was written, by name
    std::vector<FileResult> bad;
    std::vector<std::string> bad_outputs;
  };

  Outcomes run(const std::string& fault) const {
    test::TempDir in, out;
    for (const char* name : {"good1.png", "good2.png", "good3.png"})
      write_file(in.path() + "/" + name, png_with_comment(name, side));
    if (!fault.empty()) {
      for (const char* name : {"bad1.png", "bad2.png"})
        write_file(in.path() + "/" + name, png_with_comment("whittle-fault:" + fault + ";", side + 1));
    }
    Options options;
    options.paths = {in.path()};
    options.destination = OutputPath{out.path()};
    options.worker_program = program;
    options.jobs = jobs;
    options.effort = 0;
    if (lossy) options.quality = Quality::reaching(80);
    const OptimizeResult result = optimize(options, nullptr);
    REQUIRE(std::holds_alternative<RunReport>(result));
    Outcomes outcomes;
    for (const FileResult& row : std::get<RunReport>(result).files) {
      const std::string name = fs::path(row.input).filename();
      const std::string written = read_file(out.path() + "/" + name);
      if (name.starts_with("good")) {
        outcomes.good[name] = written;
      } else {
        outcomes.bad.push_back(row);
        outcomes.bad_outputs.push_back(written);
      }
    }
    return outcomes;
  }
};

/// What a worker that was taken over makes of a picture of this size (fault_worker.cc).
std::string lie(std::uint32_t side) {
  test::PngSpec spec;
  spec.width = spec.height = side;
  spec.colour = 4;
  const Bytes png = test::make_png(spec);
  return {reinterpret_cast<const char*>(png.data()), png.size()};
}

void check_takeovers(const Takeover& takeover) {
  const auto expected = takeover.run("").good;
  REQUIRE(expected.size() == 3);
  for (const std::string fault : {"takeover", "takeover-no", "takeover-hang"}) {
    CAPTURE(takeover.program, takeover.lossy, takeover.side, takeover.jobs, fault);
    const Takeover::Outcomes outcomes = takeover.run(fault);
    CHECK(outcomes.good == expected);
    REQUIRE(outcomes.bad.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {  // or nothing was taken over
      if (fault == "takeover-no") {
        CHECK(outcomes.bad[i].reason == Reason::verification_failed);
      } else {
        CHECK(outcomes.bad[i].outcome == Outcome::optimized);
        CHECK(outcomes.bad_outputs[i] == lie(takeover.side + 1));
      }
    }
  }
}

}  // namespace

TEST_CASE("metadata may take what it inflates to") {
  const std::string text =
      "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:source>x</dc:source></rdf:Description>"
      "</rdf:RDF></x:xmpmeta>" +
      std::string(3'000'000, ' ') + "<?xpacket end='w'?>";
  std::vector<Bytef> packed(text.size());
  uLongf size = packed.size();
  REQUIRE(::compress(packed.data(), &size, reinterpret_cast<const Bytef*>(text.data()), text.size()) == Z_OK);
  std::string chunk("XML:com.adobe.xmp\0\1\0\0\0", 22);
  chunk.append(reinterpret_cast<const char*>(packed.data()), size);
  test::PngSpec spec;
  spec.after_pixels = test::png_chunk("iTXt", as_bytes(chunk));
  test::TempDir dir;
  write_file(dir.path() + "/a.png", test::make_png(spec));
  Options options;
  options.paths = {dir.path() + "/a.png"};
  options.destination = OutputPath{dir.path() + "/a.webp"};
  options.formats = {Format::webp};
  options.worker_program = WHITTLE_WORKER;
  const OptimizeResult result = optimize(options, nullptr);
  const FileResult& row = std::get<RunReport>(result).files.at(0);
  INFO((row.error ? row.error->message : ""));
  CHECK(row.outcome == Outcome::converted);
  CHECK(fs::file_size(dir.path() + "/a.webp") > 3'000'000);
}

TEST_CASE("a file that takes a worker over spoils no other file") {
  for (const char* program : kPrograms) {
    for (const bool lossy : {false, true}) {
      for (const std::uint32_t side : {70u, 1024u}) {  // small ones are compared in one process
        for (const int jobs : {1, 2}) check_takeovers({program, lossy, side, jobs});
      }
    }
  }
}

TEST_CASE("there is no way out of a worker") {
  if (kSanitized) return;  // no seccomp there
  for (const char* fault :
       {"open", "create", "connect", "fork", "clone", "outlive", "exec", "kill", "addresses", "output"}) {
    for (const char* program : kPrograms) {
      CAPTURE(fault, program);
      Batch batch(fault, 1);
      batch.options.worker_program = program;
      CHECK(batch.run().error->message == std::string(fault) + ": denied");
    }
  }
}

TEST_CASE("the original is delivered when its worker dies") {
  Batch batch("crash", 0);
  test::TempDir out;
  batch.options.destination = OutputPath{out.path()};
  const FileResult row = batch.run();
  CHECK(row.reason == Reason::crashed);
  CHECK(fs::file_size(out.path() + "/bad.png") == batch.bad.size());
}

TEST_CASE("many faults among many files") {
  Batch batch("crash", 40);
  for (int i = 0; i < 20; ++i) {
    const char* const faults[] = {"crash", "garbage", "exit", "killed", "text"};
    batch.write("worse" + std::to_string(i) + ".png",
                png_with_comment("whittle-fault:" + std::string(faults[i % 5]) + ";"));
  }
  const OptimizeResult result = optimize(batch.options, nullptr);
  int failed = 0;
  for (const FileResult& row : std::get<RunReport>(result).files) {
    failed += row.outcome == Outcome::failed;
    if (row.outcome == Outcome::failed) CHECK(row.input.find("good") == std::string::npos);
  }
  CHECK(failed == 21);
}

TEST_CASE("without a worker program the encoders run here, and it is said") {
  Batch batch("crash");
  fs::remove(batch.dir.path() + "/bad.png");
  for (const std::string& program : {std::string("/nonexistent"), std::string("/bin/false"), std::string("/bin/cat")}) {
    batch.options.worker_program = program;
    batch.write("good0.png", batch.good);
    const OptimizeResult result = optimize(batch.options, nullptr);
    const RunReport& report = std::get<RunReport>(result);
    CHECK(report.sandbox.starts_with("none: "));
    CHECK(report.summary.failed == 0);
    CHECK(fs::file_size(batch.dir.path() + "/good0.png") < batch.good.size());
  }
}

TEST_CASE("several outputs of a file are made by one process, and those of others by others") {
  Batch batch("count");
  batch.options.jobs = 1;
  batch.options.destination = OutputPath{batch.dir.path() + "/out/"};
  batch.options.paths = {batch.dir.path() + "/bad.png", batch.dir.path() + "/good0.png"};
  batch.options.formats = {Format::webp};
  batch.options.quality = Quality(80);
  for (const std::uint32_t width : {30u, 20u, 10u}) batch.options.resizes.push_back({.width = width});
  for (const char* program : kPrograms) {
    INFO(program);
    batch.options.worker_program = program;
    OptimizeResult result = optimize(batch.options, nullptr);
    REQUIRE(std::holds_alternative<RunReport>(result));
    std::map<std::string, int> again;
    for (const FileResult& file : std::get<RunReport>(result).files) {
      CHECK(file.outcome == Outcome::converted);
      again[fs::path(file.input).filename()] += file.has_position;
    }
    CHECK(again["bad.png"] == 2);
    CHECK(again["good0.png"] == 0);
  }
}
