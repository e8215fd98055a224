#pragma once
// The way of one job: decode, prepare, save in one or more ways, put the metadata back, check, choose.

#include "engine/engine.h"

namespace whittle::engine {

/// Runs a job that `refuse` let through. May throw std::bad_alloc.
Result<Candidate> run_pipeline(const Job& job);
/// Prepares the source again and compares all pixels of `candidate` with it. May throw std::bad_alloc.
Status compare_with_source(const Job& job, ByteView candidate);

}  // namespace whittle::engine
