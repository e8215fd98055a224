#!/usr/bin/env bash
# clang-tidy, with the checks of .clang-tidy, on sources that changed; needs the commands of a configured build/dev.
#
#   scripts/check_tidy.sh [FILE...]     without FILEs: what differs from origin/main, or from the commit before where it is the same
#
# Only LLVM 14 judges, as with the format: other releases have other checks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
most=40  # files; some 5 s of CPU each

[[ $(clang-tidy --version 2>/dev/null) == *" version 14."* ]] || { echo "skipped: clang-tidy 14 is not installed"; exit 0; }
[ -e build/dev/compile_commands.json ] || { echo "skipped: build/dev is not configured"; exit 0; }

# A header is judged with the source of its name.
changed_sources() {
  local base file
  base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)
  [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse -q --verify HEAD~ || true)
  [ -n "$base" ] || return 0
  git diff --name-only "$base" -- 'src/*.cc' 'src/*.h' | while read -r file; do
    [ ! -e "${file%.*}.cc" ] || echo "${file%.*}.cc"
  done | sort -u
}

files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(changed_sources)
[ ${#files[@]} -le $most ] || echo "clang-tidy: $most of ${#files[@]} changed files"
# The compiler of the build is another: it has warnings that clang does not know.
printf '%s\0' "${files[@]:0:$most}" | xargs -0 -r -n 1 -P "$(nproc)" \
  clang-tidy -p build/dev --quiet --warnings-as-errors='*' --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings generated' >&2)
