#pragma once
// JSON building blocks shared by the report and the progress events. The format is written down in SCHEMA.md.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "whittle/report.h"
#include "whittle/result.h"

namespace whittle::report {

/// Of documents, summaries and progress events.
inline constexpr int kSchema = 2;

/// Sets `key` to the name as UTF-8, and `key`_b64 to its bytes when the UTF-8 had to be repaired.
void put_name(nlohmann::ordered_json& object, std::string_view key, std::string_view name);
/// `value` in steps of `step`, so that 12.4000001 is written as 12.4; null when it is not finite.
nlohmann::ordered_json rounded(double value, double steps_per_unit);
/// {"category":...,"message":...} or null.
nlohmann::ordered_json error_or_null(const Error* error);
nlohmann::ordered_json file_object(const FileResult& result);
nlohmann::ordered_json summary_object(const RunReport& report);
/// One line without a newline. Text that is not UTF-8 is repaired rather than refused.
std::string dump_line(const nlohmann::ordered_json& value);

}  // namespace whittle::report
