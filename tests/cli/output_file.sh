# -o FILE takes one input; its extension says the format, unless it contradicts -f.
tool gradient 100x80 a.png
tool gradient 50x40 b.png
whittle -q 80 -o x.webp a.png >/dev/null
is_kind webp x.webp
whittle -o y.png a.png >/dev/null
is_kind png y.png
same_pixels a.png y.png
refused -q 80 -f webp -o z.png a.png >/dev/null
refused -o z.png a.png b.png >/dev/null
refused -o z.png -f webp,avif a.png >/dev/null
absent z.png
mkdir taken.png
refused -o taken.png a.png >/dev/null
