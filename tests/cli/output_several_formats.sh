# Several formats give several outputs of each input.
mkdir in
tool gradient 100x80 in/a.png
whittle -q 80 -f webp,jpeg -f png -o out in >/dev/null
[ "$(files out | tr '\n' ' ')" = "a.jpg a.png a.webp " ] || fail "files: $(files out)"
is_kind jpeg out/a.jpg
is_kind webp out/a.webp
is_kind png out/a.png
# Which must have names of their own.
refused -q 80 -f webp,jpeg --name '{stem}' -o other in
absent other
