#include "scan/places.h"

#include <algorithm>

#include "base/path.h"

namespace whittle::scan {
namespace {

void append(std::vector<std::string>& parts, std::string_view path) {
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.emplace_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
}

}  // namespace

std::vector<std::string> components(std::string_view path, std::string_view working_directory) {
  std::vector<std::string> parts;
  if (!path.starts_with('/')) append(parts, working_directory);
  append(parts, path);
  return parts;
}

void Places::add(std::string_view path) {
  std::vector<std::string> parent = components(path, working_directory_);
  if (!parent.empty()) parent.pop_back();
  if (inputs_++ == 0) {
    common_ = std::move(parent);
  } else {
    const auto differ = std::mismatch(common_.begin(), common_.end(), parent.begin(), parent.end());
    common_.erase(differ.first, common_.end());
  }
}

std::shared_ptr<const std::string> Places::below(std::string_view path, Kind kind) {
  if (inputs_ < 2) return nullptr;
  std::vector<std::string> parts = components(path, working_directory_);
  if (kind == Kind::file && !parts.empty()) parts.pop_back();
  std::string text;
  for (std::size_t i = common_.size(); i < parts.size(); ++i) text = join(text, parts[i]);
  if (text.empty()) return nullptr;
  if (!last_ || *last_ != text) last_ = std::make_shared<const std::string>(std::move(text));
  return last_;
}

}  // namespace whittle::scan
