#pragma once
// How the own deflate is used on a frame at an effort.

#include "base/deadline.h"
#include "codec/deflate/compress.h"
#include "codec/png/effort.h"
#include "codec/png/reduce.h"

namespace whittle::png {

enum class Content { graphic, photo };

/// All that `effort` allows: for the winner.
deflate::Options slow_options(const Picture& picture, const Target& target, Content content, const Effort& effort,
                              const Deadline& deadline);

/// A few parses with what `slow_options` gives: a stream that such a search has made is no larger.
deflate::Options proof_options(const Picture& picture, const Target& target, const Effort& effort,
                               const Deadline& deadline);

/// One parse: ranks candidates as the slow options do, at a fifth of their time.
deflate::Options quick_options(const Target& target, const Effort& effort, const Deadline& deadline);

}  // namespace whittle::png
