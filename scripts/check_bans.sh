#!/usr/bin/env bash
# Checks that each foreign library and each dangerous construct stays in the files that are meant to hold it. Usage: check_bans.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
status=0

# only_in WHAT PATTERN ALLOWED: no line of src matches PATTERN outside of the files that match ALLOWED.
only_in() {
  local found
  found=$(grep -rnE --include='*.cc' --include='*.h' -- "$2" src | grep -vE "^src/($3)" || true)
  if [ -n "$found" ]; then
    printf '%s does not belong here:\n%s\n' "$1" "$found" >&2
    status=1
  fi
}

only_in CLI11 '#include [<"]CLI/' 'cli/options|cli/main'
only_in oneTBB '#include <(tbb|oneapi)/' 'plan/validate\.cc|run/graph\.cc|build_info\.cc'
only_in libvips '#include <vips/' 'image/(vips_context|decode|metadata|equal)|engine/'
only_in setjmp '#include <(c?setjmp)' 'engine/jpeg_guard'
only_in spdlog '#include [<"]spdlog/' 'base/log\.cc'
only_in 'sandboxing' '#include <(seccomp|linux/landlock|linux/seccomp|sys/prctl)' 'worker/sandbox\.cc'
only_in 'threading' '#include <(mutex|thread|atomic|condition_variable|shared_mutex)>' 'run/|worker/pool|report/progress|base/log|sys/temp_name'
only_in 'printing' '(std::cout|std::cerr|\bprintf\(|\bfprintf\(|\bputs\(|fmt::print)' 'cli/|report/|[a-z]+/main\.cc'
only_in 'exiting' '(\b_?exit\(|std::abort\(|\babort\(|std::terminate\()' 'cli/|report/|[a-z]+/main\.cc'
exit $status
