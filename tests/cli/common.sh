# Helpers of the CLI cases; sourced by run.sh before each.
# shellcheck shell=bash

# whittle ARGUMENTS...: the program that is tested.
whittle() {
  # shellcheck disable=SC2086  # a prefix is a command with arguments
  ${WHITTLE_EXEC_PREFIX-} "$WHITTLE" "$@"
}

# on_terminal COLUMNS both|stdout|stderr ARGUMENTS...: whittle with these of its streams on a terminal, which is printed.
on_terminal() {
  local columns=$1 streams=$2
  shift 2
  # shellcheck disable=SC2086
  python3 "$WHITTLE_SOURCE_DIR/tests/cli/terminal.py" "$columns" "$streams" ${WHITTLE_EXEC_PREFIX-} "$WHITTLE" "$@"
}

# tool ARGUMENTS...: makes and compares images; see tests/support/make_image.cc.
tool() { "$WHITTLE_TEST_TOOL" "$@"; }

fail() {
  echo "FAIL: $*"
  exit 1
}

# skip REASON: this case cannot run here.
skip() {
  echo "$*" >&2
  exit 77
}

# skip_part REASON: a part of this case cannot run here; run.sh says so.
skip_part() { echo "$*" >>"$WHITTLE_SKIPPED"; }

# is_sanitized: the program has sanitizers, which map more memory than it does and need calls that it can do without.
is_sanitized() { [ -n "${WHITTLE_SANITIZE:-}" ]; }

# need PROGRAM...: skips the case when one is not installed.
need() {
  local program
  for program in "$@"; do command -v "$program" >/dev/null || skip "$program is not installed"; done
}

# expect CODE COMMAND...: runs it and checks how it ends.
expect() {
  local want=$1 got=0
  shift
  "$@" || got=$?
  [ "$got" -eq "$want" ] || fail "exit code $got instead of $want: $*"
}

# refused ARGUMENTS...: a usage error: code 2, one line on stderr, which is printed, nothing on stdout.
refused() {
  local got=0 out
  out=$(whittle "$@" 2>stderr.txt) || got=$?
  [ "$got" -eq 2 ] || fail "exit code $got instead of 2: whittle $*"
  [ -z "$out" ] || fail "stdout is not empty: whittle $*"
  [ "$(wc -l <stderr.txt)" -eq 1 ] || fail "not one line on stderr: whittle $*"
  cat stderr.txt
  rm stderr.txt
}

# present FILE... / absent FILE...
present() {
  local file
  for file in "$@"; do [ -e "$file" ] || fail "$file is not there"; done
}
absent() {
  local file
  for file in "$@"; do [ ! -e "$file" ] || fail "$file is there"; done
}

# files DIRECTORY: all files in it, sorted, hidden ones too, but for the list that whittle keeps.
files() { (cd "$1" && find . ! -type d ! -name .whittle-manifest | sed 's|^\./||' | LC_ALL=C sort); }

# bytes FILE: its size.
bytes() { stat -c %s "$1"; }

# smaller A B: A has fewer bytes than B.
smaller() { [ "$(bytes "$1")" -lt "$(bytes "$2")" ] || fail "$1 ($(bytes "$1") bytes) is not smaller than $2 ($(bytes "$2") bytes)"; }

# has_size WIDTHxHEIGHT FILE
has_size() { [ "$(tool size "$2")" = "$1" ] || fail "$2 is $(tool size "$2") instead of $1"; }

# same_pixels A.png B.png
same_pixels() { tool same "$1" "$2" || fail "the pixels of $1 and $2 differ"; }

# kind_of FILE: its format by content: png jpeg gif webp avif tiff, or other.
kind_of() {
  case $(head -c 12 "$1" | od -An -v -tx1 | tr -d ' \n') in
    89504e47*) echo png ;;
    ffd8ff*) echo jpeg ;;
    47494638*) echo gif ;;
    52494646????????57454250) echo webp ;;
    ????????66747970*) echo avif ;;
    49492a00* | 4d4d002a*) echo tiff ;;
    *) echo other ;;
  esac
}

# is_kind KIND FILE
is_kind() { [ "$(kind_of "$2")" = "$1" ] || fail "$2 is $(kind_of "$2") instead of $1"; }

# snapshot DIRECTORY: one line for every file: type, mode, mtime, inode and content.
snapshot() { (cd "$1" && find . -printf '%y %m %T@ %i %p %l\n' | LC_ALL=C sort && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2); }

# unprivileged: from here on, whittle runs as somebody who must obey permissions.
unprivileged() {
  [ "$(id -u)" -eq 0 ] || return 0
  need setpriv
  chown -R 65534:65534 .
  chmod 755 ..
  WHITTLE_EXEC_PREFIX="setpriv --reuid=65534 --regid=65534 --clear-groups ${WHITTLE_EXEC_PREFIX-}"
  whittle --version >/dev/null 2>&1 || skip "the user 65534 cannot run $WHITTLE"
}

# failing NAME ARGUMENTS...: a run of whittle in which NAME fails: code 3, and exactly one line on stderr, which names it.
failing() {
  local name=$1 got=0
  shift
  whittle "$@" >/dev/null 2>stderr.txt || got=$?
  [ "$got" -eq 3 ] || fail "exit code $got instead of 3: whittle $* ($(cat stderr.txt))"
  [ "$(wc -l <stderr.txt)" -eq 1 ] || fail "not one line on stderr: whittle $*: $(cat stderr.txt)"
  case $(cat stderr.txt) in
    "whittle: "*"$name"*": "*) ;;
    *) fail "stderr does not name $name and a cause: $(cat stderr.txt)" ;;
  esac
  rm stderr.txt
}

# swaps FOLDER: exchanges it for a link to outside and back, until the file `stop` is there.
swaps() {
  until [ -e stop ]; do
    mv "$1" "$1-moved" && ln -s "$PWD/outside" "$1"
    rm -f "$1"
    mv "$1-moved" "$1"
  done 2>/dev/null
}
