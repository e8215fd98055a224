#pragma once
// What the parent believes of a worker, which has looked at hostile bytes and may say anything: what an engine could
// have said, and what it can check by itself.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "worker/protocol.h"

namespace whittle::worker {

Error crashed(std::string message);
/// Of a worker that is not believed.
Error nonsense(const std::string& what);
/// What the death of a worker, not by our hand, means for its job. `status` as from waitpid.
Error cause_of_death(int status);

/// Of a job that the end of the run left undone.
Error interrupted();

/// Whether an engine may say this of a file.
bool is_an_engines(const Failed& failed);

/// Of threads, in an engine: there may be more of them later.
bool is_shortage(const Failed& failed);

/// The candidate that `done` announces, copied from the worker's file `output`. Errors: out-of-memory; crashed, when it
/// cannot be what was announced.
Result<engine::Candidate> take_candidate(const Done& done, int output, std::uint64_t limit);

}  // namespace whittle::worker
