#include "engine/refuse_extras.h"

#include "container/tail.h"
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

Error skip(Reason reason, std::string message) {
  return make_error(Category::validation, reason, std::move(message));
}

std::optional<Error> refuse_loss(container::Extras lost, const char* loser) {
  for (const Extra extra : {Extra::gain_map, Extra::film, Extra::depth, Extra::audio, Extra::picture}) {
    if ((lost & bit(extra)) == 0) continue;
    return skip(extra == Extra::gain_map ? Reason::gain_map : Reason::extras,
                std::string("has ") + container::name_of(extra) + ", which " + loser +
                    " would lose: add --strip extras to give it up");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> refuse_extras(const container::Header& facts, const Settings& settings, const char* target) {
  if (facts.carries(Extra::credentials) && !strips(settings, Metadata::credentials)) {
    return skip(Reason::is_signed, "has content credentials, which any change would break: add --strip credentials");
  }
  return refuse_loss(lost_extras(facts, settings), facts.format == settings.format ? "re-encoding" : target);
}

std::optional<Error> refuse_extras_behind(const Job& job, const char* target) {
  if (job.facts.format == job.settings.format || strips(job.settings, Metadata::extras)) return std::nullopt;
  return refuse_loss(container::extras_behind(job.input, job.facts.format), target);
}

}  // namespace whittle::engine
