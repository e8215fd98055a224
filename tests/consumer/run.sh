#!/usr/bin/env bash
# Installs a build into an empty prefix, moves that, and then uses it from outside: the program by itself, the library through
# find_package.
#
#   run.sh BUILD_DIRECTORY VERSION
set -euo pipefail
build=$1 version=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() { echo "$*"; exit 1; }
expect() { [ "$1" = "$2" ] || fail "expected '$2', got '$1'"; }

cmake --install "$build" --prefix "$scratch/first" >"$scratch/log" || { cat "$scratch/log"; exit 1; }
mv "$scratch/first" "$scratch/usr"  # what only works where it was built does not work here

if [ -x "$scratch/usr/bin/whittle" ]; then
  said=$("$scratch/usr/bin/whittle" --version) || fail "the installed program does not run"
  [[ $said == *"$version"* ]] || fail "--version says '$said'"
  for program in bin/whittle libexec/whittle/whittle-worker libexec/whittle/whittle-repacker; do
    places=$(readelf -d "$scratch/usr/$program" | sed -n 's/.*R[UN]*PATH.*\[\(.*\)\]/:\1:/p')
    # An empty entry is the working directory.
    [[ $places != *::* && $places != *"$build"* ]] || fail "$program looks for libraries in '$places'"
  done
  for file in share/man/man1/whittle.1 share/bash-completion/completions/whittle share/zsh/site-functions/_whittle \
    share/fish/vendor_completions.d/whittle.fish; do
    [ -s "$scratch/usr/$file" ] || fail "$file is not installed"
  done
fi

cmake -S "$here" -B "$scratch/build" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/usr" >"$scratch/log" 2>&1 &&
  cmake --build "$scratch/build" >>"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "the consumer does not build"; }
mkdir "$scratch/pictures"
printf 'no picture\n' >"$scratch/pictures/a.png"
printf 'no picture either\n' >"$scratch/pictures/b.jpg"
expect "$("$scratch/build/consumer" "$scratch/pictures")" "$version 2"
echo "installed, found and used"
