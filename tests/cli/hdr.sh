# HDR colours (PQ, said by code points 9/16) stay where the format can say them, become sRGB when asked, and are refused by name
# where neither holds; they never become numbers that are shown as something else.
tool rgb16 64x48 plain.png
{ head -c 33 plain.png; printf '\000\000\000\004cICP\011\020\000\001\115\043\043\376'; tail -c +34 plain.png; } >hdr.png

# says FILE: whether it has the code points, in cICP or in colr.
says() { LC_ALL=C grep -qaP 'cICP\x09\x10\x00\x01|colrnclx\x00\x09\x00\x10' "$1"; }
keeps() { says "$1" || fail "$1 has lost its code points"; }
is_srgb() { ! says "$1" || fail "$1 is not sRGB"; }

expect 0 whittle -q avif=raw:98 -f avif -o hdr.avif hdr.png >/dev/null
is_kind avif hdr.avif
keeps hdr.avif

# In place.
cp hdr.png a.png
expect 0 whittle -i a.png >/dev/null
smaller a.png hdr.png
keeps a.png
for options in '-q 60' '-q auto' '-q 60 -s' '-q 60 --resize 32x'; do
  cp hdr.avif a.avif
  # shellcheck disable=SC2086  # options are words
  expect 0 whittle -i $options a.avif >/dev/null
  ! cmp -s a.avif hdr.avif || fail "nothing done: $options"
  keeps a.avif
done

# From one to the other.
expect 0 whittle -f png -o from.png hdr.avif >/dev/null
keeps from.png

# Into what cannot say it.
for format in webp jpeg tiff gif; do
  for source in hdr.png hdr.avif; do
    expect 3 whittle -q 80 -f $format -o refused.$format $source >/dev/null 2>words
    absent refused.$format
    grep -q 'has HDR colours (PQ, code points 9/16) that .* cannot say: add --icc srgb' words || fail "$format: $(cat words)"
    expect 0 whittle -q 80 --icc srgb -f $format -o out.$format $source >/dev/null
    is_kind $format out.$format
    is_srgb out.$format
    rm out.$format
  done
done
# Among others it is skipped, which is no failure.
mkdir pictures
cp plain.png hdr.png pictures
expect 0 whittle -q 80 -f webp -o out pictures >/dev/null
[ "$(files out)" = plain.webp ] || [ "$(files out | tr '\n' ' ')" = 'hdr.png plain.webp ' ] || fail "not as it should be: $(files out)"

# Asked for, it becomes sRGB where an output is named, even if it grows; in place nothing grows, and it stays what it was.
cp hdr.png small.png
expect 0 whittle -i -e 9 small.png >/dev/null
expect 0 whittle --icc srgb -o srgb.png small.png >/dev/null
[ "$(wc -c <srgb.png)" -gt "$(wc -c <small.png)" ] || fail "sRGB is smaller: this proves nothing"
is_srgb srgb.png
expect 0 whittle --icc srgb -o srgb_folder/ small.png >/dev/null
is_srgb srgb_folder/small.png
cp small.png in_place.png
expect 0 whittle -i --icc srgb in_place.png >/dev/null
cmp -s in_place.png small.png || fail "in place it has grown"

# Asked for, it becomes sRGB in its own format, too.
for file in png avif; do
  expect 0 whittle -q 80 --icc srgb --resize 50% -o srgb.$file hdr.$file >/dev/null
  is_srgb srgb.$file
done
