#pragma once
// Everything that two paths can do to each other, found before any work.

#include <string>
#include <vector>

#include "base/result.h"
#include "manifest/manifest.h"
#include "plan/task.h"

namespace whittle::plan {

enum class LetterCase { distinct, folded };

/// Errors (Category::usage, naming both) when two inputs resolve to one output, also by letter case where names are
/// folded. The same file named twice is no error: its second row becomes a duplicate.
Status check_outputs_distinct(std::vector<Task>& tasks, LetterCase letter_case);

/// Errors (Category::usage) when the output or backup directory is one that is walked, or its path leads into a
/// directory that does not exist and out of it again.
Status check_output_is_no_input(const Settings& settings, const std::vector<std::string>& roots);

/// Errors (Category::usage) when an output has the name of the manifest in the output directory.
Status check_outputs_are_no_manifest(const Settings& settings, const std::vector<Task>& tasks);

/// Looks at what exists where outputs go. Errors (Category::usage) when an output is one of the inputs. Decides the
/// rows that --overwrite or an existing file that is not ours to replace leave alone; `listed` is what earlier runs
/// made.
Status check_existing(const Settings& settings, const manifest::Entries& listed, std::vector<Task>& tasks);

/// The letter case of the file system that holds the outputs.
LetterCase letter_case_of(const Settings& settings);

}  // namespace whittle::plan
