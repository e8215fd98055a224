#pragma once
// Paths as bytes: the lexical parts of a name. No file system is asked.

#include <string>
#include <string_view>

namespace whittle {

/// "c.png" of "a/b/c.png".
inline std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// "a/b" of "a/b/c.png"; "" of "c.png"; "/" of "/c.png".
inline std::string_view directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return path.substr(0, slash == 0 ? 1 : slash);
}

/// Where the extension's dot stands in a file name, or its end: a leading dot is no extension.
inline std::size_t extension_at(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name.size() : dot;
}

/// "c" of "c.png".
inline std::string_view stem_of(std::string_view name) {
  return name.substr(0, extension_at(name));
}

/// "png" of "c.png", "" of "c".
inline std::string_view extension_of(std::string_view name) {
  const std::size_t at = extension_at(name);
  return at == name.size() ? std::string_view{} : name.substr(at + 1);
}

/// `directory`/`name` with one slash between; either may be empty.
inline std::string join(std::string_view directory, std::string_view name) {
  std::string joined(directory);
  if (!joined.empty() && !name.empty() && joined.back() != '/') joined += '/';
  return joined += name;
}

/// "." for the empty path, which is how `directory_of` and the walk name the working directory.
inline std::string or_dot(std::string_view path) {
  return std::string(path.empty() ? "." : path);
}

}  // namespace whittle
