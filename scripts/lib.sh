# Sourced by run, test and .ci/run: building without noise.

say() { echo "${0##*/}: $*" >&2; }

# quietly COMMAND...: its output is shown only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    local status=$?
    cat "$log" >&2
    rm -f "$log"
    say "failed: $*"
    return $status
  fi
}

# build PRESET [TARGET...]: configures when there is something to configure, then builds. WHITTLE_LIBVIPS chooses the libvips,
# WHITTLE_WERROR=ON makes warnings errors.
build() {
  local preset=$1 directory=$root/build/$1 options=()
  shift
  local name
  for name in WHITTLE_LIBVIPS WHITTLE_WERROR; do
    [ -z "${!name:-}" ] || options+=("-D$name=${!name}")
  done
  if [ ! -e "$directory/build.ninja" ]; then
    say "building whittle ($preset); the first time takes some minutes"
  fi
  if [ ! -e "$directory/build.ninja" ] || [ "$root/third_party/libvips" -nt "$directory/CMakeCache.txt" ] || [ ${#options[@]} -gt 0 ]; then
    (cd "$root" && quietly cmake --preset "$preset" "${options[@]}")
  fi
  quietly cmake --build "$directory" ${1:+--target "$@"}
}
