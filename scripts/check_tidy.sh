#!/usr/bin/env bash
# clang-tidy, with the checks of .clang-tidy, on the lines that changed; needs a configured build/dev.
#
#   scripts/check_tidy.sh [BASE]     since BASE; without it since origin/main, or the commit before where that is the same
#
# Lines, not files: a change answers for what it brings. Only LLVM 14 judges, as with the format: other releases have other checks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
most=40  # files; some 5 s of CPU each

command -v clang-tidy-diff-14.py >/dev/null || { echo "skipped: clang-tidy 14 is not installed"; exit 0; }
[ -e build/dev/compile_commands.json ] || { echo "skipped: build/dev is not configured"; exit 0; }
base=${1:-$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)}
[ $# -gt 0 ] || [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse -q --verify HEAD~) || { echo "skipped: no commit before"; exit 0; }

mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- 'src/*.cc')
[ ${#files[@]} -gt 0 ] || exit 0
[ ${#files[@]} -le $most ] || echo "the first $most of ${#files[@]} files"
# The compiler of the build is another: it has warnings that clang does not know.
found=$(git diff -U0 "$base" -- "${files[@]:0:$most}" |
  clang-tidy-diff-14.py -p1 -path build/dev -j "$(nproc)" -quiet -regex '.*\.cc$' -extra-arg=-Wno-unknown-warning-option -extra-arg=-fconstexpr-steps=10000000 2>/dev/null)
! grep -E ': (warning|error): ' <<<"$found" >/dev/null || { echo "$found"; exit 1; }
