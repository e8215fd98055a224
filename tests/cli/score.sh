# --score prints the SSIMULACRA2 of every PATH against REFERENCE, worst last.
tool gradient 200x150 a.png
whittle -q 90 --min-savings 0% --quiet -o good.jpg a.png
whittle -q 10 --min-savings 0% --quiet -o bad.jpg a.png
expect 0 whittle --score a.png bad.jpg a.png good.jpg >scores.txt
[ "$(awk '{print $2}' scores.txt | tr '\n' ' ')" = "a.png good.jpg bad.jpg " ] || fail "order: $(cat scores.txt)"
[ "$(awk 'NR == 1 {print $1}' scores.txt)" = 100.000 ] || fail "a picture against itself: $(cat scores.txt)"
expect 0 whittle --score a.png --json good.jpg >scores.json
grep -q '"schema":1,"reference":"a.png","scores":\[{"input":"good.jpg","score":[0-9.]*,"error":null}\]' scores.json ||
  fail "JSON: $(cat scores.json)"
# What cannot be compared is named and the rest still is.
tool gradient 20x20 small.png
expect 3 whittle --score a.png small.png missing.png good.jpg >scores.txt 2>errors.txt
grep -q good.jpg scores.txt || fail "scores: $(cat scores.txt)"
grep -q 'small.png: the sizes' errors.txt && grep -q 'missing.png: ' errors.txt || fail "errors: $(cat errors.txt)"
expect 3 whittle --score missing.png good.jpg 2>errors.txt
expect 2 whittle --score a.png 2>errors.txt
expect 2 whittle --score a.png -i good.jpg 2>errors.txt
# What was laid on a ground for a format without alpha is compared on that ground.
tool alpha 200x150 clear.png
expect 0 whittle -q 90 -f jpeg --background '#08f' --min-savings 0% --quiet -o laid.jpg clear.png
expect 0 whittle --score clear.png --background '#08f' laid.jpg >laid.txt
expect 0 whittle --score clear.png laid.jpg >clear.txt
awk 'NR == FNR {laid = $1; next} {exit !(laid > 60 && $1 < 50)}' laid.txt clear.txt || fail "alpha: $(cat laid.txt clear.txt)"
# No other option is taken and then ignored.
for option in '-q 80' '-f webp' '-j 1' '--resize 50%' '--files-from a.png' '-0'; do
  expect 2 whittle --score a.png $option good.jpg 2>errors.txt
done
