# A lossy conversion of a tree: every file has its counterpart in the right format and size.
mkdir -p in/deep
tool gradient 100x80 in/a.png
tool alpha 50x60 in/b.png
tool gradient 64x48 in/deep/c.jpg
tool animation 40x30 in/deep/d.gif
whittle -q 80 -f webp -o out in >/dev/null
[ "$(files out | tr '\n' ' ')" = "a.webp b.webp deep/c.webp deep/d.webp " ] || fail "files: $(files out)"
for file in $(files out); do is_kind webp "out/$file"; done
has_size 100x80 out/a.webp
has_size 50x60 out/b.webp
has_size 64x48 out/deep/c.webp
