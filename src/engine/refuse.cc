// What cannot be done, said before any pixel is read. These messages are what people see in the report: cause, then
// remedy.

#include "container/geometry.h"
#include "engine/engine.h"
#include "engine/formats.h"
#include "engine/refuse_extras.h"

namespace whittle::engine {
namespace {

using container::Has;

Error skip(Reason reason, std::string message) {
  return make_error(Category::validation, reason, std::move(message));
}

std::string count(std::uint64_t n) {
  return std::to_string(n);
}

std::optional<Error> refuse_formats(const FormatRow& source, const FormatRow& target) {
  if (!can_read(source)) {
    return skip(Reason::unsupported_format, std::string("this build cannot read ") + source.name);
  }
  if (!can_write(target)) {
    return skip(Reason::unsupported_format, std::string("this build cannot write ") + target.name);
  }
  return std::nullopt;
}

// What a file is that no engine here may touch, or only the repack engine of its format.
std::optional<Error> refuse_content(const container::Header& facts, const FormatRow& source, const Settings& settings) {
  const bool repack = is_repack(facts, settings);
  if (facts.apng == Has::yes && !repack) {
    return skip(Reason::animated_unsupported, "is an animated PNG, whose frames only a PNG of the same pixels keeps");
  }
  return source.refuse_source == nullptr ? std::nullopt : source.refuse_source(facts);
}

// " -f webp or -f gif"
std::string options_for_frames() {
  std::string options;
  for (const FormatRow& row : all_rows()) {
    if (row.images != Images::frames) continue;
    options.append(options.empty() ? " -f " : " or -f ").append(to_string(row.format));
  }
  return options;
}

std::optional<Error> refuse_frames(const container::Header& facts, const FormatRow& source, const FormatRow& target) {
  if (facts.frames <= 1) return std::nullopt;
  if (facts.apng == Has::yes) return std::nullopt;
  if (source.images != Images::nothing && source.images == target.images) return std::nullopt;
  if (source.images == Images::pages) {
    return skip(Reason::animated_unsupported,
                "has " + count(facts.frames) + " pages and " + target.name + " holds one");
  }
  return skip(Reason::animated_unsupported,
              "has " + count(facts.frames) + " frames and " + target.name + " holds one: use" + options_for_frames());
}

std::optional<Error> refuse_lossless(const container::Header& facts, const FormatRow& target,
                                     const Settings& settings) {
  if (settings.fidelity == Fidelity::lossy) return std::nullopt;
  if (target.refuse_lossless != nullptr) {
    if (auto error = target.refuse_lossless(facts, settings)) return error;
  }
  if (is_repack(facts, settings)) return std::nullopt;
  if (target.lossless == Can::no) {
    return skip(Reason::unsupported, std::string(target.name) + " cannot be " +
                                         (facts.format == target.format ? "repacked" : "written") +
                                         " without loss: add -q");
  }
  if (facts.depth > target.max_depth && facts.unusual_coding == Has::yes) {
    return skip(Reason::unsupported, "has samples of " + count(facts.depth) + " bits, which " + target.name +
                                         " does not know and this build does not convert");
  }
  if (facts.depth > target.max_depth) {
    return skip(Reason::depth_unsupported, "has " + count(facts.depth) + " bits a sample and " + target.name +
                                               " holds " + count(static_cast<std::uint64_t>(target.max_depth)) +
                                               ": add -q, or use -f png");
  }
  if (facts.colour == container::Colour::cmyk && target.cmyk == Can::no) {
    return skip(Reason::unsupported,
                std::string("is CMYK and ") + target.name + " is not; the conversion is not exact: add -q");
  }
  return std::nullopt;
}

std::optional<Error> refuse_size(const container::Header& facts, const FormatRow& target, const Settings& settings) {
  const auto limit = [](std::string message) {
    return make_error(Category::limit, Reason::too_large, std::move(message));
  };
  if (facts.width == 0 || facts.height == 0) {
    return make_error(Category::validation, Reason::too_small, "has no pixels");
  }
  if (facts.pixels() > settings.max_pixels) {
    return limit("has " + count(facts.pixels()) + " pixels, above the limit of " + count(settings.max_pixels) +
                 " (--max-pixels)");
  }
  const container::Size size = container::output_size(facts, settings.resize);
  const std::string dimensions = count(size.width) + "x" + count(size.height);
  if (std::uint64_t{size.width} * size.height * facts.frames > settings.max_pixels) {
    return limit("would become " + dimensions + ", above the limit of " + count(settings.max_pixels) +
                 " pixels (--max-pixels)");
  }
  if (size.width > target.max_side || size.height > target.max_side) {
    return limit("is " + dimensions + " and " + target.name + " holds at most " + count(target.max_side) +
                 " pixels a side: add --resize long:" + count(target.max_side));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> refuse(const container::Header& facts, const Settings& settings) {
  const FormatRow &source = row_of(facts.format), &target = row_of(settings.format);
  if (!is_repack(facts, settings)) {
    if (const Status started = vips::start_vips(); !started) return started.error();
    if (auto error = refuse_formats(source, target)) return error;
  }
  if (auto error = refuse_extras(facts, settings, target.name)) return error;
  if (auto error = refuse_content(facts, source, settings)) return error;
  if (auto error = refuse_size(facts, target, settings)) return error;
  if (auto error = refuse_frames(facts, source, target)) return error;
  return refuse_lossless(facts, target, settings);
}

}  // namespace whittle::engine
