#include "run/folders.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

using namespace whittle;
using sys::Missing;
namespace fs = std::filesystem;

namespace {

/// A task for in/d/a.png, an outside directory with a file of the same name, and an output directory.
struct Tree {
  test::TempDir dir;
  plan::Settings settings;
  plan::Task task;
  std::string input = dir.path() + "/in/d/a.png";

  Tree() {
    for (const char* folder : {"/in/d", "/outside", "/out/d"}) fs::create_directories(dir.path() + folder);
    std::ofstream(input) << "inside";
    std::ofstream(dir.path() + "/outside/a.png") << "outside";
    task.directory = sys::Directory::open(dir.path() + "/in/d", sys::Links::keep)->id();
    settings.target = plan::Target::directory;
    settings.output = dir.path() + "/out";
  }

  void swap(const std::string& folder) const {
    fs::rename(dir.path() + folder, dir.path() + folder + "-moved");
    fs::create_directory_symlink(dir.path() + "/outside", dir.path() + folder);
  }
};

}  // namespace

TEST_CASE("an input is reached in the directory in which it was found, or not at all") {
  Tree tree;
  run::Folders folders(tree.settings);
  REQUIRE(folders.of_input(tree.task, tree.input).ok());
  tree.swap("/in/d");
  // Opened before: still the same. Opened now: not the one that was found.
  const auto again = folders.of_input(tree.task, tree.input);
  REQUIRE(again.ok());
  CHECK(again->directory->id() == tree.task.directory);
  CHECK(run::Folders(tree.settings).of_input(tree.task, tree.input).error().reason == Reason::changed_during_run);
}

TEST_CASE("outputs stay below their directory") {
  Tree tree;
  run::Folders folders(tree.settings);
  CHECK(folders.of_output(tree.dir.path() + "/out/new/deep/a.png", Missing::make).ok());
  CHECK(fs::is_directory(tree.dir.path() + "/out/new/deep"));
  CHECK(folders.of_output(tree.dir.path() + "/out/none/a.png", Missing::fail).error().reason == Reason::not_found);
  tree.swap("/out/d");
  const auto through_link = folders.of_output(tree.dir.path() + "/out/d/a.png", Missing::make);
  REQUIRE_FALSE(through_link.ok());
  CHECK(through_link.error().path == tree.dir.path() + "/out/d");
}

TEST_CASE("what the output and backup directories were before the walk, they stay") {
  Tree tree;
  tree.settings.backup_dir = tree.dir.path() + "/new/backups";
  fs::create_directories(tree.dir.path() + "/outside/backups");
  run::Folders folders(tree.settings);
  CHECK_FALSE(fs::exists(tree.dir.path() + "/new"));
  tree.swap("/out");
  CHECK(folders.of_output(tree.dir.path() + "/out/e/a.png", Missing::make).ok());
  CHECK(fs::is_directory(tree.dir.path() + "/out-moved/e"));
  fs::create_directory_symlink("outside", tree.dir.path() + "/new");
  const auto backup = folders.of_backup(tree.dir.path() + "/new/backups/a.png", Missing::make);
  REQUIRE_FALSE(backup.ok());
  CHECK(backup.error().message == "is a symbolic link, which is not followed here");
  CHECK(backup.error().path == *tree.settings.backup_dir);
  // Only what was made from here is taken for it.
  fs::remove(tree.dir.path() + "/new");
  CHECK(folders.of_backup(*tree.settings.backup_dir + "/a.png", Missing::fail).error().reason == Reason::not_found);
  CHECK(folders.of_backup(*tree.settings.backup_dir + "/a.png", Missing::make).ok());
  tree.swap("/new");
  CHECK(folders.of_backup(*tree.settings.backup_dir + "/e/a.png", Missing::make).ok());
  CHECK(fs::is_directory(tree.dir.path() + "/new-moved/backups/e"));
}

TEST_CASE("the output directory itself may be a link") {
  Tree tree;
  fs::create_directory_symlink("out", tree.dir.path() + "/link");
  tree.settings.output = tree.dir.path() + "/link";
  run::Folders folders(tree.settings);
  CHECK(folders.of_output(tree.dir.path() + "/link/d/a.png", Missing::make).ok());
}

TEST_CASE("a file as output, and backups") {
  Tree tree;
  tree.settings.target = plan::Target::file;
  tree.settings.output = tree.dir.path() + "/new/x.png";
  tree.settings.backup_dir = tree.dir.path() + "/backups";
  run::Folders folders(tree.settings);
  const auto output = folders.of_output(tree.settings.output, Missing::make);
  REQUIRE(output.ok());
  CHECK(output->name == "x.png");
  CHECK(fs::is_directory(tree.dir.path() + "/new"));
  CHECK(folders.of_backup(tree.dir.path() + "/backups/d/a.png", Missing::make).ok());
  CHECK(fs::is_directory(tree.dir.path() + "/backups/d"));
}
