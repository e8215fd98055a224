#pragma once
// What configuration files may say: the options of the command line that concern one input, by their long names.

#include <memory>
#include <string>
#include <vector>

#include "cli/options_table.h"
#include "whittle/configuration.h"

namespace whittle::cli {

/// `given`: what the command line says, which wins where a rule is not locked. `paths`: its inputs.
std::shared_ptr<const Configuration> configuration_for(std::vector<Given> given, std::vector<std::string> paths);

/// The keys of configuration files that are options.
std::vector<std::string> config_keys();

/// The lines of --print-config for the input `path`: valid TOML, each with a comment that says where it is from.
/// `configured`: null when no file says anything.
std::string render_config(const std::string& path, const Configured* configured, const std::vector<Given>& given);

}  // namespace whittle::cli
