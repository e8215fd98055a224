// The graph with a fake encoder: ordering, failure policy, budget, writing; no codec involved.

#include "run/graph.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
namespace fs = std::filesystem;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, ByteView bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// Answers with the bytes it was given, from another thread, and counts its requests.
class FakeEncoder final : public run::Encoder {
 public:
  explicit FakeEncoder(Result<Bytes> answer, std::size_t output_index = 0, bool complete = false)
      : answer_(std::move(answer)), output_index_(output_index), complete_(complete) {}
  ~FakeEncoder() override {
    for (std::thread& thread : threads_) thread.join();
  }

  void start(run::EncodeRequest request, Done done) noexcept override {
    ++requests_;
    const std::scoped_lock lock(mutex_);
    threads_.emplace_back([this, request = std::move(request), done = std::move(done)] {
      if (!answer_.ok()) return done({answer_.error()});
      engine::Candidate candidate;
      candidate.bytes = answer_.value();
      candidate.verified = true;
      done({std::move(candidate), output_index_, 0, complete_});
    });
  }

  int requests() const { return requests_; }

 private:
  const Result<Bytes> answer_;
  const std::size_t output_index_;
  const bool complete_;
  std::atomic<int> requests_{0};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

/// A valid PNG that carries `bytes` of text.
Bytes png_with_text(std::size_t bytes) {
  test::PngSpec spec;
  spec.after_pixels = test::png_chunk("tEXt", as_bytes("Comment" + std::string(1, '\0') + std::string(bytes, 'x')));
  return test::make_png(spec);
}

container::Header facts_of(const Bytes& png) {
  MemorySource source(png);
  auto header = container::read_header(source, Format::png);
  REQUIRE(header.ok());
  return *header;
}

struct Batch {
  test::TempDir dir;
  std::shared_ptr<const engine::Settings> png;
  plan::Plan plan;
  Bytes large = png_with_text(200), small = test::make_png();

  explicit Batch(std::size_t files) {
    engine::Settings settings;
    settings.format = Format::png;
    png = std::make_shared<const engine::Settings>(settings);
    plan.settings.capacity = plan::fit({.jobs = 2}, {});
    plan.settings.memory_budget = 1 << 30;
    plan.settings.target = plan::Target::in_place;
    for (std::size_t i = 0; i < files; ++i) add(i);
  }

  std::string path(std::size_t i) const { return dir.path() + "/" + std::to_string(i) + ".png"; }

  void add(std::size_t i) {
    write_file(path(i), large);
    plan::Task task;
    task.row.index = i;
    task.row.input = path(i);
    task.row.bytes_in = large.size();
    task.row.format_in = task.row.format_out = Format::png;
    task.identity = sys::stat_path(path(i), sys::Links::follow)->identity;
    task.directory = directory_id();
    task.facts = facts_of(large);
    task.outputs.push_back({png, path(i)});
    task.cost = {1000, 1};
    plan.tasks.push_back(std::move(task));
  }

  sys::DirectoryId directory_id() const { return sys::Directory::open(dir.path(), sys::Links::keep)->id(); }

  std::vector<FileResult> run(
      FakeEncoder& encoder, const std::function<bool()>& stopped = [] { return false; }) {
    run::Folders folders(plan.settings);
    run::MadeFiles made(plan.settings, folders);
    return run::execute(plan, folders, made, encoder, nullptr, nullptr, stopped);
  }
};

Result<Bytes> failing() {
  return make_error(Category::processing, Reason::processing_failed, "no");
}

}  // namespace

