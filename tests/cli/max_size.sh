# --max-size lowers the quality until the file fits, down to --min-quality.
tool gradient 400x300 a.png
whittle -q 95 -f webp --min-savings 0% --quiet -o large.webp a.png
limit=$(($(bytes large.webp) * 2 / 3))
expect 0 whittle -f webp --max-size $limit --quiet -o small.webp a.png
[ "$(bytes small.webp)" -le $limit ] || fail "$(bytes small.webp) bytes are more than $limit"
same_kind=$(kind_of small.webp)
[ "$same_kind" = "$(kind_of large.webp)" ] || fail "kinds differ: $same_kind"
# What fits already stays as it is.
cp small.webp fits.webp
expect 0 whittle -i --max-size 1MB --quiet fits.webp
cmp small.webp fits.webp || fail "a file that fits was changed"
# What cannot fit fails and names the cause.
expect 3 whittle -i --max-size 90B --quiet fits.webp 2>errors.txt
grep -q 'fits.webp: is [0-9]* bytes at the least quality allowed, more than --max-size' errors.txt || fail "errors: $(cat errors.txt)"
cmp small.webp fits.webp || fail "a failed file was changed"
expect 2 whittle -i --max-size 0x fits.webp 2>errors.txt
expect 2 whittle -i --min-quality 30 fits.webp 2>errors.txt
expect 2 whittle -i --max-size 1kB -q 50 --min-quality 60 fits.webp 2>errors.txt
grep -q -e '--min-quality 60 is above -q 50' errors.txt || fail "errors: $(cat errors.txt)"
expect 2 whittle -i --max-size 1kB -q jpeg=50 --min-quality 60 fits.webp 2>errors.txt
expect 0 whittle -n --quiet --max-size 100kB -q 30 fits.webp
# What cannot fit fails, also where it has no quality to lower. Below a directory every input is delivered nevertheless.
expect 3 whittle -f webp --max-size 200B --quiet -o out.d/ a.png 2>errors.txt
absent out.d/a.webp
cmp a.png out.d/a.png
expect 3 whittle -f png --max-size 200B --quiet -o single.png a.png 2>errors.txt
absent single.png
expect 3 whittle -i --max-size 100B --quiet a.png 2>errors.txt
grep -q 'a.png: is [0-9]* bytes at best, more than --max-size' errors.txt || fail "errors: $(cat errors.txt)"
