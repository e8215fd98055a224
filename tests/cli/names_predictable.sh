# -f gives each picture the name that it says, larger or not; `same` is the input's own format beside others.
mkdir in
tool gradient 200x100 in/photo.png
tool flat 8x8 in/dot.png
whittle -q 80 -f jpeg -o in/small.jpg in/dot.png >/dev/null
whittle -q 95 -f avif -o out in >/dev/null
files out | paste -sd' '
[ "$(bytes out/dot.avif)" -gt "$(bytes in/dot.png)" ] || fail "this does not test what is larger"
rm -r out
whittle -q 80 -f webp,same -o out in >/dev/null
files out | paste -sd' '
is_kind png out/dot.png
rm -r out
# What saves too little stays what it was where a least saving is named, and where the smallest is asked for.
whittle -q 95 -f avif --min-savings 1% -o out in/dot.png in/photo.png >/dev/null
files out | paste -sd' '
rm -r out
whittle -q 80 -f auto --min-savings 99% -o out in/dot.png >/dev/null
files out | paste -sd' '
# In place nothing grows, --resize included.
cp in/dot.png dot.png
whittle -q 80 -i -f avif dot.png >/dev/null
whittle -q 80 -i --resize '64x!' dot.png >/dev/null
files . | grep -c '^dot\.'
cmp dot.png in/dot.png || smaller dot.png in/dot.png
