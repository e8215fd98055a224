#include "plan/output_path.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "base/path.h"

namespace whittle::plan {
namespace {

constexpr std::string_view kHash8 = "{hash8}";

/// The extension for `format`: the file's own when it says the same format.
std::string_view extension_for(std::string_view name, Format original, Format format) {
  return original == format ? extension_of(name) : file_extension(format);
}

std::string with_extension(std::string_view path, std::string_view extension) {
  const std::string_view name = file_name(path);
  std::string changed(path.substr(0, path.size() - name.size() + extension_at(name)));
  if (!extension.empty()) changed.append(".").append(extension);
  return changed;
}

/// The template's text for one output, in one pass: what is filled in is never looked at again, so a file or directory
/// may be called "{w}" or "{hash8}". A template with {dir} is relative to the output directory, any other to the
/// mirrored one.
OutputPath from_template(const Settings& settings, std::string_view relative, const container::Header& facts,
                         Format format, container::Size size) {
  const std::string_view name = file_name(relative);
  const std::string_view extension = extension_for(name, facts.format, format);
  const std::string_view own = extension_of(name);
  const std::string dotted = extension.empty() ? "" : "." + std::string(extension);
  const std::string own_dotted = own.empty() ? "" : "." + std::string(own);
  const std::string width = std::to_string(size.width), height = std::to_string(size.height);
  const std::pair<std::string_view, std::string_view> values[] = {
      {".{ext}", dotted},
      {".{in}", own_dotted},
      {"{ext}", extension},
      {"{fmt}", to_string(format)},
      {"{w}", width},
      {"{h}", height},
      {"{dir}", directory_of(relative)},
      {"{stem}", stem_of(name)},
      {"{name}", name},
      {"{in}", own},
      {kHash8, kHash8},
  };
  std::string_view rest = settings.name_template;
  while (rest.starts_with('/')) rest.remove_prefix(1);
  OutputPath path;
  path.text = join(settings.output, rest.find("{dir}") == std::string_view::npos ? directory_of(relative) : "");
  if (!path.text.empty() && path.text.back() != '/') path.text += '/';
  while (!rest.empty()) {
    const auto value =
        std::find_if(std::begin(values), std::end(values), [&](const auto& v) { return rest.starts_with(v.first); });
    if (value == std::end(values)) {
      path.text += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    if (value->first == kHash8) path.hash_at.push_back(static_cast<std::uint32_t>(path.text.size()));
    path.text += value->second;
    rest.remove_prefix(value->first.size());
    if (value->second.empty() && path.text.ends_with('/')) {  // an empty {dir}
      while (rest.starts_with('/')) rest.remove_prefix(1);
    }
  }
  return path;
}

}  // namespace

OutputPath output_path(const Settings& settings, const scan::Found& found, const container::Header& facts,
                       Format format, container::Size size) {
  switch (settings.target) {
    case Target::none:
      return {};
    case Target::stdout_stream:
      return {"-"};
    case Target::file:
      return {settings.output};
    case Target::in_place:
      return {facts.format == format ? found.path : with_extension(found.path, file_extension(format))};
    case Target::directory:
      break;
  }
  return from_template(settings, found.path == "-" ? "stdin" : found.relative(), facts, format, size);
}

OutputPath original_path(const Settings& settings, const scan::Found& found, const container::Header& facts) {
  const bool fits = settings.smallest_format || settings.formats.empty() || settings.formats.front() == facts.format;
  if (settings.target == Target::in_place || (settings.target != Target::directory && !fits)) return {};
  return output_path(settings, found, facts, facts.format, container::oriented_size(facts));
}

std::string OutputPath::with_hash(ByteView bytes) const {
  if (!awaits_hash()) return text;
  const std::string digits = hex(hash128(bytes)).substr(0, 8);
  std::string path = text;
  for (auto at = hash_at.rbegin(); at != hash_at.rend(); ++at) path.replace(*at, kHash8.size(), digits);
  return path;
}

std::string backup_path(const Settings& settings, const scan::Found& found) {
  return join(*settings.backup_dir, found.relative());
}

}  // namespace whittle::plan
