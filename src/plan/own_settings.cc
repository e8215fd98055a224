#include "plan/own_settings.h"

#include <utility>
#include <variant>

#include "whittle/configuration.h"

namespace whittle::plan {
namespace {

Destined destined(Target target) {
  switch (target) {
    case Target::directory:
      return Destined::directory;
    case Target::file:
    case Target::stdout_stream:
      return Destined::one_file;
    case Target::in_place:
    case Target::none:
      break;
  }
  return Destined::in_place;
}

bool loses(const Options& options) {
  return options.quality || options.max_bytes || !options.format_quality.empty();
}

/// The file that `error` is of when it does not say so itself.
Error blamed(Error error, const Configured& configured) {
  if (error.path.empty()) error.path = configured.rule.empty() ? configured.files.back() : configured.rule;
  return error;
}

}  // namespace

Result<std::shared_ptr<const Settings>> OwnSettings::of(const scan::Found& found) {
  const Configured* const configured = found.configured.get();
  if (configured == nullptr || configured->settings.empty()) return std::shared_ptr<const Settings>();
  const auto known = known_.find(configured);
  if (known != known_.end()) return known->second;
  auto options = options_.configuration->options(configured->settings, destined(run_.target));
  if (auto* const error = std::get_if<Error>(&options)) return blamed(std::move(*error), *configured);
  if (loses(std::get<Options>(options)) && !loses(options_)) allows_loss_ = configured->rule;
  Result<Settings> settings = resolve(std::get<Options>(options));
  if (!settings.ok()) return blamed(std::move(settings).error(), *configured);
  const auto own = std::make_shared<const Settings>(std::move(*settings));
  known_.emplace(configured, own);
  return own;
}

}  // namespace whittle::plan
