# --overwrite decides about existing outputs.
mkdir in out
tool gradient 100x80 in/a.png
echo mine >out/a.png
whittle -o out --overwrite never in >/dev/null
[ "$(cat out/a.png)" = mine ] || fail "never: it was replaced"
touch -d '2001-01-01' in/a.png
whittle -o out --overwrite older in >/dev/null
[ "$(cat out/a.png)" = mine ] || fail "older: a newer output was replaced"
touch -d '2000-01-01' out/a.png
whittle -o out --overwrite older in >/dev/null
same_pixels in/a.png out/a.png
echo mine >out/a.png
whittle -o out in >/dev/null
same_pixels in/a.png out/a.png
