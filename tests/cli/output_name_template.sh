# --name makes names from the parts it knows.
mkdir -p in/deep
tool gradient 100x80 in/a.png
tool gradient 60x40 in/deep/b.png
whittle -o out --name '{stem}-{w}x{h}.{fmt}.{ext}' in >/dev/null
[ "$(files out | tr '\n' ' ')" = "a-100x80.png.png deep/b-60x40.png.png " ] || fail "files: $(files out)"
whittle -o hashed --name '{stem}.{hash8}.{ext}' in/a.png >/dev/null
files hashed | grep -qxE 'a\.[0-9a-f]{8}\.png' || fail "files: $(files hashed)"
# With {hash8} two inputs of one stem do not get in each other's way.
mkdir twins
tool gradient 100x80 twins/a.png
tool gradient 90x70 twins/b.png
tool gradient 60x40 twins/a.webp
expect 0 whittle -f tiff -o twins.out --name '{stem}.{hash8}.{ext}' twins >/dev/null
[ "$(files twins.out | wc -l)" -eq 3 ] || fail "files: $(files twins.out)"
