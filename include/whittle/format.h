#pragma once
// The image formats that whittle knows by name.

#include <array>
#include <optional>
#include <string_view>

namespace whittle {

enum class Format { unknown, jpeg, png, webp, gif, avif, tiff, jxl, heic, svg };
inline constexpr Format kLastFormat = Format::svg;

/// Formats that can be asked for with `-f`; which of them can be written depends on the build (`build_info`).
inline constexpr std::array kTargetFormats = {Format::jpeg, Format::png,  Format::webp, Format::gif,
                                              Format::avif, Format::tiff, Format::jxl};

std::string_view to_string(Format format);                      ///< "jpeg", "png", ...; "unknown"
std::string_view file_extension(Format format);                 ///< "jpg", "png", ...; "" for unknown
std::optional<Format> format_from_name(std::string_view name);  ///< "jpeg", "jpg", "tif", ...; any letter case
std::optional<Format> format_from_extension(std::string_view file_name);  ///< by what follows the last dot of a name

}  // namespace whittle