TEST_CASE("equal contents are encoded once, when the answer is complete") {
  Batch batch(9);
  for (plan::Task& task : batch.plan.tasks) {
    task.content = content_of(batch.large);
    if (task.row.index >= 3) task.like = task.row.index % 3;
  }
  SECTION("complete") {
    FakeEncoder encoder(batch.small, 0, true);
    for (const FileResult& row : batch.run(encoder)) CHECK(row.outcome == Outcome::optimized);
    CHECK(encoder.requests() == 3);
    for (std::size_t i = 0; i < 9; ++i) CHECK(read_file(batch.path(i)) == as_text(batch.small));
  }
  SECTION("second best") {
    FakeEncoder encoder(batch.small);
    for (const FileResult& row : batch.run(encoder)) CHECK(row.outcome == Outcome::optimized);
    CHECK(encoder.requests() == 9);
  }
  SECTION("failed") {
    FakeEncoder encoder(failing());
    for (const FileResult& row : batch.run(encoder)) CHECK(row.outcome == Outcome::failed);
    CHECK(encoder.requests() == 9);
  }
  SECTION("one has other bytes by then") {
    batch.plan.tasks[4].content = content_of(batch.small);  // what was read before
    batch.plan.tasks[5].content.reset();
    write_file(batch.path(4), batch.small);
    batch.plan.tasks[4].identity = sys::stat_path(batch.path(4), sys::Links::follow)->identity;
    batch.plan.tasks[4].row.bytes_in = batch.small.size();
    FakeEncoder encoder(batch.small, 0, true);
    batch.run(encoder);
    CHECK(encoder.requests() == 5);
  }
  SECTION("stopped before the first is encoded") {
    FakeEncoder encoder(batch.small, 0, true);
    for (const FileResult& row : batch.run(encoder, [] { return true; })) CHECK(row.reason == Reason::interrupted);
    CHECK(encoder.requests() == 0);
  }
}

TEST_CASE("every file is replaced, and rows come in input order") {
  Batch batch(300);
  FakeEncoder encoder(batch.small);
  const std::vector<FileResult> rows = batch.run(encoder);
  REQUIRE(rows.size() == 300);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].input == batch.path(i));
    CHECK(rows[i].outcome == Outcome::optimized);
    CHECK(rows[i].bytes_out == batch.small.size());
    CHECK(fs::file_size(batch.path(i)) == batch.small.size());
  }
}

TEST_CASE("one thread and one staged file are enough") {
  Batch batch(40);
  batch.plan.settings.capacity = {};
  FakeEncoder encoder(batch.small);
  for (const FileResult& row : batch.run(encoder)) CHECK(row.outcome == Outcome::optimized);
}

TEST_CASE("a failing engine changes no file") {
  Batch batch(20);
  FakeEncoder encoder(failing());
  for (const FileResult& row : batch.run(encoder)) {
    CHECK(row.outcome == Outcome::failed);
    CHECK(row.error->path == row.input);
    CHECK(fs::file_size(row.input) == batch.large.size());
  }
}

TEST_CASE("a candidate that is not smaller is never written") {
  Batch batch(1);
  FakeEncoder encoder(png_with_text(900));
  const std::vector<FileResult> rows = batch.run(encoder);
  CHECK(rows[0].outcome == Outcome::kept);
  CHECK(rows[0].reason == Reason::not_smaller);
  CHECK(rows[0].bytes_out == rows[0].bytes_in);
  CHECK(fs::file_size(batch.path(0)) == batch.large.size());
}

TEST_CASE("an engine that lies about the format or the size is not believed") {
  Batch batch(1);
  SECTION("other bytes") {
    const std::string text = "not a picture at all";
    FakeEncoder encoder(Bytes(as_bytes(text).begin(), as_bytes(text).end()));
    CHECK(batch.run(encoder)[0].reason == Reason::verification_failed);
  }
  SECTION("other dimensions") {
    ++batch.plan.tasks[0].facts.width;
    FakeEncoder encoder(batch.small);
    CHECK(batch.run(encoder)[0].reason == Reason::verification_failed);
  }
  CHECK(fs::file_size(batch.path(0)) == batch.large.size());
}

TEST_CASE("a file that changed after it was planned is left alone") {
  Batch batch(2);
  write_file(batch.path(0), png_with_text(333));
  FakeEncoder encoder(batch.small);
  const std::vector<FileResult> rows = batch.run(encoder);
  CHECK(rows[0].reason == Reason::changed_during_run);
  CHECK(rows[1].outcome == Outcome::optimized);
  CHECK(fs::file_size(batch.path(0)) == png_with_text(333).size());
}

TEST_CASE("a damaged file never reaches the engine") {
  Batch batch(1);
  Bytes broken = batch.large;
  broken[broken.size() / 2] ^= std::byte{0x55};
  write_file(batch.path(0), broken);
  batch.plan.tasks[0].identity = sys::stat_path(batch.path(0), sys::Links::follow)->identity;
  FakeEncoder encoder(batch.small);
  const std::vector<FileResult> rows = batch.run(encoder);
  CHECK(rows[0].outcome == Outcome::failed);
  CHECK(rows[0].reason == Reason::corrupt);
  CHECK(encoder.requests() == 0);
}

