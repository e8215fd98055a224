#!/usr/bin/env bash
# The checks of scripts/ must find what they are for: in a small tree that passes, each bad line below must be named by its check.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../scripts" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0
fail() { echo "$*"; failures=$((failures + 1)); }

# What each room may just do.
good() { printf '%s\n' "${@:2}" >"$tree/src/$1"; }
mkdir -p "$tree/src"/{base,sys,metric,container/{payload,png,webp,gif},vips,codec/{deflate,png,jpeg/{lossy,decode}},engine/{formats,search}} \
  "$tree/src"/{worker,cache,scan,plan,run,report,cli}
good base/text.cc '#include "base/result.h"' '#include "whittle/options.h"'
good sys/fd.cc '#include <unistd.h>' 'int f(int d) { return ::close(d); }'
good container/header.cc '#include "container/defect.h"' '#include "container/payload/exif.h"'
good container/formats.cc '#include "container/webp/chunks.h"'
good container/webp/chunks.cc '#include "container/boxes.h"' '#include "container/webp/frames.h"' '#include "container/payload/ifd.h"'
good vips/context.cc '#include "container/metadata.h"' '#include <vips/vips.h>'
good codec/png/write.cc '#include "codec/deflate/compress.h"' '#include "container/png/chunks.h"' '#include <libdeflate.h>'
good codec/jpeg/lossy/dct.cc '#include "codec/jpeg/colour.h"' '#include "codec/huffman.h"' '#include <hwy/highway.h>'
good engine/formats/png.cc '#include "vips/decode.h"' '#include "codec/png/optimize.h"' '// printf( in a comment'
good worker/child.cc '#include "engine/engine.h"' '#include "sys/fd.h"'
good plan/task.cc '#include "engine/engine.h"' '#include "scan/found.h"'
good run/graph.cc '#include "plan/task.h"' '#include "engine/engine.h"' '#include <mutex>' '#include <tbb/flow_graph.h>'
good optimize.cc '#include "scan/scan.h"' '#include "run/graph.h"'
good cli/main.cc '#include "report/table.h"' '#include "sys/terminal.h"' 'void f() { std::printf("x"); }'

for check in check_layers.py check_bans.sh; do
  output=$("$scripts/$check" "$tree/src" 2>&1) || fail "$check rejects the good tree: $output"
  ! "$scripts/$check" "$tree/nothing" >/dev/null 2>&1 || fail "$check accepts a tree that is not there"
done

# bad CHECK FILE LINE: all go into one tree, so that each check runs once.
expected=()
bad() {
  printf '%s\n' "$3" >>"$tree/src/$2"
  expected+=("$1" "$2:$(grep -c '' "$tree/src/$2"):" "$3")
}

