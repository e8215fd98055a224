#pragma once
// What stands below the rows of a table: what was left as it is, the formats, the totals.

#include <string>

#include "whittle/report.h"

namespace whittle::report {

/// Lines, each with its newline. Where names are sanitized and there is a width, none has more columns.
std::string render_foot(const RunReport& report, const TableStyle& style);

}  // namespace whittle::report
