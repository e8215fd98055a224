#pragma once
// Options to Settings: every "decide for me" is decided here, once, before any work. After this, nothing changes.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"
#include "plan/capacity.h"
#include "whittle/options.h"

namespace whittle::plan {

enum class Target { none, in_place, directory, file, stdout_stream };

inline constexpr std::size_t kFormatCount = static_cast<std::size_t>(kLastFormat) + 1;

/// What the encoders are asked, for one size.
struct EncoderSettings {
  std::array<engine::Settings, kFormatCount> by_format;  ///< indexed by Format
  engine::Settings jpeg_from_jpeg;
};
/// For each size of --resize; one, which changes nothing, without.
using SizedSettings = std::vector<EncoderSettings>;

struct Settings {
  Mode mode = Mode::write;

  // Where results go
  Target target = Target::none;
  std::string output;  ///< directory or file of `target`, as given
  std::string name_template;
  Overwrite overwrite = Overwrite::always;
  std::optional<std::string> backup_dir;
  bool preserve_times = false;
  bool prune = false;

  // What is made
  std::vector<Format> formats;   ///< empty: each input's own, which Format::unknown in it also is
  bool smallest_format = false;  ///< one output an input: the smallest of what can hold it
  std::shared_ptr<const SizedSettings> encoders = std::make_shared<const SizedSettings>(1);
  std::optional<MinSavings> min_savings;
  std::optional<std::uint64_t> budget;  ///< what Mode::check lets an input have
  bool skip = false;                    ///< the input is left out
  std::vector<Format> only;

  // How it runs
  Load load;                        ///< what was asked for
  Capacity capacity;                ///< what of it is had; without limits until it is fitted to the system's
  std::uint64_t memory_budget = 0;  ///< bytes of estimated peak memory admitted at once
  std::optional<double> timeout_seconds;
  int retries = 1;
  std::uint64_t max_pixels = 0;
  bool fail_fast = false;

  const engine::Settings& of(Format format) const { return of_size(0).by_format[static_cast<std::size_t>(format)]; }
  /// For an input of format `source` and one of the sizes; what tasks keep. All share one table.
  std::shared_ptr<const engine::Settings> of(Format format, Format source, std::size_t size = 0) const {
    const EncoderSettings& sized = of_size(size);
    const bool repacks = format == Format::jpeg && source == Format::jpeg;
    return {encoders, repacks ? &sized.jpeg_from_jpeg : &sized.by_format[static_cast<std::size_t>(format)]};
  }
  const EncoderSettings& of_size(std::size_t size) const { return (*encoders)[size]; }
  /// What --resize says of one of the sizes, the same for all formats.
  const std::optional<Resize>& resize(std::size_t size) const { return of_size(size).by_format.front().resize; }
  /// The smallest saving worth writing for `bytes_in`, in bytes.
  std::uint64_t worth_writing(std::uint64_t bytes_in, engine::Fidelity fidelity) const;
};

/// Decides everything. Errors (Category::usage): no destination, contradictions, an output format that this build
/// cannot write, a directory where a file is needed. Others: no image can be decoded here.
Result<Settings> resolve(const Options& options);

}  // namespace whittle::plan
