#include "cli/options.h"

#include <algorithm>
#include <set>

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

using Arguments = std::vector<std::string>;

Invocation parsed(const Arguments& arguments) {
  const Result<Invocation> result = parse_command_line(arguments);
  INFO((result.ok() ? "" : result.error().message));
  REQUIRE(result.ok());
  return *result;
}

std::string message(const Arguments& arguments) {
  const Result<Invocation> result = parse_command_line(arguments);
  if (result.ok()) return "";
  CHECK(result.error().category == Category::usage);
  CHECK(result.error().message.find('\n') == std::string::npos);
  return result.error().message;
}

bool is_output(const Options& options, const std::string& path) {
  const auto* const output = std::get_if<OutputPath>(&options.destination);
  return output != nullptr && output->path == path;
}

}  // namespace

TEST_CASE("without options everything is left to the library") {
  const Options options = parsed({"-i", "a"}).options;
  const Options untouched;
  CHECK(options.paths == Arguments{"a"});
  CHECK(std::holds_alternative<InPlace>(options.destination));
  CHECK(options.name_template == untouched.name_template);
  CHECK(options.effort == untouched.effort);
  CHECK(options.strip == 0);
  CHECK(options.max_pixels == untouched.max_pixels);
  CHECK(options.ignore_files);
  CHECK_FALSE(options.quality);
  CHECK_FALSE(options.jobs);
  CHECK_FALSE(options.memory);
  CHECK_FALSE(options.timeout_seconds);
  CHECK_FALSE(options.min_savings);
}

TEST_CASE("every option reaches its field") {
  const Invocation said = parsed({"-o",
                                  "out",
                                  "--name",
                                  "{stem}-{w}.{ext}",
                                  "--overwrite",
                                  "older",
                                  "-q",
                                  "80,avif=60",
                                  "--resize",
                                  "50%",
                                  "-e",
                                  "9",
                                  "-s",
                                  "--icc",
                                  "srgb",
                                  "--min-savings",
                                  "5%",
                                  "--background",
                                  "white",
                                  "-E",
                                  "*.gif",
                                  "-E",
                                  "old/",
                                  "--only",
                                  "png,jpeg",
                                  "-d",
                                  "2",
                                  "-H",
                                  "-I",
                                  "-L",
                                  "--one-file-system",
                                  "--files-from",
                                  "list",
                                  "-0",
                                  "-n",
                                  "-j",
                                  "3",
                                  "--memory",
                                  "1GiB",
                                  "--timeout",
                                  "2.5",
                                  "--retries",
                                  "0",
                                  "--max-pixels",
                                  "50M",
                                  "--fail-fast",
                                  "--json",
                                  "-vv",
                                  "--color",
                                  "never",
                                  "--progress",
                                  "json"});
  const Options& options = said.options;
  CHECK(is_output(options, "out"));
  CHECK(options.name_template == "{stem}-{w}.{ext}");
  CHECK(options.overwrite == Overwrite::older);
  CHECK(*options.quality == 80);
  CHECK(options.format_quality.at(Format::avif) == 60);
  CHECK(options.resizes.front().value == 50);
  CHECK(options.effort == 9);
  CHECK(options.strip == kSafeStrip);
  CHECK(options.icc == IccPolicy::srgb);
  CHECK(options.min_savings->value == 5);
  CHECK(options.background->green == 255);
  CHECK(options.exclude == Arguments{"*.gif", "old/"});
  CHECK(options.only == std::vector{Format::png, Format::jpeg});
  CHECK(*options.max_depth == 2);
  CHECK(options.hidden);
  CHECK_FALSE(options.ignore_files);
  CHECK(options.follow == FollowLinks::yes);
  CHECK(options.one_file_system);
  CHECK(*options.files_from == "list");
  CHECK(options.null_separated);
  CHECK(options.mode == Mode::dry_run);
  CHECK(*options.jobs == 3);
  CHECK(options.memory->value == 1073741824.0);
  CHECK(*options.timeout_seconds == 2.5);
  CHECK(options.retries == 0);
  CHECK(options.max_pixels == 50'000'000);
  CHECK(options.fail_fast);
  CHECK(said.results == Results::json);
  CHECK(said.verbosity == 2);
  CHECK(said.colour == ColourWhen::never);
  CHECK(said.progress == ProgressWhen::json);
  CHECK(parsed({"-i", "--progress", "plain", "a"}).progress == ProgressWhen::plain);
  CHECK(*parsed({"-i", "--backup", "old", "a"}).options.backup_dir == "old");
}

TEST_CASE("values may follow in one word or in two") {
  CHECK(*parsed({"-i", "-q80", "a"}).options.quality == 80);
  CHECK(*parsed({"-i", "--quality=80", "a"}).options.quality == 80);
  CHECK(*parsed({"-iHq", "80", "a"}).options.quality == 80);
  CHECK(is_output(parsed({"-o-", "a"}).options, "-"));
}

