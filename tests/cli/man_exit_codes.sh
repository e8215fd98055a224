# The manual page lists the exit codes that exist: those of --help, each of which is met here, and a shell's for both signals.
mkdir in
tool gradient 100x80 in/a.png
expect 0 whittle --list in >/dev/null
expect 1 whittle --check in >/dev/null
expect 2 whittle --no-such-option in 2>/dev/null
expect 3 whittle --list not-there >/dev/null 2>&1
whittle --help | sed -n 's/^Exit codes: //p' | grep -oE '(^|, )[0-9]+ ' | tr -d ', ' >in_help
[ "$(tr '\n' ' ' <in_help)" = '0 1 2 3 ' ] || fail "--help says $(tr '\n' ' ' <in_help)"
echo "$((128 + $(kill -l INT))) , $((128 + $(kill -l TERM)))" >>in_help
sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/s/^\.It //p' "$WHITTLE_SOURCE_DIR/man/whittle.1" >in_manual
diff --label --help in_help --label whittle.1 in_manual
