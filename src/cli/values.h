#pragma once
// Text of an option to the value it stands for. Pure; errors are of Category::usage, one line, and say what is
// accepted.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "whittle/options.h"

namespace whittle::cli {

/// `--quality`: "80", "jpeg=75,webp=80", "80,avif=60", "80,avif=raw:55", "auto:85".
struct Qualities {
  std::optional<Quality> all;
  std::map<Format, Quality> by_format;
};
Result<Qualities> parse_quality(std::string_view text);

/// `--format`: "webp,avif" or "auto".
struct Targets {
  std::vector<Format> formats;  ///< each once, as ordered
  bool smallest = false;        ///< "auto"
};
Result<Targets> parse_targets(std::string_view text);
/// `--only`: every format that can be recognised.
Result<std::vector<Format>> parse_formats(std::string_view text);

/// "1600x", "x900", "1600x900", "long:1600", "short:800", "50%", each with an optional "!".
Result<Resize> parse_resize(std::string_view text);
/// "400x,800x": each once.
Result<std::vector<Resize>> parse_resizes(std::string_view text);

/// "exif,gps" or "all".
Result<MetadataSet> parse_metadata(std::string_view text);

/// "5%" or a size.
Result<MinSavings> parse_min_savings(std::string_view text);
Result<MemoryLimit> parse_memory(std::string_view text);

/// "#fff", "#ffffff" or one of the sixteen basic CSS names.
Result<Colour> parse_colour(std::string_view text);

/// "auto" (nullopt) or a number.
Result<std::optional<int>> parse_jobs(std::string_view text);

/// An output name: known placeholders only, and nothing that would leave the output directory. Returns it unchanged.
Result<std::string> parse_name_template(std::string_view text);

/// The words of the lists above, for messages and completions.
std::vector<std::string> target_names();
std::vector<std::string> format_names();
std::vector<std::string> metadata_names();

}  // namespace whittle::cli