TEST_CASE("paths are bytes and nothing else") {
  const Arguments odd = {"[a,b]", "{}", "++", "a b", "\xff", "", "*"};
  Arguments arguments = odd;
  arguments.insert(arguments.begin(), "-i");
  CHECK(parsed(arguments).options.paths == odd);
}

TEST_CASE("after -- everything is a path") {
  CHECK(parsed({"-i", "a", "--", "-q", "--", "--json"}).options.paths == Arguments{"a", "-q", "--", "--json"});
  CHECK(parsed({"-o", "-", "-"}).options.paths == Arguments{"-"});
}

TEST_CASE("the last of a repeated option counts, lists add up") {
  CHECK(*parsed({"-i", "-q", "80", "-q", "70", "a"}).options.quality == 70);
  CHECK(is_output(parsed({"-o", "x", "-o", "y", "a"}).options, "y"));
  CHECK(parsed({"-o", "x", "-f", "webp", "-f", "png,webp", "a"}).options.formats ==
        std::vector{Format::webp, Format::png});
  CHECK(parsed({"-i", "--strip", "exif", "--strip", "xmp", "a"}).options.strip ==
        (bit(Metadata::exif) | bit(Metadata::xmp)));
}

TEST_CASE("what is stripped is --strip without --keep, in any order") {
  const MetadataSet expected = kAllMetadata & ~bit(Metadata::copyright);
  CHECK(parsed({"-i", "--strip", "all", "--keep", "copyright", "a"}).options.strip == expected);
  CHECK(parsed({"-i", "--keep", "copyright", "--strip", "all", "a"}).options.strip == expected);
  CHECK(parsed({"-i", "-s", "--strip", "icc", "a"}).options.strip == (kSafeStrip | bit(Metadata::icc)));
  CHECK(message({"-i", "--keep", "icc", "a"}) == "--keep makes exceptions to --strip: add -s or --strip all");
}

TEST_CASE("a run has at most one destination") {
  CHECK(message({"-i", "-o", "x", "a"}) ==
        "-i and -o contradict each other: replace the files, or write them elsewhere");
  CHECK(message({"-i", "--overwrite", "never", "a"}) == "--overwrite is about files under -o: -i always replaces");
}

TEST_CASE("modes need no destination but may have one") {
  for (const char* mode : {"--check", "--dry-run", "-n", "--list"}) {
    INFO(mode);
    CHECK(std::holds_alternative<std::monostate>(parsed({mode, "a"}).options.destination));
    CHECK(std::holds_alternative<InPlace>(parsed({mode, "-i", "a"}).options.destination));
    CHECK(is_output(parsed({mode, "-o", "x", "a"}).options, "x"));
    CHECK(parsed({mode, "-o", "-", "--json", "a"}).results == Results::json);  // no image is written
  }
  CHECK(message({"--check", "--list", "a"}) == "--check, --dry-run and --list are three modes: choose one");
}

TEST_CASE("there must be something to do") {
  const std::string nothing =
      "nothing to do: name files or directories, or - for an image on stdin (see whittle --help)";
  CHECK(message({}) == nothing);
  CHECK(message({"-i"}) == nothing);
  CHECK(parsed({"-i", "--files-from", "list"}).options.paths.empty());
}

TEST_CASE("stdout serves one purpose") {
  CHECK(message({"-o", "-", "--json", "a"}) == "--json and the image of -o - cannot share stdout");
  CHECK(message({"-o", "-", "--ndjson", "a"}) == "--ndjson and the image of -o - cannot share stdout");
  CHECK(parsed({"-o", "-", "a"}).results == Results::none);
}

TEST_CASE("one kind of output") {
  CHECK(message({"-i", "--json", "--ndjson", "a"}) == "--json and --ndjson contradict each other: choose one");
  CHECK(message({"-i", "--quiet", "-v", "a"}) == "--quiet and -v contradict each other: choose one");
  CHECK(parsed({"-i", "--quiet", "a"}).results == Results::none);
  CHECK(parsed({"-i", "--quiet", "a"}).errors == Errors::only);
  CHECK(parsed({"-i", "--quiet", "--json", "a"}).results == Results::json);
  CHECK(parsed({"-i", "--ndjson", "a"}).results == Results::ndjson);
}

