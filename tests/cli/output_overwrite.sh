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
# changed: equal bytes and their time stay.
touch -d '2000-01-01' out/a.png
whittle -o out --overwrite changed in >/dev/null
[ "$(stat -c %Y out/a.png)" = "$(date -d 2000-01-01 +%s)" ] || fail "changed: equal bytes were written again"
whittle -o out -e 0 --overwrite changed in >/dev/null
echo mine >out/a.png
whittle -o out --overwrite changed in >/dev/null
same_pixels in/a.png out/a.png
cp out/a.png copy.png
ln -sf ../copy.png out/a.png
whittle -o out --overwrite changed in >/dev/null
[ ! -L out/a.png ] || fail "changed: a link was left in place of the output"
same_pixels in/a.png out/a.png
