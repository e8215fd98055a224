# Why a file is left alone stands below the table, in its row (-v) and in JSON, in the words of whoever knows.
tool gradient 90x60 a.jpg
tool gradient 90x60 a.png
whittle -q 60 -f webp -o lossy.webp a.png >/dev/null
whittle -i lossy.webp | grep -q '^-v lists 1 skipped: is a lossy WebP' || fail "no cause below the table"
whittle -v -i lossy.webp | grep -q 'lossy.webp: is a lossy WebP' || fail "no cause in the table"
whittle -i --json lossy.webp | grep -q '"reason":"unsupported",.*"error":null,"detail":"is a lossy WebP' || fail "no cause in JSON"
got=0
whittle -o out --resize 50x a.jpg >table 2>complaint || got=$?
[ $got -eq 3 ] || fail "a picture without the size that was asked for is no success: $got"
cmp -s a.jpg out/a.jpg || fail "-o DIRECTORY delivers every input"
grep -q 'a.jpg: a JPEG cannot be resized without loss: add -q' complaint || fail "no cause of a resized JPEG"
whittle -i --json a.png | grep -q '"detail":null' || fail "a detail of nothing"
