# -i makes PNGs smaller without changing a sample, and the second run changes nothing at all.
mkdir in
for kind in gradient noise flat palette alpha grey rgb16; do tool $kind 120x90 in/$kind.png; done
cp -r in before
whittle -i in >/dev/null
for kind in gradient noise flat palette alpha grey rgb16; do
  same_pixels in/$kind.png before/$kind.png
  [ "$(bytes in/$kind.png)" -le "$(bytes before/$kind.png)" ] || fail "$kind.png grew"
done
smaller in/gradient.png before/gradient.png
smaller in/alpha.png before/alpha.png
smaller in/rgb16.png before/rgb16.png
snapshot in >first
whittle -i in >/dev/null
snapshot in >second
cmp first second
[ "$(files in | wc -l)" -eq 7 ] || fail "more files than before: $(files in)"