TEST_CASE("the table: its rows and their order") {
  CHECK_FALSE(parsed({"-i", "a"}).only_summary);
  CHECK(parsed({"-i", "--summary", "a"}).only_summary);
  CHECK(parsed({"-i", "a"}).order == RowOrder::input);
  CHECK(parsed({"-i", "--sort", "name", "a"}).order == RowOrder::name);
  CHECK(parsed({"-i", "-v", "--sort", "saving", "a"}).order == RowOrder::saving);
  CHECK(parsed({"--list", "--sort", "size", "a"}).order == RowOrder::size);
  CHECK(message({"-i", "--sort", "date", "a"}) == "--sort: 'date' is not name, saving or size");
  CHECK(message({"-i", "--sort", "name", "--json", "a"}) == "--sort is about the table: it does not go with --json");
  CHECK(message({"-i", "--summary", "--ndjson", "a"}) == "--summary is about the table: it does not go with --ndjson");
  CHECK(message({"-i", "--summary", "--quiet", "a"}) == "--summary is about the table: it does not go with --quiet");
  CHECK(message({"-o", "-", "--summary", "a"}) ==
        "--summary is about the table: it does not go with the image of -o -");
  CHECK(message({"-i", "--summary", "-v", "a"}) == "--summary prints no rows: leave out -v");
  CHECK(message({"-i", "--summary", "--sort", "name", "a"}) == "--summary prints no rows: leave out --sort");
  CHECK(message({"--list", "--sort", "saving", "a"}) ==
        "--list does not know what will be saved: use --sort name or --sort size, or -n");
  CHECK(message({"--score", "a", "--sort", "name", "b"}) ==
        "--score prints the worst last: leave out --summary and --sort");
}

TEST_CASE("a bad value is named with its option") {
  CHECK(message({"-i", "-q", "101", "a"}) == "--quality: 101 is not between 1 and 100");
  CHECK(message({"-i", "-e", "10", "a"}) == "--effort: 10 is not between 0 and 9");
  CHECK(message({"-o", "d", "--overwrite", "maybe", "a"}) ==
        "--overwrite: 'maybe' is not always, never, older or changed");
  CHECK(message({"-o", "", "a"}) == "--output: the path is empty");
  CHECK(message({"-i", "-d", "0", "a"}).starts_with("--max-depth: 0 is not between 1 and"));
  CHECK(message({"-i", "--timeout", "0", "a"}) == "--timeout: 0 is not above 0 and at most 1000000");
  CHECK(message({"-i", "-E", "", "a"}) == "--exclude: the glob is empty");
}

TEST_CASE("an option without its value does not swallow what follows") {
  CHECK(message({"-i", "a", "-q"}) == "--quality: needs a value: N|auto[:SCORE]|FMT=N,...");
  CHECK(message({"a", "-Hq"}) == "--quality: needs a value: N|auto[:SCORE]|FMT=N,...");
  CHECK(message({"--output=", "a"}) == "--output: needs a value: PATH");
  CHECK(message({"-o", "--json", "a"}) == "--output: needs a value, but the option --json follows");
  CHECK(message({"a", "-i=x"}) != "");
  CHECK(message({"a", "--in-place=false"}) == "--in-place: takes no value");
}

TEST_CASE("unknown options are refused, with what was probably meant") {
  CHECK(message({"-i", "--qualty", "80", "a"}) == "unknown option --qualty: did you mean --quality?");
  CHECK(message({"-i", "--form=webp", "a"}) == "unknown option --form: did you mean --format?");  // no prefix matching
  CHECK(message({"-i", "--frobnicate", "a"}) == "unknown option --frobnicate: whittle --help lists them all");
  CHECK(message({"-i", "-z", "a"}) == "unknown option -z: whittle --help lists them all");
  CHECK(message({"-iz", "a"}) == "unknown option -z: whittle --help lists them all");
  CHECK(message({"-i", "-5", "a"}) == "unknown option -5: whittle --help lists them all");
  CHECK(message({"-i", "-r", "a"}) == "unknown option -r: directories are walked without an option");
  CHECK(message({"-i", "--s", "a"}) == "unknown option --s: whittle --help lists them all");
}

TEST_CASE("what this version does not have is neither accepted nor declared") {
  std::set<std::string> declared;
  for (const OptionInfo& option : describe_options()) declared.insert(option.names.begin(), option.names.end());
  for (const char* name : {"--shard", "--report", "--stats", "--first"}) {
    INFO(name);
    CHECK(declared.count(name) == 0);
    CHECK(message({"-i", name, "a"}).starts_with("unknown option " + std::string(name)));
  }
}

TEST_CASE("help, version and completions answer even on a faulty line") {
  CHECK(parsed({"--help"}).request == Request::help);
  CHECK(parsed({"--help", "--frobnicate", "-q", "999"}).request == Request::help);
  CHECK(parsed({"--version"}).request == Request::version);
  CHECK(parsed({"-V"}).results == Results::table);
  CHECK(parsed({"-V", "--json"}).results == Results::json);
  CHECK(parsed({"--completions", "zsh"}).request == Request::completions);
  CHECK(parsed({"--completions", "zsh"}).shell == Shell::zsh);
  CHECK(message({"--completions", "tcsh"}) == "--completions: 'tcsh' is not bash, zsh or fish");
}

TEST_CASE("every declared option has help, a group and distinct names") {
  std::set<std::string> names;
  for (const OptionInfo& option : describe_options()) {
    INFO(option.names.front());
    CHECK_FALSE(option.help.empty());
    CHECK_FALSE(option.group.empty());
    for (const std::string& name : option.names) CHECK(names.insert(name).second);
  }
  CHECK(names.count("--in-place") == 1);
  CHECK(names.count("-0") == 1);
}