bad check_layers.py base/a.cc '#include "sys/fd.h"'
bad check_layers.py sys/a.cc '#include "container/header.h"'
bad check_layers.py metric/a.cc '#include "engine/engine.h"'
bad check_layers.py container/a.h '#include "metric/metric.h"'
bad check_layers.py container/a.cc '#include "container/webp/chunks.h"'
bad check_layers.py container/payload/a.cc '#include "container/webp/chunks.h"'
bad check_layers.py container/png/a.cc '#include "container/webp/chunks.h"'
bad check_layers.py container/png/a.cc '#include "container/tiff/ifd.h"'
bad check_layers.py container/formats.cc '#include "vips/context.h"'
bad check_layers.py vips/a.cc '#include "engine/engine.h"'
bad check_layers.py codec/deflate/a.cc '#include "codec/png/write.h"'
bad check_layers.py codec/png/a.cc '#include "codec/jpeg/dct.h"'
bad check_layers.py codec/png/a.cc '#include "container/png/header.h"'
bad check_layers.py codec/jpeg/lossy/a.cc '#include "codec/deflate/write.h"'
bad check_layers.py codec/jpeg/a.cc '#include "vips/decode.h"'
bad check_layers.py codec/a.cc '#include "codec/png/write.h"'
bad check_layers.py codec/jpeg/a.cc '#include "metric/ssimulacra2.h"'
bad check_layers.py engine/a.cc '#include "worker/pool.h"'
bad check_layers.py engine/search/a.cc '#include "run/encoder.h"'
bad check_layers.py engine/formats/a.cc '#include "sys/file.h"'
bad check_layers.py worker/a.cc '#include "vips/decode.h"'
bad check_layers.py worker/a.cc '#include "engine/pipeline.h"'
bad check_layers.py cache/a.cc '#include "engine/engine.h"'
bad check_layers.py scan/a.cc '#include "plan/task.h"'
bad check_layers.py plan/a.cc '#include "scan/walk.h"'
bad check_layers.py plan/a.cc '#include "engine/formats.h"'
bad check_layers.py run/a.cc '#include "plan/validate.h"'
bad check_layers.py run/a.cc '#include "engine/effort.h"'
bad check_layers.py run/a.cc '#include "container/webp/frames.h"'
bad check_layers.py build_info.cc '#include "engine/formats.h"'
bad check_layers.py score.cc '#include "engine/engine.h"'
bad check_layers.py report/a.cc '#include "run/graph.h"'
bad check_layers.py report/a.cc '#include "sys/file.h"'
bad check_layers.py cli/a.cc '#include "engine/engine.h"'
bad check_layers.py run/a.cc '#include "optimize.h"'
bad check_layers.py cli/a.cc '#include "options.h"'
bad check_layers.py cli/a.cc '#include "../base/text.h"'
bad check_layers.py elsewhere.cc '#include "base/text.h"'
good base/hash.cc '#include <string>' '#include "base/hash.h"'
good base/hash.h
expected+=(check_layers.py base/hash.cc:1: 'its own header second')
bad check_layers.py base/circle.h '#include "base/circle.h"'

bad check_bans.sh run/a.cc '#include <CLI/CLI.hpp>'
bad check_bans.sh run/read.cc '#include <tbb/task_group.h>'
bad check_bans.sh plan/build.cc '#include <oneapi/tbb/parallel_for.h>'
bad check_bans.sh engine/png.cc '#include <vips/vips.h>'
bad check_bans.sh container/gif/blocks.cc '#include <libdeflate.h>'
bad check_bans.sh engine/png.cc '#include <hwy/highway.h>'
bad check_bans.sh cli/app.cc '#include <nlohmann/json.hpp>'
bad check_bans.sh run/read.cc '#include <xxhash.h>'
bad check_bans.sh run/read.cc '#include <nettle/sha2.h>'
bad check_bans.sh codec/jpeg/decode/read.cc '#include <jpeglib.h>'
bad check_bans.sh engine/png.cc '  if (setjmp(buffer) != 0) return;'
bad check_bans.sh cli/main.cc '#include <spdlog/spdlog.h>'
bad check_bans.sh worker/child.cc '  prctl(PR_SET_NO_NEW_PRIVS, 1);'
bad check_bans.sh engine/png.cc '#include <atomic>'
bad check_bans.sh engine/png.cc '  std::cerr << "x";'
bad check_bans.sh run/read.cc '  std::fprintf(stderr, "x");'
bad check_bans.sh vips/decode.cc '  exit(1);'
bad check_bans.sh run/read.cc '  ::unlink(path);'
bad check_bans.sh run/read.cc '#include <fcntl.h>'

declare -A output
for check in check_layers.py check_bans.sh; do
  ! output[$check]=$("$scripts/$check" "$tree/src" 2>&1) || fail "$check accepts a bad tree"
done
for ((i = 0; i < ${#expected[@]}; i += 3)); do
  [[ ${output[${expected[i]}]} == *"/${expected[i + 1]}"* || $'\n'${output[${expected[i]}]} == *$'\n'"${expected[i + 1]}"* ]] ||
    fail "${expected[i]} accepts '${expected[i + 2]}' in ${expected[i + 1]%%:*}"
done
[ $failures -eq 0 ] || exit 1
echo "all $((${#expected[@]} / 3)) bad lines found"
