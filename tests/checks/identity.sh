#!/usr/bin/env bash
# The identity of a build is another one after every change to what it is made of, and stays untouched without one.
#
#   tests/checks/identity.sh CMAKE
set -euo pipefail
cmake=$1
script=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../scripts/cmake/Identity.cmake")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir src
echo one >src/a.cc
echo two >src/b.cc
printf 'flags -O2\nsource src/a.cc\nsource src/b.cc\n' >inputs
identity() {
  "$cmake" -D ROOT="$scratch" -D INPUTS=inputs -D OUTPUT="$scratch/identity.cc" -P "$script"
  sed -n 's/.*return "\([0-9a-f]\{16\}\)";/\1/p' identity.cc
}
fail() {
  echo "FAIL: $*"
  exit 1
}

first=$(identity)
[ -n "$first" ] || fail "no identity: $(cat identity.cc)"
touch -d 2001-01-01 identity.cc
touch src/a.cc
[ "$(identity)" = "$first" ] || fail "another identity without a change"
[ "$(stat -c %Y identity.cc)" = "$(date -d 2001-01-01 +%s)" ] || fail "written anew without a change"

echo three >src/b.cc
second=$(identity)
[ "$second" != "$first" ] || fail "the same identity after a change of a source"
sed -i s/-O2/-O3/ inputs
third=$(identity)
[ "$third" != "$second" ] || fail "the same identity with other flags"
mv src/b.cc src/c.cc
sed -i s,src/b.cc,src/c.cc, inputs
[ "$(identity)" != "$third" ] || fail "the same identity after a change of a name"
