#!/usr/bin/env bash
# The checks of scripts/ must find what they are for: each bad line below, alone in a small tree, must make its check fail and be named;
# the good tree must pass.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../scripts" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh() {
  rm -rf "$tree/src"
  mkdir -p "$tree/src"/{base,sys,container,vips,metric,codec,engine,worker,cache,scan,plan,run,report,cli}
  printf '#include "base/result.h"\n#include "whittle/options.h"\n' >"$tree/src/base/text.cc"
  printf '#include <unistd.h>\nint f(int d) { return ::close(d); }\n' >"$tree/src/sys/fd.cc"
  printf '#include "scan/scan.h"\n#include "run/graph.h"\n' >"$tree/src/optimize.cc"
  printf '#include "container/header.h"\n#include <vips/vips.h>\n// printf( in a comment\n' >"$tree/src/engine/png.cc"
  printf '#include "plan/task.h"\n#include "engine/engine.h"\n#include <mutex>\n#include <tbb/flow_graph.h>\n' >"$tree/src/run/graph.cc"
  printf '#include "report/table.h"\n#include "sys/terminal.h"\nvoid f() { std::printf("x"); }\n' >"$tree/src/cli/main.cc"
}

fail() { echo "$*"; failures=$((failures + 1)); }

# bad CHECK FILE LINE
bad() {
  fresh
  printf '%s\n' "$3" >"$tree/src/$2"
  local output
  if output=$("$scripts/$1" "$tree/src" 2>&1); then
    fail "$1 accepts '$3' in $2"
  elif [[ $output != *"$2:1:"* ]]; then
    fail "$1 does not name $2 for '$3': $output"
  fi
}

fresh
for check in check_layers.py check_bans.sh; do
  output=$("$scripts/$check" "$tree/src" 2>&1) || fail "$check rejects the good tree: $output"
  ! "$scripts/$check" "$tree/nothing" >/dev/null 2>&1 || fail "$check accepts a tree that is not there"
done

bad check_layers.py base/a.cc '#include "sys/fd.h"'
bad check_layers.py sys/a.cc '#include "container/header.h"'
bad check_layers.py container/a.h '#include "metric/metric.h"'
bad check_layers.py metric/a.cc '#include "engine/engine.h"'
bad check_layers.py engine/a.cc '#include "worker/pool.h"'
bad check_layers.py engine/a.cc '#include "run/encode.h"'
bad check_layers.py worker/a.cc '#include "vips/decode.h"'
bad check_layers.py cache/a.cc '#include "engine/engine.h"'
bad check_layers.py scan/a.cc '#include "plan/task.h"'
bad check_layers.py plan/a.cc '#include "scan/walk.h"'
bad check_layers.py run/a.cc '#include "plan/validate.h"'
bad check_layers.py report/a.cc '#include "run/graph.h"'
bad check_layers.py report/a.cc '#include "sys/file.h"'
bad check_layers.py cli/a.cc '#include "engine/engine.h"'
bad check_layers.py run/a.cc '#include "optimize.h"'
bad check_layers.py cli/a.cc '#include "options.h"'
bad check_layers.py cli/a.cc '#include "../base/text.h"'
bad check_layers.py elsewhere.cc '#include "base/text.h"'

bad check_bans.sh run/a.cc '#include <CLI/CLI.hpp>'
bad check_bans.sh run/read.cc '#include <tbb/task_group.h>'
bad check_bans.sh plan/build.cc '#include <oneapi/tbb/parallel_for.h>'
bad check_bans.sh container/header.cc '#include <vips/vips.h>'
bad check_bans.sh engine/png.cc '  if (setjmp(buffer) != 0) return;'
bad check_bans.sh cli/main.cc '#include <spdlog/spdlog.h>'
bad check_bans.sh worker/child.cc '  prctl(PR_SET_NO_NEW_PRIVS, 1);'
bad check_bans.sh engine/png.cc '#include <atomic>'
bad check_bans.sh engine/png.cc '  std::cerr << "x";'
bad check_bans.sh run/read.cc '  std::fprintf(stderr, "x");'
bad check_bans.sh vips/decode.cc '  exit(1);'
bad check_bans.sh run/read.cc '  ::unlink(path);'
bad check_bans.sh run/read.cc '#include <fcntl.h>'

[ $failures -eq 0 ] || exit 1
echo "all bad lines found"
