#include "whittle/format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <string>

#include "base/path.h"

namespace whittle {
namespace {

/// What a format is called.
struct Row {
  Format format = Format::unknown;
  std::string_view name;
  std::string_view extension;                      ///< of what we write
  std::array<std::string_view, 4> spellings = {};  ///< names and extensions that are understood
};

constexpr Row kRows[] = {
    {.format = Format::jpeg, .name = "jpeg", .extension = "jpg", .spellings = {"jpeg", "jpg", "jpe", "jfif"}},
    {.format = Format::png, .name = "png", .extension = "png", .spellings = {"png", "apng"}},
    {.format = Format::webp, .name = "webp", .extension = "webp", .spellings = {"webp"}},
    {.format = Format::gif, .name = "gif", .extension = "gif", .spellings = {"gif"}},
    {.format = Format::avif, .name = "avif", .extension = "avif", .spellings = {"avif", "avifs"}},
    {.format = Format::tiff, .name = "tiff", .extension = "tiff", .spellings = {"tiff", "tif"}},
    {.format = Format::jxl, .name = "jxl", .extension = "jxl", .spellings = {"jxl"}},
    {.format = Format::heic, .name = "heic", .extension = "heic", .spellings = {"heic", "heif"}},
    {.format = Format::svg, .name = "svg", .extension = "svg", .spellings = {"svg"}},
};

const Row* row_of(Format format) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.format == format; });
  return row == std::end(kRows) ? nullptr : row;
}

std::string lower(std::string_view text) {
  std::string copy(text);
  std::transform(copy.begin(), copy.end(), copy.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return copy;
}

}  // namespace

std::string_view to_string(Format format) {
  const Row* row = row_of(format);
  return row != nullptr ? row->name : "unknown";
}

std::string_view file_extension(Format format) {
  const Row* row = row_of(format);
  return row != nullptr ? row->extension : "";
}

std::optional<Format> format_from_name(std::string_view name) {
  const std::string wanted = lower(name);
  if (wanted.empty()) return std::nullopt;
  for (const Row& row : kRows) {
    if (std::find(row.spellings.begin(), row.spellings.end(), wanted) != row.spellings.end()) return row.format;
  }
  return std::nullopt;
}

std::optional<Format> format_from_extension(std::string_view file_name) {
  return format_from_name(extension_of(file_name));
}

}  // namespace whittle
