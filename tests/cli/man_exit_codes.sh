# The manual page lists the exit codes that exist.
sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/s/^\.It //p' "$WHITTLE_SOURCE_DIR/man/whittle.1"
