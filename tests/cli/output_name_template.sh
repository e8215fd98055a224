# --name makes names from the parts it knows.
mkdir -p in/deep
tool gradient 100x80 in/a.png
tool gradient 60x40 in/deep/b.png
whittle -o out --name '{stem}-{w}x{h}.{fmt}.{ext}' in >/dev/null
[ "$(files out | tr '\n' ' ')" = "a-100x80.png.png deep/b-60x40.png.png " ] || fail "files: $(files out)"
whittle -o hashed --name '{stem}.{hash8}.{ext}' in/a.png >/dev/null
files hashed | grep -qxE 'a\.[0-9a-f]{8}\.png' || fail "files: $(files hashed)"
