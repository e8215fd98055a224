# Libraries are never looked for in the working directory: every entry of the search path is absolute or beside the
# program.
command -v readelf >/dev/null || skip "readelf is not installed"
path=$(readelf -d "$WHITTLE" | sed -n 's/.*R.*PATH.*\[\(.*\)\]/\1/p')
case ":$path" in *::* | *:) [ -z "$path" ] || fail "an empty entry: $path" ;; esac
printf '%s\n' "$path" | tr ':' '\n' | grep -v '^\(/\|\$ORIGIN\(/\|$\)\|$\)' && fail "a relative entry: $path"
exit 0
