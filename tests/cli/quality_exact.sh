# Under -q, drawings come out exact where that is smaller, and say so; photographs are what was asked for.
tool palette 320x240 drawing.png
tool noise 320x240 photo.png
tool palette 16x16 icon.png
whittle -q 80 -f webp --json -o out drawing.png photo.png icon.png >report.json
row() { grep -o "\"input\":\"$1\"[^}]*}" "${2:-report.json}"; }
exact='"quality":null,"encoder_quality":null,"lossless":true,"score":null,"target":null,"verified":true'
for name in drawing icon; do
  row $name.png | grep -qF "$exact" || fail "$name: $(row $name.png)"
  whittle -f png --quiet -o back/$name.png out/$name.webp
  same_pixels $name.png back/$name.png
  ! grep -q 'whittle:' out/$name.webp || fail "$name is exact and marked"
done
row photo.png | grep -q '"quality":80,"encoder_quality":[1-9]' || fail "$(row photo.png)"
grep -q 'whittle:q80' out/photo.webp || fail "no mark, or another: $(strings out/photo.webp | grep whittle:)"
# No larger than what either way gives alone.
whittle -f webp --quiet -o exact drawing.png
[ "$(bytes out/drawing.webp)" -eq "$(bytes exact/drawing.webp)" ] || fail "not what it is without -q"
# A second run leaves all as it is; so does a higher quality.
snapshot out >before
for quality in 80 95; do
  expect 0 whittle -i -q $quality --json out >again.json
  [ "$(grep -c '"outcome":"kept"' again.json)" -eq 3 ] || fail "$quality: $(cat again.json)"
done
snapshot out >after
cmp before after || fail "the second run changed something"
# So with a score, and with a size: that is no reason to lose anything where it fits.
for options in '-q auto' '--max-size 100kB' '-q 80 --max-size 100kB'; do
  # shellcheck disable=SC2086  # words
  whittle $options -f webp --json -o "out $options.webp" drawing.png >report.json
  grep -q '"quality":null' report.json || fail "$options: $(cat report.json)"
  whittle -f png --quiet -o "back/$options.png" "out $options.webp"
  same_pixels drawing.png "back/$options.png"
done
