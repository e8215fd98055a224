#pragma once
// Facts to text: pure functions of a report.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "whittle/optimize.h"
#include "whittle/result.h"

namespace whittle {

enum class Colours { no, yes };
enum class Names { raw, sanitized };  ///< sanitized: control and bidi characters escaped, for terminals
/// summary: no rows, only totals and a breakdown by format; normal: what changed or failed; verbose: all rows, with
/// reasons, and the breakdown.
enum class Detail { summary, normal, verbose };
enum class RowOrder { input, name, saving, size };  ///< saving, size: the largest first
enum class Failures { listed, left_out };           ///< left_out: the reader is told of them elsewhere
enum class Separator { newline, nul };

struct TableStyle {
  Colours colours = Colours::no;
  Names names = Names::raw;
  Detail detail = Detail::normal;
  RowOrder order = RowOrder::input;
  Failures failures = Failures::listed;
  Separator separator = Separator::newline;
  int width = 0;  ///< columns that a line may have, where names are sanitized: longer ones are cut; 0 = no limit
};

/// The aligned table with totals; ends with a newline. Mode::check prints only offenders, Mode::list what would be
/// done.
std::string render_table(const RunReport& report, const TableStyle& style);

/// One document: {"schema":2,"tool":{...},"files":[...],"summary":{...}}, newline at the end. See src/report/SCHEMA.md
/// for fields.
std::string render_json(const RunReport& report, const BuildInfo& build);

/// For template engines: {"schema":1,"images":{"src/a.jpg":{"outputs":[{"path":"a-400.webp","format":"webp",
/// "width":400,"height":300,"bytes":9120},...]},...}}, paths below `directory`. See src/report/SCHEMA.md.
std::string render_manifest(const RunReport& report, std::string_view directory);
/// What each of them begins with, and no picture does.
inline constexpr std::string_view kManifestHead = "{\"schema\":1,\"images\":{";

/// Rules for make and ninja, which outputs are made of which inputs and whittle.toml files. For each input one rule,
/// with its outputs as targets; or, when `manifest` is not empty, one with that as its target, that names all inputs
/// and the directories that they were found in, from `roots` downwards, so that a new file is noticed. Each input is
/// also a target of its own without anything, so that its removal stops no build. Nothing for a name with a line break,
/// which no such file can hold: that name.
std::variant<std::string, Error> render_depfile(const RunReport& report, const std::vector<std::string>& roots,
                                                const std::string& manifest);

/// Two absolute paths, or empty: what the names of annotations start from, and what those of inputs do.
struct Checkout {
  std::string workspace, working_directory;
};

/// Workflow commands of GitHub Actions, a line for each failure and each file that would shrink or did.
std::string render_annotations(const RunReport& report, const Checkout& checkout);

/// What `--version --json` prints:
/// {"schema":2,"tool":{...},"reads":[...],"writes":[...],"sandbox":"...","notes":[...]}, newline at the end.
std::string render_version_json(const BuildInfo& build, const std::string& sandbox);

/// One line of NDJSON for a file; those of what was pruned and the summary. Newline at the end.
std::string render_ndjson(const FileResult& result);
std::string render_ndjson(const RunReport& report);

}  // namespace whittle
