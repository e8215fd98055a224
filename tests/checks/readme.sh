#!/usr/bin/env bash
# The commands of README.md work: every line of a sh block that runs whittle is run, in order, on a small sample tree.
#
#   readme.sh WHITTLE WHITTLE_SAMPLE
set -euo pipefail
readme=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/README.md
whittle=$1 sample=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir bin
ln -s "$whittle" bin/whittle
export PATH=$scratch/bin:$PATH WHITTLE_CACHE=$scratch/cache

"$sample" made 16
mkdir assets
cp -r made/photos made/screens made/icons made/animation assets/
cp made/photos/morning.png assets/photo.png

ran=0 failed=0
while read -r line; do
  ran=$((ran + 1))
  status=0
  bash -o pipefail -c "$line" >out 2>&1 </dev/null || status=$?
  # --check may find work: that is its purpose.
  [ $status -eq 0 ] || [[ $status -eq 1 && $line == *--check* ]] || {
    failed=$((failed + 1))
    echo "exit status $status: $line"
    cat out
  }
done < <(awk '/^```/ { inside = ($0 == "```sh"); next } inside && /(^|\| )whittle /' "$readme")
[ $ran -ge 8 ] || { echo "only $ran commands found"; exit 1; }
echo "$ran commands, $failed failed"
[ $failed -eq 0 ]
