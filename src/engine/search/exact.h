#pragma once
// With or without loss: where a format can do both, drawings are often smaller exact. Encoding without loss takes many
// times as long, so the pixels are looked at first, then a sample of them is encoded both ways.

#include "engine/encode.h"

namespace whittle::engine {

/// Whether without loss all of the source would be there: the row then says so.
bool can_be_exact(const Encoding& encoding);

/// Whether the format can be exact and the picture, in memory, may be smaller so than with loss: a drawing, as far as
/// its pixels tell at a glance, or an icon.
bool may_be_smaller_exact(const Encoding& encoding);

/// Whether that is likely before the pixels are known: of an icon, or where a file without loss has few bytes for them.
bool is_likely_smaller_exact(const Encoding& encoding);

/// Whether `sample`, a part of the picture, says that the whole may be smaller exact than at `quality`.
bool favours_exact(const Encoding& sample, int quality);

Result<Candidate> without_loss(const Encoding& encoding);

/// `lossy`, made as the job's settings say, or what is smaller without any loss. The prepared pixels of a format that
/// can be exact must be in memory.
Candidate or_smaller_exact(const Encoding& encoding, Candidate lossy);

}  // namespace whittle::engine
