# A path that looks like a placeholder of --name is none, in place or below -o.
mkdir -p '{hash8}' '{stem}'
tool gradient 100x80 '{hash8}/icon-{hash8}.png'
tool gradient 90x80 '{stem}/{w}.png'
find . -name '*.png' | sort >before
expect 0 whittle -q 80 -f webp --name '{dir}/{stem}-{w}.{ext}' -o out '{hash8}' '{stem}' >/dev/null
[ -f 'out/{hash8}/icon-{hash8}-100.webp' ] && [ -f 'out/{stem}/{w}-90.webp' ] || fail "$(find out -type f)"
expect 0 whittle -i '{hash8}' '{stem}' >/dev/null
find . -name '*.png' | sort | diff before - || fail "a file was renamed"
