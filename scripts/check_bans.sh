#!/usr/bin/env bash
# Checks that what only some files may do is done nowhere else: the containment list of src/README.md.
#
#   scripts/check_bans.sh [SRC]     prints each line that does not belong, and exits 1
set -euo pipefail
export LC_ALL=C
src=${1:-$(dirname "${BASH_SOURCE[0]}")/../src}
[ -n "$(find "$src" -name '*.cc' -print -quit)" ] || { echo "no sources in $src" >&2; exit 1; }
cd "$src"
wrong=0

# only WHERE WHAT: the pattern WHAT may stand only in files whose path matches WHERE. Comments do not count.
only() {
  local found
  found=$(grep -rnE --include='*.cc' --include='*.h' -- "$2" . | sed 's,^\./,,' | grep -vE '^[^:]+:[0-9]+: *//' | grep -vE "^($1)" || true)
  [ -n "$found" ] || return 0
  printf '%s\n  only in: %s\n' "$found" "$1"
  wrong=1
}
include() { echo "^ *# *include *<($1)"; }

only 'cli/options[a-z_]*\.(cc|h):|cli/main\.cc:' "$(include 'CLI/')"
only 'plan/validate\.cc:|run/graph\.cc:|build_info\.cc:[0-9]+:#include <oneapi/tbb/version.h>' "$(include '(oneapi/)?tbb/')"
only 'vips/|engine/' "$(include 'vips/')"
only 'codec/jpeg/decode/guard\.(cc|h):' '\b(setjmp|longjmp)\b'
only 'codec/jpeg/decode/guard\.(cc|h):' "$(include 'jpeglib\.h|jerror\.h|csetjmp')"
only 'base/log\.cc:' "$(include 'spdlog/')"
only 'worker/sandbox\.cc:' '\b(seccomp_|landlock_|prctl *\()|include <(seccomp|linux/seccomp|linux/landlock|sys/prctl)\.h>'
# sys/temp_name: one counter a process, so that no two names are equal.
only 'run/|worker/pool\.(cc|h):|report/progress[a-z_]*\.(cc|h):|base/log\.(cc|h):|sys/temp_name\.cc:[0-9]+:#include <atomic>' \
  "$(include '(mutex|shared_mutex|thread|atomic|condition_variable|future|semaphore)>')"
only 'cli/|report/|[a-z]+/main\.cc:' \
  '\b((f|v|vf)?printf|f?puts|f?putc|putchar|fwrite|perror|_?exit|_Exit|quick_exit|abort|terminate) *\(|\bstd::(cout|cerr|clog)\b|\bfmt::print'
# OS calls only in sys; constants of <unistd.h> and <sys/stat.h> may be read anywhere.
only 'sys/|worker/sandbox\.cc:' "$(include '(fcntl|dirent|poll|termios|sys/(epoll|ioctl|mman|resource|socket|statvfs|uio|vfs|wait|xattr))\.h>')"
only 'sys/|worker/sandbox\.cc:|.*::vips_' '(^|[^A-Za-z0-9_:>])::[a-z][a-z0-9_]* *\('
exit $wrong
