# -o - writes the image and nothing else to stdout; - reads one from stdin.
tool gradient 100x80 a.png
whittle -o - a.png >x.png
same_pixels a.png x.png
whittle -q 80 -f webp -o - - <a.png >x.webp
is_kind webp x.webp
has_size 100x80 x.webp
whittle -o from-stdin.png - <a.png >/dev/null
same_pixels a.png from-stdin.png
tool gradient 10x10 b.png
refused -o - a.png b.png >/dev/null
refused -i - <a.png >/dev/null
expect 3 whittle -o - missing.png >out 2>stderr.txt
[ ! -s out ] || fail "something was written to stdout"
grep -q '^whittle: missing.png: ' stderr.txt