TEST_CASE("modes that do not write leave everything as it is") {
  Batch batch(3);
  batch.plan.settings.mode = Mode::check;
  FakeEncoder encoder(batch.small);
  for (const FileResult& row : batch.run(encoder)) {
    CHECK(row.outcome == Outcome::optimized);
    CHECK(fs::file_size(row.input) == batch.large.size());
  }
}

TEST_CASE("a stopped run says which files it did not start") {
  Batch batch(50);
  FakeEncoder encoder(batch.small);
  for (const FileResult& row : batch.run(encoder, [] { return true; })) {
    CHECK(row.outcome == Outcome::skipped);
    CHECK(row.reason == Reason::interrupted);
  }
}

TEST_CASE("fail-fast stops admission after the first failure") {
  Batch batch(200);
  batch.plan.settings.fail_fast = true;
  FakeEncoder encoder(failing());
  std::size_t cancelled = 0;
  for (const FileResult& row : batch.run(encoder)) cancelled += row.reason == Reason::cancelled;
  CHECK(cancelled > 100);
}

TEST_CASE("backups hold the original bytes, and a second backup does not replace the first") {
  Batch batch(1);
  const std::string backup = batch.dir.path() + "/backup/0.png";
  batch.plan.settings.backup_dir = batch.dir.path() + "/backup";
  batch.plan.tasks[0].backup_path = backup;
  FakeEncoder encoder(batch.small);
  CHECK(batch.run(encoder)[0].outcome == Outcome::optimized);
  CHECK(fs::file_size(backup) == batch.large.size());

  write_file(batch.path(0), png_with_text(400));
  batch.plan.tasks[0].identity = sys::stat_path(batch.path(0), sys::Links::follow)->identity;
  CHECK(batch.run(encoder)[0].outcome == Outcome::optimized);
  CHECK(fs::file_size(backup) == batch.large.size());
  CHECK(fs::file_size(backup + ".~1~") == png_with_text(400).size());
}

TEST_CASE("a symbolic link stays and its target is replaced") {
  Batch batch(1);
  const std::string link = batch.dir.path() + "/link.png";
  fs::create_symlink("0.png", link);
  batch.plan.tasks[0].row.input = link;
  batch.plan.tasks[0].link =
      std::make_shared<const scan::LinkTarget>(scan::LinkTarget{batch.path(0), batch.directory_id()});
  batch.plan.tasks[0].outputs[0].path.text = link;
  FakeEncoder encoder(batch.small);
  CHECK(batch.run(encoder)[0].outcome == Outcome::optimized);
  CHECK(fs::is_symlink(link));
  CHECK(fs::file_size(batch.path(0)) == batch.small.size());
}

TEST_CASE("of several outputs the one that was made is written") {
  Batch batch(1);
  batch.plan.settings.target = plan::Target::directory;
  batch.plan.settings.output = batch.dir.path() + "/out";
  batch.plan.tasks[0].outputs = {{batch.png, batch.dir.path() + "/out/first.png"},
                                 {batch.png, batch.dir.path() + "/out/second.png"}};
  FakeEncoder encoder(batch.small, 1);
  CHECK(batch.run(encoder)[0].output == batch.dir.path() + "/out/second.png");
  CHECK(fs::file_size(batch.dir.path() + "/out/second.png") == batch.small.size());
  CHECK_FALSE(fs::exists(batch.dir.path() + "/out/first.png"));
}

TEST_CASE("the original is delivered where the engine failed") {
  Batch batch(1);
  batch.plan.settings.target = plan::Target::directory;
  batch.plan.settings.output = batch.dir.path() + "/out";
  batch.plan.tasks[0].outputs[0].path.text = batch.dir.path() + "/out/0.png";
  batch.plan.tasks[0].original_path.text = batch.dir.path() + "/out/0.png";
  FakeEncoder encoder(failing());
  const std::vector<FileResult> rows = batch.run(encoder);
  CHECK(rows[0].outcome == Outcome::failed);
  CHECK(rows[0].output == batch.dir.path() + "/out/0.png");
  CHECK(read_file(rows[0].output) == read_file(batch.path(0)));
}
