#include "scan/ignore.h"

#include <sys/stat.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "scan/list.h"
#include "scan/user_ignore.h"
#include "tests/support/scan_tree.h"
#include "tests/support/skip.h"

using namespace whittle;
using test::names;
using test::Names;
using test::Tree;
namespace fs = std::filesystem;

namespace {

bool has_git() {
  static const bool has = std::system("git --version >/dev/null 2>&1") == 0;
  if (!has) test::skip("git is not installed");
  return has;
}

/// What `git ARGUMENTS` prints, split at NULs, run in `tree` with the home directory `home`.
Names git(const std::string& tree, const std::string& home, const std::string& arguments) {
  const std::string out = tree + ".out";
  const std::string command = "cd '" + tree + "' && HOME='" + home +
                              "' XDG_CONFIG_HOME= GIT_CONFIG_NOSYSTEM=1 LC_ALL=C git " + arguments + " > '" + out + "'";
  const int status = std::system(command.c_str());
  CHECK((status == 0 || status == 256));  // check-ignore: nothing is ignored
  std::ifstream file(out, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  fs::remove(out);
  Names parts;
  for (std::size_t at = 0, end = 0; (end = text.find('\0', at)) != std::string::npos; at = end + 1)
    parts.push_back(text.substr(at, end - at));
  return parts;
}

struct Dice {
  std::mt19937 random;
  explicit Dice(unsigned seed) : random(seed) {}
  std::size_t below(std::size_t n) { return random() % n; }
  const std::string& pick(const Names& from) { return from[below(from.size())]; }
};

std::set<std::string> as_set(const Names& names) {
  return {names.begin(), names.end()};
}

}  // namespace

TEST_CASE(".git/info/exclude yields to .gitignore, and a repository in a repository starts afresh") {
  Tree tree;
  tree.file(".git/info/exclude", "*.png\n");
  tree.file(".gitignore", "!b.png\n");
  for (const char* name : {"a.png", "b.png", "in/a.png", "in/b.png"}) tree.file(name);
  CHECK(names(tree.options()) == Names{"b.png", "in/b.png"});
  tree.file("in/.git/HEAD");
  CHECK(names(tree.options()) == Names{"b.png", "in/a.png", "in/b.png"});
}

TEST_CASE("an excluded directory does not come back") {
  Tree tree;
  tree.file(".gitignore", "/out/\n!/out/keep.png\n");
  tree.file("out/keep.png");
  tree.file("out/.gitignore", "!*\n");
  CHECK(names(tree.options()).empty());
}

TEST_CASE("an ignore file that is no file is not waited for") {
  Tree tree;
  tree.file("a.png");
  REQUIRE(::mkfifo(tree.path(".gitignore").c_str(), 0600) == 0);
  fs::create_directory(tree.path(".ignore"));
  CHECK(names(tree.options()) == Names{"a.png"});
}

TEST_CASE("the user's own patterns are the weakest") {
  Tree tree, home;
  ::setenv("HOME", home.dir.path().c_str(), 1);
  for (const char* name : {"a.bak", "b.bak", "c.png", "sub/c.png", "sub/d.bak"}) tree.file(name);
  home.file(".config/git/ignore", "*.bak\n/c.png\n");
  CHECK(names(tree.options()) == Names{"sub/c.png"});
  tree.file("sub/.gitignore", "!d.bak\n");
  CHECK(names(tree.options()) == Names{"sub/c.png", "sub/d.bak"});
  Options options = tree.options();
  options.ignore_files = false;
  CHECK(names(options) == Names{"a.bak", "b.bak", "c.png", "sub/c.png", "sub/d.bak"});

  // Tied to the repository's root also when the walk starts below it.
  tree.file(".git/HEAD");
  options = tree.options();
  options.paths = {tree.path("sub")};
  CHECK(names(options) == Names{"c.png", "d.bak"});

  home.file(".gitconfig", "[core]\n\texcludesFile = ~/my patterns\n");
  home.file("my patterns", "a.*\n");
  CHECK(names(tree.options()) == Names{"b.bak", "c.png", "sub/c.png", "sub/d.bak"});
  home.file(".gitconfig", "[core] excludesFile =\n");
  CHECK(names(tree.options()) == Names{"a.bak", "b.bak", "c.png", "sub/c.png", "sub/d.bak"});
}

TEST_CASE("core.excludesFile in a git configuration") {
  using scan::excludes_file_of;
  CHECK(!excludes_file_of(""));
  CHECK(!excludes_file_of("[user]\nexcludesfile = x\n"));
  CHECK(!excludes_file_of("[core \"sub\"]\nexcludesfile = x\n"));
  CHECK(!excludes_file_of("[core]\n# excludesfile = x\n"));
  CHECK(excludes_file_of("[CORE]\r\n  ExcludesFile=/a b\t \r\n[user]\nname = x") == "/a b");
  CHECK(excludes_file_of("[core]\nexcludesfile = /a\nexcludesfile = \"/b # ; \\\"c\" ; why") == "/b # ; \"c");
  CHECK(excludes_file_of("[core] excludesfile = /a") == "/a");
  CHECK(excludes_file_of("[core]\nexcludesfile =\n") == "");
}

TEST_CASE("single patterns match what git matches") {
  if (!has_git()) return;
  // Pieces of patterns that lie close to all special cases, and names that lie close to the pieces.
  const Names pieces = {"a",           "b",
                        "c",           "*",
                        "*",           "**",
                        "**/",         "/**",
                        "/**/",        "?",
                        "/",           "/",
                        "[ab]",        "[!a]",
                        "[^b-c]",      "[a-",
                        "[[:alpha:]]", "[[:nonsense:]]",
                        "[]a]",        "[!]a]",
                        "[a\\]]",      "[[:digit:]-c]",
                        "[[:a]",       "\\a",
                        "\\*",         "\\",
                        "\\/",         " ",
                        "\\ ",         "!",
                        "#",           "-",
                        "]",           "[",
                        "***",         "[a/b]",
                        "[--0]",       "x.y",
                        "\r",          "[[:a]b:]",
                        "[z-a]",       "\xE9",
                        "[\\",         "[a-\\]",
                        "\t"};
  const Names parts = {"a",   "b", "c",  "ab", "abc", "-", "]",    "[",  "a b", "a ",
                       "x.y", "*", "#a", "!a", "A",   "1", "\xE9", "aa", " "};
  // What git itself gets wrong: `**` right behind letters spans directories.
  const auto is_git_quirk = [](const std::string& pattern) {
    std::size_t at = pattern.starts_with('!') ? 1 : 0;
    if (at < pattern.size() && pattern[at] == '/') ++at;
    const std::size_t special = pattern.find_first_of("*?[\\", at);
    return special != std::string::npos && special > at && pattern[special - 1] != '/' &&
           pattern.compare(special, 2, "**") == 0;
  };
  Dice dice(20);
  Tree tree;
  std::map<std::string, scan::PathKind> kinds;
  for (int i = 0; i < 150; ++i) {
    std::string name = dice.pick(parts);
    for (std::size_t depth = dice.below(4); depth > 0; --depth) name = dice.pick(parts) + "/" + name;
    std::error_code error;
    const fs::path path = tree.path(name);
    fs::create_directories(dice.below(2) == 0 ? path : path.parent_path(), error);
    if (!error && !fs::exists(path)) std::ofstream(path) << "x";
  }
  std::string asked;
  for (const auto& entry : fs::recursive_directory_iterator(tree.dir.path())) {
    const std::string name = entry.path().string().substr(tree.dir.path().size() + 1);
    kinds[name] = entry.is_directory() ? scan::PathKind::directory : scan::PathKind::file;
  }
  for (const auto& [name, kind] : kinds) asked += name + '\0';
  git(tree.dir.path(), "/nonexistent", "init -q .");
  const std::string names_file = tree.dir.path() + ".names";
  std::ofstream(names_file, std::ios::binary) << asked;
  for (int round = 0; round < 150; ++round) {
    std::string pattern;
    for (std::size_t i = 0; i < 1 + dice.below(6); ++i) pattern += dice.pick(pieces);
    if (is_git_quirk(pattern)) continue;
    tree.file(".git/info/exclude", pattern + "\n");
    const Names answers =
        git(tree.dir.path(), "/nonexistent", "check-ignore --no-index -z -v -n --stdin < '" + names_file + "'");
    REQUIRE(answers.size() == 4 * kinds.size());
    const auto glob = scan::Glob::parse(pattern);
    const auto ours = [&](const std::string& name) {
      if (!glob) return false;
      bool matches = glob->matches(name, kinds.at(name));
      // git asks about the directories on the way first; only exclusion ends there.
      for (std::size_t at = name.find('/'); at != std::string::npos && !glob->is_negated(); at = name.find('/', at + 1))
        matches = matches || glob->matches(name.substr(0, at), scan::PathKind::directory);
      return matches;
    };
    std::string differing;
    for (std::size_t i = 0; i < answers.size(); i += 4) {
      if (ours(answers[i + 3]) != !answers[i + 2].empty()) differing += " '" + answers[i + 3] + "'";
    }
    INFO("pattern '" << pattern << "'");
    CHECK(differing.empty());
  }
  fs::remove(names_file);
}

TEST_CASE("trees with rules of all kinds are walked as git lists them") {
  if (!has_git()) return;
  Dice dice(11);
  const Names parts = {"a", "b", "c.png", "d.png", "ab", "x-1.png", "sp ace", "[z]", "#h"};
  const Names patterns = {
      "*.png",   "!d.png", "/a",   "a/",        "b/*",         "**/ab",  "a/**",  "x-[0-9].png", "!a/b/",  "sp ace",
      "\\[z\\]", "c.*",    "?",    "!/b/c.png", "ab/**/d.png", "*",      "!*/",   "b/**/",       "#c.png", "\\#h",
      "d.png ",  "!a",     "/*/b", "!c.png",    "a/b/c.png\r", "[a-c]*", "*/*/*", "!**/d.png",   "/b/",    "**/a/**"};
  for (int round = 0; round < 60; ++round) {
    Tree tree, home;
    for (int i = 0; i < 60; ++i) {
      std::string name = dice.pick(parts);
      for (std::size_t depth = dice.below(5); depth > 0; --depth) name = dice.pick(parts) + "/" + name;
      std::error_code error;
      fs::create_directories(fs::path(tree.path(name)).parent_path(), error);
      if (!error && !fs::is_directory(tree.path(name))) std::ofstream(tree.path(name)) << "x";
    }
    git(tree.dir.path(), "/nonexistent", "init -q .");
    const auto some_patterns = [&] {
      std::string text;
      for (std::size_t i = dice.below(5); i > 0; --i) text += dice.pick(patterns) + "\n";
      return text;
    };
    std::string rules;
    for (const std::string where : {"", "a/", "b/", "a/b/", "ab/"}) {
      if (!fs::is_directory(tree.path(where))) continue;
      tree.file(where + ".gitignore", some_patterns());
    }
    tree.file(".git/info/exclude", some_patterns());
    home.file(".config/git/ignore", some_patterns());
    ::setenv("HOME", home.dir.path().c_str(), 1);

    const auto visible = [](const Names& all) {
      std::set<std::string> kept;
      for (const std::string& name : all) {
        if (!name.ends_with(".gitignore")) kept.insert(name);
      }
      return kept;
    };
    INFO("round " << round << " in " << tree.dir.path());
    const std::set<std::string> expected =
        visible(git(tree.dir.path(), home.dir.path(), "ls-files -z --others --exclude-standard"));
    CHECK(as_set(names(tree.options())) == expected);

    // From below the repository's root; what is named directly is walked even when it is excluded, git differs there.
    for (const std::string below : {"a", "b", "a/b"}) {
      if (!fs::is_directory(tree.path(below))) continue;
      const std::string asked = tree.dir.path() + ".asked";
      std::ofstream(asked) << below << '\0';
      const bool is_excluded =
          !git(tree.dir.path(), home.dir.path(), "check-ignore --no-index -z --stdin < '" + asked + "'").empty();
      fs::remove(asked);
      if (is_excluded) continue;
      std::set<std::string> part;
      for (const std::string& name : expected) {
        if (name.starts_with(below + "/")) part.insert(name.substr(below.size() + 1));
      }
      Options options = tree.options();
      options.paths = {tree.path(below)};
      INFO("below " << below);
      CHECK(as_set(names(options)) == part);
    }
  }
}
