#include "whittle/format.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

#include "base/path.h"

namespace whittle {
namespace {

constexpr std::pair<std::string_view, Format> kNames[] = {
    {"jpeg", Format::jpeg}, {"jpg", Format::jpeg},   {"jpe", Format::jpeg},  {"jfif", Format::jpeg},
    {"png", Format::png},   {"apng", Format::png},   {"webp", Format::webp}, {"gif", Format::gif},
    {"avif", Format::avif}, {"avifs", Format::avif}, {"tiff", Format::tiff}, {"tif", Format::tiff},
    {"jxl", Format::jxl},   {"heic", Format::heic},  {"heif", Format::heic}, {"svg", Format::svg}};

std::string lower(std::string_view text) {
  std::string copy(text);
  std::transform(copy.begin(), copy.end(), copy.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return copy;
}

}  // namespace

std::string_view to_string(Format format) {
  switch (format) {
    case Format::unknown:
      return "unknown";
    case Format::jpeg:
      return "jpeg";
    case Format::png:
      return "png";
    case Format::webp:
      return "webp";
    case Format::gif:
      return "gif";
    case Format::avif:
      return "avif";
    case Format::tiff:
      return "tiff";
    case Format::jxl:
      return "jxl";
    case Format::heic:
      return "heic";
    case Format::svg:
      return "svg";
  }
  return "unknown";
}

std::string_view file_extension(Format format) {
  switch (format) {
    case Format::unknown:
      return "";
    case Format::jpeg:
      return "jpg";
    default:
      return to_string(format);
  }
}

std::optional<Format> format_from_name(std::string_view name) {
  const std::string wanted = lower(name);
  const auto* found =
      std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& entry) { return entry.first == wanted; });
  if (found == std::end(kNames)) return std::nullopt;
  return found->second;
}

std::optional<Format> format_from_extension(std::string_view file_name) {
  return format_from_name(extension_of(file_name));
}

}  // namespace whittle
