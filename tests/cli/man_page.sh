# The manual page and --help know the same options.
whittle --help | grep -oE '^  +(-[A-Za-z0-9], )?--?[A-Za-z0-9-]+' | grep -oE -- '--?[A-Za-z0-9-]+' | sort >in_help
sed -nE 's/^\.It (Fl .*)/\1/p' "$WHITTLE_SOURCE_DIR/man/whittle.1" | grep -oE 'Fl (Fl )?[A-Za-z0-9-]+' |
  sed -E 's/^Fl Fl /--/; s/^Fl /-/' | sort >in_manual
[ "$(wc -l <in_help)" -gt 40 ] || fail "too few options found in --help"
diff --label --help in_help --label whittle.1 in_manual
