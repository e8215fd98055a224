#include "plan/collisions.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using plan::LetterCase;
using plan::Task;

namespace {

Task task(std::size_t index, const std::string& input, const std::string& output, ino_t inode = 0) {
  Task made;
  made.row.index = index;
  made.row.input = input;
  made.identity.inode = inode;
  made.outputs.push_back({std::make_shared<engine::Settings>(), output});
  return made;
}

void write_file(const std::string& path, std::string_view text = "x") {
  std::ofstream(path, std::ios::binary) << text;
}

sys::FileIdentity identity(const std::string& path) {
  const auto stat = sys::stat_path(path, sys::Links::follow);
  REQUIRE(stat.ok());
  return stat->identity;
}

}  // namespace

TEST_CASE("two inputs with one output are an error that names both") {
  std::vector<Task> tasks = {task(0, "a.png", "out/a.webp", 1), task(1, "a.jpg", "out/a.webp", 2)};
  const Status status = plan::check_outputs_distinct(tasks, LetterCase::distinct);
  REQUIRE(!status.ok());
  CHECK(status.error().category == Category::usage);
  CHECK(status.error().path == "out/a.webp");
  CHECK(status.error().message.find("'a.png' and 'a.jpg'") != std::string::npos);
}

TEST_CASE("letter case counts only where the file system folds it") {
  std::vector<Task> tasks = {task(0, "a.png", "out/a.webp", 1), task(1, "A.png", "out/A.webp", 2)};
  CHECK(plan::check_outputs_distinct(tasks, LetterCase::distinct).ok());
  CHECK(!plan::check_outputs_distinct(tasks, LetterCase::folded).ok());
}

TEST_CASE("the same file named twice is a duplicate, not a collision") {
  std::vector<Task> tasks = {task(0, "a.png", "out/a.png", 7), task(1, "./a.png", "out/a.png", 7)};
  REQUIRE(plan::check_outputs_distinct(tasks, LetterCase::distinct).ok());
  CHECK(tasks[0].has_work());
  CHECK(!tasks[1].has_work());
  CHECK(tasks[1].row.outcome == Outcome::skipped);
  CHECK(tasks[1].row.reason == Reason::duplicate);
}

TEST_CASE("two sizes of one picture with one name are an error, twice the same size is not") {
  std::vector<Task> tasks = {task(0, "a.png", "out/a.png", 7), task(1, "a.png", "out/a.png", 7)};
  CHECK(plan::check_outputs_distinct(tasks, LetterCase::distinct).ok());
  tasks = {task(0, "a.png", "out/a.png", 7), task(1, "a.png", "out/a.png", 7)};
  tasks[1].size = 1;
  const Status status = plan::check_outputs_distinct(tasks, LetterCase::distinct);
  REQUIRE(!status.ok());
  CHECK(status.error().message.find("several sizes of 'a.png'") != std::string::npos);
}

TEST_CASE("an output directory that is an input is an error, one inside it is not") {
  const test::TempDir dir;
  std::filesystem::create_directories(dir.path() + "/in/sub");
  plan::Settings settings;
  settings.target = plan::Target::directory;
  const auto check = [&](const std::string& output) {
    settings.output = output;
    return plan::check_output_is_no_input(settings, {dir.path() + "/in"}).ok();
  };
  CHECK(!check(dir.path() + "/in"));
  CHECK(!check(dir.path() + "/in/sub/../../in/"));
  CHECK(check(dir.path() + "/in/dist"));
  CHECK(check(dir.path() + "/in/sub/../new/deep"));
  CHECK(check(dir.path() + "/in2"));
  CHECK(check(dir.path() + "/out"));
}

TEST_CASE("an output that is one of the inputs is found by inode") {
  const test::TempDir dir;
  std::filesystem::create_directory(dir.path() + "/out");
  write_file(dir.path() + "/out/a.png");
  std::vector<Task> tasks = {task(0, "elsewhere", dir.path() + "/out/a.png")};
  tasks.push_back(task(1, dir.path() + "/out/a.png", dir.path() + "/out/b.png"));
  tasks[1].identity = identity(dir.path() + "/out/a.png");
  plan::Settings settings;
  settings.target = plan::Target::directory;
  settings.output = dir.path() + "/out";
  const Status status = plan::check_existing(settings, {}, tasks);
  REQUIRE(!status.ok());
  CHECK(status.error().category == Category::usage);
}

TEST_CASE("overwrite policies look at what is there") {
  const test::TempDir dir;
  const std::string output = dir.path() + "/a.webp";
  write_file(output);
  plan::Settings settings;
  settings.target = plan::Target::directory;
  settings.output = dir.path();
  std::vector<Task> tasks = {task(0, "a.png", output), task(1, "b.png", dir.path() + "/b.webp")};
  const auto reason_with = [&](Overwrite policy, std::int64_t input_mtime) {
    std::vector<Task> copy = tasks;
    settings.overwrite = policy;
    copy[0].identity.mtime_ns = input_mtime;
    REQUIRE(plan::check_existing(settings, {}, copy).ok());
    CHECK(copy[1].has_work());
    return copy[0].has_work() ? Reason::none : copy[0].row.reason;
  };
  const std::int64_t now = identity(output).mtime_ns;
  CHECK(reason_with(Overwrite::always, 0) == Reason::none);
  CHECK(reason_with(Overwrite::never, now + 1) == Reason::exists);
  CHECK(reason_with(Overwrite::older, now - 1) == Reason::up_to_date);
  CHECK(reason_with(Overwrite::older, now + 1) == Reason::none);
}

TEST_CASE("a conversion in place never takes somebody else's name") {
  const test::TempDir dir;
  write_file(dir.path() + "/a.webp");
  plan::Settings settings;
  settings.target = plan::Target::in_place;
  std::vector<Task> tasks = {task(0, dir.path() + "/a.png", dir.path() + "/a.webp")};
  REQUIRE(plan::check_existing(settings, {}, tasks).ok());
  CHECK(tasks[0].row.outcome == Outcome::failed);
  CHECK(tasks[0].row.reason == Reason::collision);
}
