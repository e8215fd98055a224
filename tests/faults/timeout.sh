# An encoder that obeys no deadline is killed: AVIF at the highest effort. The original is delivered.
tool noise 3000x2000 big.png
tool noise 16x16 small.png
expect 3 whittle --timeout 2 -e 9 -q 80 -f avif --json -o out big.png small.png >report.json 2>errors
grep -q '"reason":"timeout"' report.json || fail "no timeout: $(cat report.json)"
[ "$(wc -l <errors)" -eq 1 ] || fail "not one error: $(cat errors)"
grep -q 'big.png: not done in time' errors || fail "another error: $(cat errors)"
cmp big.png out/big.png
is_kind avif out/small.avif
