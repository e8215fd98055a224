#include "engine/refuse_extras.h"

#include "engine/repack.h"

namespace whittle::engine {
namespace {

using container::Extra;

bool strips(const Settings& settings, Metadata kind) {
  return (settings.strip & bit(kind)) != 0;
}

// What the job could not take along. A repack of a JPEG keeps all; one of new pixels what does not depend on them.
container::Extras lost_extras(const container::Header& facts, const Settings& settings) {
  using container::bit;
  const bool jpeg = facts.format == Format::jpeg && settings.format == Format::jpeg;
  const bool is_lossless_jpeg = jpeg && settings.fidelity == Fidelity::lossless;
  if (strips(settings, Metadata::extras) || is_lossless_jpeg) return 0;
  const container::Extras kept = jpeg ? bit(Extra::film) | bit(Extra::audio) : 0;
  return static_cast<container::Extras>(facts.extras & container::kIrreplaceable & ~kept);
}

}  // namespace

std::optional<Error> refuse_extras(const container::Header& facts, const Settings& settings, const char* target) {
  const auto skip = [](Reason reason, std::string message) {
    return make_error(Category::validation, reason, std::move(message));
  };
  if (facts.carries(Extra::credentials) && !strips(settings, Metadata::credentials)) {
    return skip(Reason::is_signed, "has content credentials, which any change would break: add --strip credentials");
  }
  const container::Extras lost = lost_extras(facts, settings);
  for (const Extra extra : {Extra::gain_map, Extra::film, Extra::depth, Extra::audio, Extra::picture}) {
    if ((lost & bit(extra)) == 0) continue;
    const char* const loser = facts.format == settings.format ? "re-encoding" : target;
    return skip(extra == Extra::gain_map ? Reason::gain_map : Reason::extras,
                std::string("has ") + container::name_of(extra) + ", which " + loser +
                    " would lose: add --strip extras to give it up");
  }
  return std::nullopt;
}

}  // namespace whittle::engine
