#include "run/prune.h"

#include <filesystem>
#include <fstream>
#include <optional>

#include "base/hash.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;

namespace {

const std::string kImage("GIF89a\2\0\2\0\0\0\0 and so on", 23);

/// A directory of outputs and one of inputs, all of which are gone.
struct Tree {
  Tree() {
    std::filesystem::create_directories(dir.path() + "/out");
    std::filesystem::create_directories(dir.path() + "/in");
    plan.settings.target = plan::Target::directory;
    plan.settings.output = dir.path() + "/out";
    plan.settings.prune = true;
    real = *sys::real_path(dir.path());
  }

  void lists(const std::string& output, const std::string& bytes) {
    listed[output] = {real + "/in/" + output, bytes.size(), hash128(as_bytes(bytes)), 0};
  }
  void holds(const std::string& output, const std::string& bytes) {
    std::ofstream(plan.settings.output + "/" + output) << bytes;
  }
  bool has(const std::string& output) const { return std::filesystem::exists(plan.settings.output + "/" + output); }

  std::vector<Pruned> prune(const std::vector<FileResult>& rows = {}) {
    run::Folders folders(plan.settings);
    run::Prune pruning(plan, {real + "/in"}, before ? *before : listed);
    std::vector<Pruned> pruned = pruning.run(listed, rows, folders);
    unlisted = pruning.unlisted();
    return pruned;
  }

  const test::TempDir dir;
  std::string real;
  plan::Plan plan;
  manifest::Entries listed, unlisted;
  std::optional<manifest::Entries> before;  ///< listed before the run, where that is not the same
};

}  // namespace

TEST_CASE("a listed image whose input is gone is pruned, and only shown where nothing is written") {
  Tree tree;
  tree.lists("a.gif", kImage);
  tree.holds("a.gif", kImage);
  tree.plan.settings.mode = Mode::dry_run;
  CHECK(tree.prune().size() == 1);
  CHECK(tree.has("a.gif"));
  tree.plan.settings.mode = Mode::write;
  const std::vector<Pruned> pruned = tree.prune();
  REQUIRE(pruned.size() == 1);
  CHECK(pruned[0].output == tree.plan.settings.output + "/a.gif");
  CHECK(pruned[0].input == tree.real + "/in/a.gif");
  CHECK(!tree.has("a.gif"));
  CHECK(tree.unlisted.size() == 1);
}

TEST_CASE("what is no image, or not what was listed, stays and is forgotten") {
  Tree tree;
  tree.lists("notes.gif", "my notes");  // of the very bytes
  tree.holds("notes.gif", "my notes");
  tree.lists("other.gif", kImage);
  tree.holds("other.gif", kImage.substr(0, 22) + "N");
  tree.lists("longer.gif", kImage);
  tree.holds("longer.gif", kImage + ".");
  tree.lists("absent.gif", kImage);
  CHECK(tree.prune().empty());
  CHECK((tree.has("notes.gif") && tree.has("other.gif") && tree.has("longer.gif")));
  CHECK(tree.unlisted.size() == 4);
}

TEST_CASE("what has an input, is made by this run, or is of inputs elsewhere stays listed") {
  Tree tree;
  for (const char* name : {"there.gif", "link.gif", "row.gif", "task.gif", "elsewhere.gif", "stdin.gif"}) {
    tree.lists(name, kImage);
    tree.holds(name, kImage);
  }
  std::ofstream(tree.dir.path() + "/in/there.gif") << "x";
  std::filesystem::create_symlink("nowhere", tree.dir.path() + "/in/link.gif");
  tree.listed["elsewhere.gif"].input = tree.real + "/in2/gone.gif";
  tree.listed["stdin.gif"].input.clear();
  plan::Task task;
  task.outputs.push_back({std::make_shared<engine::Settings>(), {tree.plan.settings.output + "/task.gif"}});
  tree.plan.tasks.push_back(std::move(task));
  FileResult row;
  row.output = tree.plan.settings.output + "/row.gif";
  CHECK(tree.prune({row}).empty());
  CHECK(tree.unlisted.empty());
  for (const auto& [name, made] : tree.listed) CHECK(tree.has(name));
}

TEST_CASE("what cannot be looked at is said and stays listed") {
  Tree tree;
  std::filesystem::create_directories(tree.dir.path() + "/outside");
  std::ofstream(tree.dir.path() + "/outside/a.gif") << kImage;
  std::filesystem::create_symlink("../outside", tree.plan.settings.output + "/link");
  tree.lists("link/a.gif", kImage);
  const std::vector<Pruned> pruned = tree.prune();
  REQUIRE(pruned.size() == 1);
  REQUIRE(pruned[0].error);
  CHECK(pruned[0].error->message.find("symbolic link") != std::string::npos);
  CHECK(tree.has("link/a.gif"));
  CHECK(tree.unlisted.empty());
}

TEST_CASE("what this run reads is not pruned, nor what was not gone before it") {
  Tree tree;
  tree.lists("a.gif", kImage);
  tree.holds("a.gif", kImage);
  tree.before.emplace();
  CHECK(tree.prune().empty());
  tree.before.reset();
  plan::Task& task = tree.plan.tasks.emplace_back();
  task.identity = sys::stat_path(tree.plan.settings.output + "/a.gif", sys::Links::keep)->identity;
  CHECK(tree.prune().empty());
  CHECK(tree.has("a.gif"));
}
