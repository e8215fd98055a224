#include "cli/help.h"

#include "cli/completions.h"
#include "cli/numbers.h"
#include "cli/options.h"
#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

TEST_CASE("help names every option under its group and stays narrow") {
  const std::vector<OptionInfo> options = describe_options();
  const std::string help = render_help(options);
  for (const OptionInfo& option : options) {
    INFO(option.names.back());
    CHECK(help.find(option.group + ":\n") != std::string::npos);
    for (const std::string& name : option.names) CHECK(help.find(" " + name) != std::string::npos);
  }
  for (const std::string_view line : split(help, '\n')) {
    INFO(line);
    CHECK(line.size() <= 105);
    CHECK_FALSE(line.ends_with(' '));
  }
}

TEST_CASE("version lists components, formats and what is missing") {
  BuildInfo build;
  build.version = "1.2.3";
  build.components = {{"libvips", "8.18.7 (bundled)"}};
  build.readable = {Format::jpeg, Format::png};
  build.writable = {Format::png};
  build.notes = {"jxl is not built in"};
  CHECK(render_version(build, "workers") ==
        "whittle 1.2.3\n"
        "  libvips 8.18.7 (bundled)\n"
        "reads: jpeg png\n"
        "writes: png\n"
        "sandbox: workers\n"
        "note: jxl is not built in\n");
}

TEST_CASE("completions of every shell know every option") {
  const std::vector<OptionInfo> options = describe_options();
  const std::string bash = render_completions(Shell::bash, options);
  const std::string zsh = render_completions(Shell::zsh, options);
  const std::string fish = render_completions(Shell::fish, options);
  for (const OptionInfo& option : options) {
    for (const std::string& name : option.names) {
      INFO(name);
      CHECK(bash.find(name) != std::string::npos);
      CHECK(zsh.find("'*" + name) != std::string::npos);
      CHECK(fish.find(name.starts_with("--") ? " -l " + name.substr(2) + " " : " -s " + name.substr(1) + " ") !=
            std::string::npos);
    }
  }
}

TEST_CASE("completion texts are quoted for their shell") {
  const OptionInfo hostile{{"--odd"}, "Group", "don't [panic]: \\", {"A:B", Completes::words, {"x", "y"}}};
  CHECK(render_completions(Shell::zsh, {hostile}).find(R"('*--odd=[don'\''t \[panic\]\: \\]:A\:B:(x y)')") !=
        std::string::npos);
  CHECK(render_completions(Shell::fish, {hostile})
            .find(R"(complete -c whittle -l odd -d 'don\'t [panic]: \\' -x -a 'x y')") != std::string::npos);
  CHECK(render_completions(Shell::bash, {hostile})
            .find("--odd) mapfile -t COMPREPLY < <(compgen -W 'x y' -- \"$cur\") ;;") != std::string::npos);
}
