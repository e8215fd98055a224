# A reader that went away is no reason to leave the files undone.
mkdir in
for i in 1 2 3; do tool gradient 40x30 in/$i.png; done
cp -r in copy
set +e
whittle -i --ndjson in 2>stderr.txt | true
code=${PIPESTATUS[0]}
set -e
[ "$code" -eq 3 ] || [ "$code" -eq 0 ] || fail "exit code $code"
for i in 1 2 3; do
  smaller in/$i.png copy/$i.png
  same_pixels in/$i.png copy/$i.png
done
