# -i with -f gives the file its new name and leaves no old one beside a better new one.
mkdir in
tool gradient 100x80 in/a.png
whittle -i -q 80 -f webp in >/dev/null
present in/a.webp
is_kind webp in/a.webp
has_size 100x80 in/a.webp
[ "$(files in)" = a.webp ] || fail "files: $(files in)"
