// What cannot be done, said before any pixel is read. These messages are what people see in the report: cause, then
// remedy.

#include "container/geometry.h"
#include "engine/engine.h"
#include "engine/formats.h"
#include "engine/formats/jpeg_repack.h"
#include "engine/formats/png_repack.h"

namespace whittle::engine {
namespace {

using container::Has;

Error skip(Reason reason, std::string message) {
  return make_error(Category::validation, reason, std::move(message));
}

std::string count(std::uint64_t n) {
  return std::to_string(n);
}

std::optional<Error> refuse_formats(const container::Header& facts, const FormatRow* target, const Settings& settings) {
  if (!can_read(facts.format)) {
    return skip(Reason::unsupported_format, std::string("this build cannot read ") + name_of(facts.format));
  }
  if (target == nullptr || !can_write(settings.format)) {
    return skip(Reason::unsupported_format, std::string("this build cannot write ") + name_of(settings.format));
  }
  return std::nullopt;
}

// What a file is that no engine here may touch.
std::optional<Error> refuse_content(const container::Header& facts, const Settings& settings) {
  if (facts.gain_map == Has::yes && !is_jpeg_repack(facts, settings)) {
    return skip(Reason::gain_map, "has an HDR gain map, which re-encoding would lose");
  }
  if (facts.apng == Has::yes && !is_png_repack(facts, settings)) {
    return skip(Reason::animated_unsupported, "is an animated PNG, whose frames only a PNG of the same pixels keeps");
  }
  if (facts.format == Format::jpeg && facts.depth > 8) {
    return skip(Reason::unsupported, "is a JPEG with " + count(facts.depth) + " bits a sample; this build reads 8");
  }
  if (facts.format == Format::avif && facts.frames > 1) {
    return skip(Reason::animated_unsupported,
                "is an AVIF sequence of " + count(facts.frames) + " images, which this build would lose");
  }
  return std::nullopt;
}

std::optional<Error> refuse_frames(const container::Header& facts, const FormatRow& target) {
  if (facts.frames <= 1) return std::nullopt;
  if (facts.apng == Has::yes) return std::nullopt;
  const bool film = facts.format == Format::gif || facts.format == Format::webp;
  if (film && target.animation == Can::yes) return std::nullopt;
  if (facts.format == Format::tiff) {
    if (target.format == Format::tiff) return std::nullopt;
    return skip(Reason::animated_unsupported,
                "has " + count(facts.frames) + " pages and " + target.name + " holds one");
  }
  return skip(Reason::animated_unsupported,
              "has " + count(facts.frames) + " frames and " + target.name + " holds one: use -f webp or -f gif");
}

// What the coefficient engine cannot do, or leaves alone.
std::optional<Error> refuse_jpeg_repack(const container::Header& facts, const Settings& settings) {
  if (facts.arithmetic == Has::yes) {
    return skip(Reason::unsupported, "is a JPEG with arithmetic coding, which is left as it is: add -q");
  }
  if (facts.unusual_coding == Has::yes) {
    return skip(Reason::unsupported, "is a lossless or hierarchical JPEG, which is left as it is");
  }
  if (container::output_size(facts, settings.resize) != container::oriented_size(facts)) {
    return skip(Reason::unsupported, "a JPEG cannot be resized without loss: add -q");
  }
  return std::nullopt;
}

std::optional<Error> refuse_lossless(const container::Header& facts, const FormatRow& target,
                                     const Settings& settings) {
  if (settings.fidelity == Fidelity::lossy) return std::nullopt;
  const bool same = facts.format == settings.format;
  if (is_jpeg_repack(facts, settings)) return refuse_jpeg_repack(facts, settings);
  if (target.format == Format::jpeg) return skip(Reason::unsupported, "JPEG cannot keep pixels exactly: add -q");
  if (target.lossless == Can::no) {
    return skip(Reason::unsupported,
                std::string(target.name) + " cannot be " + (same ? "repacked" : "written") + " without loss: add -q");
  }
  if (same && target.format == Format::webp && facts.coding == container::Coding::lossy) {
    return skip(Reason::unsupported, "is a lossy WebP, which cannot be repacked without loss: add -q");
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

std::optional<Error> refuse_alpha(const container::Header& facts, const FormatRow& target, const Settings& settings) {
  if (facts.alpha == Has::no || target.alpha != Alpha::none || settings.background) return std::nullopt;
  return skip(Reason::alpha_unsupported,
              std::string("has an alpha channel and ") + target.name + " has none: add --background COLOR");
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
  if (const Status started = vips::start_vips(); !started) return started.error();
  const FormatRow* target = find_row(settings.format);
  if (auto error = refuse_formats(facts, target, settings)) return error;
  if (auto error = refuse_content(facts, settings)) return error;
  if (auto error = refuse_size(facts, *target, settings)) return error;
  if (auto error = refuse_frames(facts, *target)) return error;
  if (auto error = refuse_lossless(facts, *target, settings)) return error;
  return refuse_alpha(facts, *target, settings);
}

}  // namespace whittle::engine
