# The film behind a JPEG: kept without loss and with it, a reason to leave the file alone where the output has no place for
# it, and gone when it is given up.
tool noise 120x80 film.jpg
printf '\000\000\000\030ftypmp42\000\000\000\000isomVVVV the film' >film
cat film >>film.jpg
cp film.jpg before.jpg
has_film() { [ "$(tail -c "$(bytes film)" "$1" | cksum)" = "$(cksum <film)" ] || fail "$1 has lost its film"; }

whittle -i film.jpg >/dev/null
has_film film.jpg
whittle -q 50 -o lossy.jpg before.jpg >/dev/null
has_film lossy.jpg
smaller lossy.jpg film.jpg
whittle -q 80 -f webp -o out --ndjson before.jpg >rows
grep -q '"outcome":"skipped","reason":"extras"' rows || fail "not skipped: $(cat rows)"
cmp out/before.jpg before.jpg
whittle -q 80 -f webp --strip extras -o out.webp before.jpg >/dev/null
is_kind webp out.webp
for strip in -s '--strip all'; do
  cp before.jpg stripped.jpg
  # shellcheck disable=SC2086  # an option and its value
  whittle -i $strip stripped.jpg >/dev/null
  has_film stripped.jpg
done
whittle -i --strip extras before.jpg >/dev/null
! grep -q 'the film' before.jpg || fail "--strip extras left the film"
