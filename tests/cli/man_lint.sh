# The manual page is well-formed.
page=$WHITTLE_SOURCE_DIR/man/whittle.1
if command -v mandoc >/dev/null; then
  mandoc -T lint -W warning "$page"
elif command -v groff >/dev/null; then
  groff -mdoc -wall -z "$page"
else
  skip "neither mandoc nor groff is installed"
fi
