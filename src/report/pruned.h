#pragma once
// What --prune removed: rows of their own, for they have no input any more.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "whittle/report.h"

namespace whittle::report {

/// "removed    3.0 kB  out/a.webp: in/a.png is gone", a line each, and their sum; empty when nothing was pruned.
std::string pruned_lines(const RunReport& report, const TableStyle& style);
/// {"type":"pruned",...}; SCHEMA.md.
nlohmann::ordered_json pruned_object(const RunReport& report, const Pruned& pruned);

}  // namespace whittle::report
