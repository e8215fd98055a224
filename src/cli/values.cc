#include "cli/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "cli/numbers.h"

namespace whittle::cli {
namespace {

constexpr double kDefaultScore = 80;       // of -q auto: very high quality
constexpr std::string_view kRaw = "raw:";  // before an encoder's own number

constexpr std::array<std::pair<std::string_view, MetadataSet>, 12> kMetadata = {{
    {"safe", kSafeStrip},
    {"all", kAllMetadata},
    {"exif", bit(Metadata::exif)},
    {"gps", bit(Metadata::gps)},
    {"xmp", bit(Metadata::xmp)},
    {"iptc", bit(Metadata::iptc)},
    {"icc", bit(Metadata::icc)},
    {"thumb", bit(Metadata::thumb)},
    {"comment", bit(Metadata::comment)},
    {"copyright", bit(Metadata::copyright)},
    {"credentials", bit(Metadata::credentials)},
    {"extras", bit(Metadata::extras)},
}};

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 17> kColours = {{
    {"aqua", 0x00ffff},
    {"black", 0x000000},
    {"blue", 0x0000ff},
    {"fuchsia", 0xff00ff},
    {"gray", 0x808080},
    {"grey", 0x808080},
    {"green", 0x008000},
    {"lime", 0x00ff00},
    {"maroon", 0x800000},
    {"navy", 0x000080},
    {"olive", 0x808000},
    {"purple", 0x800080},
    {"red", 0xff0000},
    {"silver", 0xc0c0c0},
    {"teal", 0x008080},
    {"white", 0xffffff},
    {"yellow", 0xffff00},
}};

constexpr std::array<std::string_view, 9> kPlaceholders = {"stem", "ext", "name", "in",   "dir",
                                                           "fmt",  "w",   "h",    "hash8"};

/// More pixels along one side than any format holds would only hide a typing error.
constexpr std::int64_t kMaxSide = 1'000'000;
constexpr std::int64_t kMaxJobs = 1024;

bool is_target(Format format) {
  return std::find(kTargetFormats.begin(), kTargetFormats.end(), format) != kTargetFormats.end();
}

Result<Format> parse_target(std::string_view name, const std::vector<std::string>& accepted) {
  const std::optional<Format> format = format_from_name(name);
  if (format && is_target(*format)) return *format;
  if (format) return usage_error(fmt::format("{} cannot be written, only {}", name, any_of(accepted)));
  return usage_error(fmt::format("'{}' is not {}", name, any_of(accepted)));
}

template <typename T>
void add_once(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

Colour colour_of(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
}

/// "PERCENT%" as a number, nothing when it does not end in a percent sign.
Result<std::optional<double>> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::optional<double>();
  TRY_ASSIGN(const double value, parse_decimal(text.substr(0, text.size() - 1), 0, Bound::inclusive, 100));
  return std::optional<double>(value);
}

Result<Resize> parse_percent_size(std::string_view text, Resize resize) {
  resize.kind = Resize::Kind::percent;
  TRY_ASSIGN(resize.value, parse_decimal(text, 0, Bound::exclusive, 10'000));
  if (resize.value > 100 && !resize.enlarge) {
    return usage_error(fmt::format("{0}% would enlarge: write {0}%! if that is meant", text));
  }
  return resize;
}

Result<Resize> parse_edge(std::string_view text, Resize::Kind kind, Resize resize) {
  resize.kind = kind;
  TRY_ASSIGN(const std::int64_t pixels, parse_integer(text, 1, kMaxSide));
  resize.value = static_cast<double>(pixels);
  return resize;
}

Result<std::uint32_t> parse_side(std::string_view text) {
  if (text.empty()) return std::uint32_t{0};
  TRY_ASSIGN(const std::int64_t pixels, parse_integer(text, 1, kMaxSide));
  return static_cast<std::uint32_t>(pixels);
}

}  // namespace

namespace {

/// `digits`, of `part`.
Result<int> parse_number(std::string_view digits, std::string_view part) {
  if (digits.empty() || digits.find_first_not_of("0123456789-") != std::string_view::npos) {
    return usage_error(
        fmt::format("'{}' is not a number from 1 to 100, auto, auto:SCORE, FMT=one of them, or FMT=raw:N", part));
  }
  TRY_ASSIGN(const std::int64_t value, parse_integer(digits, 1, 100));
  return static_cast<int>(value);
}

/// `text`, of `part`: "80", "raw:80", "auto" or "auto:SCORE".
Result<Quality> parse_one_quality(std::string_view text, std::string_view part) {
  constexpr std::string_view kAuto = "auto";
  if (text.starts_with(kRaw)) {
    TRY_ASSIGN(const int value, parse_number(text.substr(kRaw.size()), part));
    return Quality::of_encoder(value);
  }
  if (!text.starts_with(kAuto)) {
    TRY_ASSIGN(const int value, parse_number(text, part));
    return Quality(value);
  }
  if (text == kAuto) return Quality::reaching(kDefaultScore);
  const std::string_view digits = text.substr(kAuto.size());
  double score = 0;
  const char* const end = digits.data() + digits.size();
  const bool is_number = digits.starts_with(':') && std::from_chars(digits.data() + 1, end, score).ptr == end;
  if (!is_number || !(score >= 1 && score <= 99)) {
    return usage_error(fmt::format("'{}' is not auto:SCORE with a score from 1 to 99", part));
  }
  return Quality::reaching(score);
}

}  // namespace

Result<Qualities> parse_quality(std::string_view text) {
  Qualities qualities;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    TRY_ASSIGN(const Quality value,
               parse_one_quality(equals == std::string_view::npos ? part : part.substr(equals + 1), part));
    if (equals == std::string_view::npos) {
      if (value.kind == Quality::Kind::encoder) {
        return usage_error(fmt::format("'{0}' is the number of one encoder: say which, webp={0}", part));
      }
      if (qualities.all) return usage_error(fmt::format("'{}' names two qualities for all formats", text));
      qualities.all = value;
      continue;
    }
    TRY_ASSIGN(const Format format, parse_target(part.substr(0, equals), target_names()));
    if (!qualities.by_format.emplace(format, value).second) {
      return usage_error(fmt::format("'{}' names two qualities for {}", text, to_string(format)));
    }
  }
  return qualities;
}

Result<Targets> parse_targets(std::string_view text) {
  Targets targets;
  std::vector<std::string> accepted = target_names();
  accepted.insert(accepted.end(), {"same", "auto"});
  for (const std::string_view name : split(text, ',')) {
    if (name == "same") {
      add_once(targets.formats, Format::unknown);
      continue;
    }
    if (name == "auto") {
      targets.smallest = true;
      continue;
    }
    TRY_ASSIGN(const Format target, parse_target(name, accepted));
    add_once(targets.formats, target);
  }
  return targets;
}

Result<std::vector<Format>> parse_formats(std::string_view text) {
  std::vector<Format> formats;
  for (const std::string_view name : split(text, ',')) {
    const std::optional<Format> format = format_from_name(name);
    if (!format) return usage_error(fmt::format("'{}' is not {}", name, any_of(format_names())));
    add_once(formats, *format);
  }
  return formats;
}

Result<Resize> parse_resize(std::string_view text) {
  Resize resize;
  std::string_view spec = text;
  if (spec.ends_with('!')) {
    resize.enlarge = true;
    spec.remove_suffix(1);
  }
  if (spec.ends_with('%')) return parse_percent_size(spec.substr(0, spec.size() - 1), resize);
  if (spec.starts_with("long:")) return parse_edge(spec.substr(5), Resize::Kind::long_edge, resize);
  if (spec.starts_with("short:")) return parse_edge(spec.substr(6), Resize::Kind::short_edge, resize);
  const std::size_t cross = spec.find('x');
  if (cross == std::string_view::npos || spec == "x") {
    return usage_error(
        fmt::format("'{}' is not a size such as 1600x, x900, 1600x900, long:1600, short:800 or 50%", text));
  }
  TRY_ASSIGN(resize.width, parse_side(spec.substr(0, cross)));
  TRY_ASSIGN(resize.height, parse_side(spec.substr(cross + 1)));
  return resize;
}

Result<std::vector<Resize>> parse_resizes(std::string_view text) {
  std::vector<Resize> sizes;
  for (const std::string_view part : split(text, ',')) {
    TRY_ASSIGN(const Resize size, parse_resize(part));
    add_once(sizes, size);
  }
  return sizes;
}

Result<MetadataSet> parse_metadata(std::string_view text) {
  MetadataSet set = 0;
  for (const std::string_view name : split(text, ',')) {
    const auto* const found =
        std::find_if(kMetadata.begin(), kMetadata.end(), [&](const auto& kind) { return kind.first == name; });
    if (found == kMetadata.end()) return usage_error(fmt::format("'{}' is not {}", name, any_of(metadata_names())));
    set = static_cast<MetadataSet>(set | found->second);
  }
  return set;
}

Result<MinSavings> parse_min_savings(std::string_view text) {
  TRY_ASSIGN(const std::optional<double> percent, parse_percent(text));
  if (percent) return MinSavings{MinSavings::Unit::percent, *percent};
  TRY_ASSIGN(const std::uint64_t bytes, parse_size(text));
  return MinSavings{MinSavings::Unit::bytes, static_cast<double>(bytes)};
}

Result<MemoryLimit> parse_memory(std::string_view text) {
  TRY_ASSIGN(const std::optional<double> percent, parse_percent(text));
  if (percent && *percent > 0) return MemoryLimit{MemoryLimit::Unit::percent, *percent};
  if (percent) return usage_error("0% leaves no memory to work in");
  TRY_ASSIGN(const std::uint64_t bytes, parse_size(text));
  if (bytes == 0) return usage_error("0 leaves no memory to work in");
  return MemoryLimit{MemoryLimit::Unit::bytes, static_cast<double>(bytes)};
}

Result<Colour> parse_colour(std::string_view text) {
  const auto* const named =
      std::find_if(kColours.begin(), kColours.end(), [&](const auto& colour) { return colour.first == text; });
  if (named != kColours.end()) return colour_of(named->second);
  if (text.starts_with('#') && (text.size() == 4 || text.size() == 7)) {
    std::string digits;
    for (const char digit : text.substr(1)) digits.append(text.size() == 4 ? 2 : 1, digit);
    std::uint32_t rgb = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped_at, error] = std::from_chars(digits.data(), end, rgb, 16);
    if (error == std::errc() && stopped_at == end) return colour_of(rgb);
  }
  return usage_error(fmt::format("'{}' is not a colour such as white, #fff or #ffffff", text));
}

Result<std::optional<int>> parse_jobs(std::string_view text) {
  if (text == "auto") return std::optional<int>();
  TRY_ASSIGN(const std::int64_t jobs, parse_integer(text, 1, kMaxJobs));
  return std::optional<int>(static_cast<int>(jobs));
}

Result<std::string> parse_name_template(std::string_view text) {
  for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos; at = text.find_first_of("{}", at + 1)) {
    const std::size_t close = text.find('}', at);
    if (text[at] == '}' || close == std::string_view::npos)
      return usage_error(fmt::format("'{}' has a brace without its partner", text));
    const std::string_view name = text.substr(at + 1, close - at - 1);
    if (std::find(kPlaceholders.begin(), kPlaceholders.end(), name) == kPlaceholders.end()) {
      return usage_error(fmt::format("{{{}}} is not one of {{{}}}", name, fmt::join(kPlaceholders, "} {")));
    }
    at = close;
  }
  const std::vector<std::string_view> parts = split(text, '/');
  if (text.empty() || parts.back().empty()) return usage_error(fmt::format("'{}' has no file name", text));
  if (parts.front().empty() || std::find(parts.begin(), parts.end(), "..") != parts.end()) {
    return usage_error(fmt::format("'{}' leads out of the output directory", text));
  }
  return std::string(text);
}

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const Format format : kTargetFormats) names.emplace_back(to_string(format));
  return names;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names = target_names();
  for (const Format format : {Format::heic, Format::svg}) names.emplace_back(to_string(format));
  return names;
}

std::vector<std::string> metadata_names() {
  std::vector<std::string> names;
  for (const auto& [name, set] : kMetadata) names.emplace_back(name);
  return names;
}

}  // namespace whittle::cli
