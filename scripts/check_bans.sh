#!/usr/bin/env bash
# Checks that what only some files may do is done nowhere else. The rows at the end are the list.
#
#   scripts/check_bans.sh [SRC]     prints each line that does not belong, and exits 1
set -euo pipefail
export LC_ALL=C
src=${1:-$(dirname "${BASH_SOURCE[0]}")/../src}
[ -n "$(find "$src" -name '*.cc' -print -quit)" ] || { echo "no sources in $src" >&2; exit 1; }
cd "$src"
wrong=0

# only WHAT WHERE PATTERN: lines with the pattern may stand only in files whose path starts with WHERE. Comments do not count.
only() {
  local found
  found=$(grep -rnE --include='*.cc' --include='*.h' -- "$3" . | sed 's,^\./,,' | grep -vE '^[^:]+:[0-9]+: *//' | grep -vE "^($2)" || true)
  [ -n "$found" ] || return 0
  printf '%s\n  %s only in: %s\n' "$found" "$1" "$2"
  wrong=1
}
include() { echo "^ *# *include *<($1)"; }

# Libraries.
only CLI11           'cli/options_table\.'                          "$(include 'CLI/')"
only toml++          'cli/config_file\.'                            "$(include 'toml\+\+/')"
only oneTBB          'plan/validate\.cc|run/graph\.cc|build_info\.cc:[0-9]+:#include <oneapi/tbb/version.h>' \
                                                                   "$(include '(oneapi/)?tbb/')"
only libvips         'vips/'                                       "$(include 'vips/')"
only libjpeg         'codec/jpeg/decode/guard\.'                          "$(include 'jpeglib\.h|jerror\.h|csetjmp')"
only libdeflate      'codec/deflate/|codec/png/|codec/tiff/|container/png/'    "$(include 'libdeflate\.h')"
only Highway         'codec/deflate/|codec/jpeg/|metric/'          "$(include 'hwy/')"
only nlohmann-json   'report/'                                     "$(include 'nlohmann/')"
only nettle          'base/content\.cc'                             "$(include 'nettle/')"
only xxHash          'base/hash\.cc'                               "$(include 'xxhash\.h')"
only spdlog          'base/log\.cc'                                "$(include 'spdlog/')"

# What a file may do.
only setjmp          'codec/jpeg/decode/guard\.'                          '\b(setjmp|longjmp)\b'
only sandboxing      'worker/sandbox\.cc' \
  '\b(seccomp_|landlock_|prctl *\()|include <(seccomp|linux/seccomp|linux/landlock|sys/prctl)\.h>'
# sys/temp_name: one counter a process, so that no two names are equal. engine/search/content: libvips reads rows in threads of its own.
only threads         'run/|cache/cache\.|worker/pool\.|vips/context\.cc|report/progress[a-z_]*\.|base/log\.|(sys/temp_name\.cc|engine/search/content\.h):[0-9]+:#include <atomic>' \
  "$(include '(mutex|shared_mutex|thread|atomic|condition_variable|future|semaphore)>')"
only 'printing and exiting' 'cli/|report/|[a-z]+/([a-z]+_)?main\.cc|sys/signals\.cc' \
  '\b((f|v|vf)?printf|f?puts|f?putc|putchar|fwrite|perror|_?exit|_Exit|quick_exit|abort|terminate) *\(|\bstd::(cout|cerr|clog)\b|\bfmt::print'
# Constants of <unistd.h> and <sys/stat.h> may be read anywhere.
only 'system calls'  'sys/|worker/sandbox\.cc' \
  "$(include '(fcntl|dirent|poll|termios|sys/(epoll|ioctl|mman|resource|socket|statvfs|uio|vfs|wait|xattr))\.h>')"
only 'system calls'  'sys/|worker/sandbox\.cc|.*::vips_'           '(^|[^A-Za-z0-9_:>])::[a-z][a-z0-9_]* *\('
exit $wrong
