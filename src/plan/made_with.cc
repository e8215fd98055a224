#include "plan/made_with.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/hash.h"
#include "container/geometry.h"
#include "container/metadata.h"
#include "container/sniff.h"
#include "sys/file.h"

namespace whittle::plan {
namespace {

std::string text_of(const std::optional<Resize>& resize) {
  if (!resize) return "-";
  const auto& [kind, width, height, value, enlarge] = *resize;
  return fmt::format("{}:{}x{}:{}:{}", static_cast<int>(kind), width, height, value, enlarge);
}

std::string text_of(const std::optional<Colour>& colour) {
  if (!colour) return "-";
  const auto& [red, green, blue] = *colour;
  return fmt::format("{:02x}{:02x}{:02x}", red, green, blue);
}

std::string text_of(const std::optional<MinSavings>& savings) {
  if (!savings) return "-";
  const auto& [unit, value] = *savings;
  return fmt::format("{}:{}", static_cast<int>(unit), value);
}

/// All members that change bytes; the structured binding fails to compile when there is one more.
std::string text_of(const engine::Settings& settings) {
  const auto& [format, fidelity, quality, asked_quality, target_score, max_bytes, min_quality, loss, mark, effort,
               strip, icc, baseline, resize, background, max_pixels] = settings;
  (void)max_pixels;  // decides whether, not what
  std::string text = fmt::format("{} {} ", to_string(format), static_cast<int>(fidelity));
  // What is not looked at without loss makes no difference there.
  if (fidelity == engine::Fidelity::lossy)
    text += fmt::format("{} {} {} {} {} {} {} ", quality, asked_quality.value_or(0), target_score.value_or(0),
                        max_bytes.value_or(0), min_quality, static_cast<int>(loss), static_cast<int>(mark));
  return text + fmt::format("{} {} {} {} {} {}\n", effort, strip, static_cast<int>(icc), baseline, text_of(resize),
                            text_of(background));
}

/// The bytes of what stands at `path`, if that is a file that can be read.
std::optional<Bytes> bytes_at(const std::string& path) {
  const Result<sys::OpenFile> file = sys::open_regular(path);
  if (!file.ok()) return std::nullopt;
  Result<Bytes> bytes = sys::read_all(file->fd, file->stat.identity.size, path);
  if (!bytes.ok()) return std::nullopt;
  return std::move(*bytes);
}

/// Whether a mark tells that `bytes` were made with another quality.
bool is_marked_otherwise(const Task& task, ByteView bytes) {
  if (task.outputs.size() != 1) return false;
  const engine::Settings& settings = *task.outputs.front().settings;
  const Format format = container::sniff(bytes.first(std::min(bytes.size(), container::kSniffBytes)));
  if (format != settings.format || settings.max_bytes) return false;
  const std::optional<container::Mark> mark = container::read_mark(bytes, format);
  if (!mark) return false;
  if (settings.fidelity == engine::Fidelity::lossless) return true;
  if (settings.target_score) return !mark->score || *mark->score < *settings.target_score;
  return mark->quality != engine::common_quality(settings, settings.quality);
}

std::string encoding_text(const Task& task) {
  std::string text;
  for (const Output& output : task.outputs) {
    text += text_of(*output.settings);
    const int alone = engine::decode_shrink(task.facts, *output.settings).value_or(1);
    const int shrink = output.shared_shrink.value_or(alone);
    if (shrink != alone) text += fmt::format("from 1/{}\n", shrink);
  }
  return text;
}

}  // namespace

Content encoding_of(const Task& task) {
  return content_of(as_bytes("encode\n" + encoding_text(task)));
}

Content asked_of(const Settings& settings, Format source) {
  // In place, and for a check, what is wanted for itself still has to save something (plan/build.cc).
  const bool wanted = !settings.formats.empty() || settings.smallest_format || settings.resize(0) ||
                      settings.of(source).icc == IccPolicy::srgb;
  const bool in_place = wanted && settings.target == Target::in_place;
  std::string text = fmt::format("{} {} {} {} {}\n", in_place, wanted && settings.mode == Mode::check,
                                 settings.smallest_format, settings.max_pixels, text_of(settings.min_savings));
  const auto add = [&](Format format) {
    const std::shared_ptr<const engine::Settings> one = settings.of(format, source);
    text += text_of(*one) + fmt::format("{}\n", one->max_bytes.value_or(0));  // a limit to what is kept, too
  };
  if (settings.smallest_format) {
    for (std::size_t i = 0; i < kFormatCount; ++i) add(static_cast<Format>(i));
  } else {
    const Format named = settings.formats.empty() ? Format::unknown : settings.formats.front();
    add(named == Format::unknown ? source : named);
  }
  return content_of(as_bytes("do\n" + text));
}

std::uint64_t options_of(const Settings& settings, const Task& task) {
  std::string text = encoding_text(task);
  if (!task.outputs.empty())
    text += fmt::format("{} {}", static_cast<int>(task.deliver), text_of(settings_for(settings, task).min_savings));
  return hash128(as_bytes(text)).low;
}

bool made_with_other_options(const Settings& settings, const Task& task, const std::string& path,
                             const manifest::Made* listed) {
  if (listed != nullptr && listed->options == options_of(settings, task)) return false;
  const std::optional<Bytes> bytes = bytes_at(path);
  if (!bytes) return false;
  // What somebody has put in its place since then is not ours to judge.
  if (listed != nullptr) return listed->bytes == bytes->size() && listed->hash == hash128(*bytes);
  return is_marked_otherwise(task, *bytes);
}

std::optional<Standing> standing_at(const std::string& path) {
  const Result<sys::OpenFile> file = sys::open_regular(path);
  if (!file.ok()) return std::nullopt;
  const std::uint64_t bytes = file->stat.identity.size;
  const std::unique_ptr<ByteSource> source = sys::file_source(file->fd, bytes, path);
  const Result<ByteView> start = source->read(0, container::kSniffBytes);
  if (!start.ok()) return std::nullopt;
  const Format format = container::sniff(*start);
  if (format == Format::unknown) return std::nullopt;
  const Result<container::Header> facts = container::read_header(*source, format);
  if (!facts.ok()) return std::nullopt;
  const container::Size size = container::oriented_size(*facts);
  return Standing{path, format, size.width, size.height, bytes};
}

}  // namespace whittle::plan
