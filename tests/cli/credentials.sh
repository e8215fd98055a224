# A file with content credentials is left alone, whatever is asked, until they are given up; that is no failure.
jumbf='\377\353\000\030JP\000\001\000\000\000\001\000\000\000\016jumb\000\000\000\000\000\000'
tool gradient 60x40 plain.jpg
tool gradient 60x40 plain.png
# A JUMBF box behind SOI; a caBX chunk (of nothing, with its CRC) behind IHDR.
{ head -c 2 plain.jpg; printf "$jumbf"; tail -c +3 plain.jpg; } >signed.jpg
{ head -c 33 plain.png; printf '\000\000\000\000caBX\346\075\322\247'; tail -c +34 plain.png; } >signed.png
cp signed.jpg before.jpg
cp signed.png before.png

for options in '' '-s' '-q 80' '-q 50 --resize 30x --strip exif,extras'; do
  # shellcheck disable=SC2086  # options are words
  whittle -i $options --ndjson signed.jpg signed.png >rows
  [ "$(grep -c '"outcome":"skipped","reason":"signed"' rows)" = 2 ] || fail "not skipped as signed: $options: $(cat rows)"
done
whittle -i -f webp --ndjson signed.jpg signed.png | grep -c '"reason":"signed"' | grep -qx 2 || fail "converted"
whittle --check signed.jpg signed.png >/dev/null || fail "--check found work"
whittle --list signed.jpg signed.png | grep -c 'content credentials' | grep -qx 2 || fail "not in the list"
cmp signed.jpg before.jpg
cmp signed.png before.png
whittle -o out signed.png >/dev/null
cmp out/signed.png before.png

for kind in all credentials; do
  cp before.jpg a.jpg
  cp before.png a.png
  whittle -i --strip $kind a.jpg a.png >/dev/null
  ! grep -q jumb a.jpg || fail "--strip $kind left the box"
  ! grep -q caBX a.png || fail "--strip $kind left the chunk"
  smaller a.jpg before.jpg
  same_pixels a.png before.png
done
