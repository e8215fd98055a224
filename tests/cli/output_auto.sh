# -f auto: the smallest of several outputs under the name that it gets; when the first uses up the time, the row says so and no more.
tool noise 96x64 noise.png
tool gradient 96x64 gradient.png 2>/dev/null || cp noise.png gradient.png
whittle -f auto -q 80 -o out --quiet noise.png gradient.png
for name in noise gradient; do
  [ "$(files out | grep -c "^$name\.")" -eq 1 ] || fail "not one output of $name: $(files out)"
  smaller out/$name.* $name.png
done
tool noise 3000x2000 large.png
expect 3 whittle -f auto -q 80 -e 9 --timeout 0.2 --json -o late large.png >late.json 2>errors
grep -q '"reason":"timeout"' late.json || fail "$(cat late.json)"
grep -qx 'whittle: large.png: not done in time' errors || fail "$(cat errors)"
cmp large.png late/large.png
