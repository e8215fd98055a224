#!/usr/bin/env bash
# Runs the shell cases of the command line.
#
#   WHITTLE=build/dev/whittle WHITTLE_TEST_TOOL=build/dev/tests/whittle_make_image tests/cli/run.sh [--update] [CASE.sh...]
#
# A case is a script that is run in a fresh directory with the helpers of common.sh. It is expected to be silent and to end with 0;
# what it prints otherwise stands beside it, in CASE.sh.stdout, CASE.sh.stderr and CASE.sh.exit, and is compared exactly, after times
# and the directory's name were replaced. --update records what a case prints now. A case that cannot run here says why and exits 77,
# one that leaves a part out names it (skip_part).
# WHITTLE_EXEC_PREFIX runs every whittle under something else ("valgrind -q --error-exitcode=99").
#
# Exit: 0 all passed, 1 some failed, 77 all were skipped.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

update=no
if [ "${1-}" = --update ]; then
  update=yes
  shift
fi
cases=()
[ $# -gt 0 ] || set -- "$here"/*.sh
for case in "$@"; do
  case ${case##*/} in run.sh | common.sh) ;; *) cases+=("$case") ;; esac
done
for variable in WHITTLE WHITTLE_TEST_TOOL; do
  if [ ! -x "${!variable-}" ]; then
    echo "run.sh: set $variable to the program (build the targets whittle and whittle_make_image)" >&2
    exit 1
  fi
done
WHITTLE=$(realpath "$WHITTLE")
export WHITTLE_CACHE=off  # but in the cases that are about it
WHITTLE_TEST_TOOL=$(realpath "$WHITTLE_TEST_TOOL")
WHITTLE_SOURCE_DIR=$(cd "$here/../.." && pwd)
export WHITTLE WHITTLE_TEST_TOOL WHITTLE_SOURCE_DIR
export LC_ALL=C.UTF-8 TERM=dumb
unset NO_COLOR CLICOLOR CLICOLOR_FORCE
umask 022

scratch=$(mktemp -d "${TMPDIR:-/tmp}/whittle-cli.XXXXXX") || exit 1
scratch=$(realpath "$scratch")
clean_up() {
  chmod -R u+rwX "$scratch" 2>/dev/null
  rm -rf "$scratch"
}
trap clean_up EXIT

# What may differ from run to run: times, rates and where we are.
scrub() {
  sed -E -e "s|$scratch/work|DIR|g" -e 's/"ms":[0-9.e+-]+/"ms":0/g' -e 's/"seconds":[0-9.e+-]+/"seconds":0/g' \
    -e 's/\b[0-9.]+ ?(s|ms)\b/TIME/g'
}

# expected CASE KIND: what CASE is to print, or its exit code.
expected() {
  if [ -e "$1.$2" ]; then cat "$1.$2"; elif [ "$2" = exit ]; then echo 0; fi
}

# record CASE KIND: takes what was printed as expected; silence and 0 need no file.
record() {
  if [ "$(cat "$scratch/$2")" = "$(expected /nonexistent "$2")" ]; then rm -f "$1.$2"; else cp "$scratch/$2" "$1.$2"; fi
}

passed=0 failed=0 skipped=0
for case in "${cases[@]}"; do
  case=$(realpath "$case")
  name=$(basename "$case" .sh)
  clean_up
  mkdir -p "$scratch/work"
  export WHITTLE_SKIPPED=$scratch/skipped
  : >"$WHITTLE_SKIPPED"
  (cd "$scratch/work" && exec bash -eu -c '. "$1"; . "$2"' "$name" "$here/common.sh" "$case") \
    </dev/null >"$scratch/raw.stdout" 2>"$scratch/raw.stderr"
  status=$?
  if [ $status -eq 77 ]; then
    echo "SKIP $name: $(tail -n 1 "$scratch/raw.stderr")"
    skipped=$((skipped + 1))
    continue
  fi
  echo $status >"$scratch/exit"
  scrub <"$scratch/raw.stdout" >"$scratch/stdout"
  scrub <"$scratch/raw.stderr" >"$scratch/stderr"
  ok=yes
  for kind in exit stdout stderr; do
    if [ $update = yes ]; then
      record "$case" $kind
    elif ! difference=$(diff -u --label "expected $kind" --label "actual $kind" <(expected "$case" $kind) "$scratch/$kind"); then
      [ $ok = yes ] && echo "FAIL $name"
      printf '%s\n' "$difference"
      ok=no
    fi
  done
  if [ $ok = yes ]; then
    echo "ok   $name"
    sort -u "$WHITTLE_SKIPPED" | sed 's/^/     without: /'
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done

[ ${#cases[@]} -gt 1 ] && echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -gt 0 ] && exit 1
[ $passed -eq 0 ] && [ $skipped -gt 0 ] && exit 77
exit 0
