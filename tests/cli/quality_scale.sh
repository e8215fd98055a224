# -q N is one scale for all formats: encoders get the numbers of theirs that look like libjpeg's N, and the report has both.
tool noise 200x150 a.png
field() { grep -o "\"$1\":[^,]*" report.json | head -1 | cut -d: -f2; }
asked() { # asked OPTION FORMAT QUALITY: the encoder's number
  whittle -q "$1" -f "$2" --json --no-mark -o "out.$2" a.png >report.json
  [ "$(field quality)" = "$3" ] || fail "-q $1 -f $2 is said to be $(field quality), not $3"
  field encoder_quality
}
[ "$(asked 80 jpeg 80)" = 80 ] || fail "JPEG counts as libjpeg does"
webp=$(asked 80 webp 80)
[ "$webp" -gt 80 ] || fail "WebP got $webp"
[ "$(asked 80,webp=60 webp 60)" -lt "$webp" ] || fail "60 is no less than 80"
# The number of an encoder itself gives the same file.
whittle -q 80 -f webp --quiet --no-mark -o asked.webp a.png
whittle -q webp=raw:"$webp" -f webp --quiet --no-mark -o raw.webp a.png
cmp asked.webp raw.webp || fail "raw:$webp is not what 80 stands for"
whittle -q 50,webp=raw:77 -f webp,jpeg --ndjson -o both a.png >report.json
grep -q '"format_out":"webp".*"encoder_quality":77,' report.json || fail "$(cat report.json)"
grep -q '"format_out":"jpeg".*"quality":50,"encoder_quality":50,' report.json || fail "$(cat report.json)"
if whittle --version --json | grep -q avif; then
  whittle -q 80 -f avif --json -o a.avif a.png >report.json 2>errors || skip_part "AVIF cannot be written: $(cat errors)"
  if [ -e a.avif ]; then
    [ "$(field quality)" = 80 ] || fail "$(cat report.json)"
    [ "$(field encoder_quality)" -lt 80 ] || fail "$(cat report.json)"
  fi
fi
# What was done is known by the common scale, at other efforts too.
whittle -q 80 -e 2 -f webp --quiet -o kept/a.webp a.png
for quality in 80 81 100; do
  expect 0 whittle -i -e 8 -q $quality --json kept >report.json
  grep -q '"reason":"already-optimal"' report.json || fail "$quality: $(cat report.json)"
done
expect 0 whittle -i -q 50 --json kept >report.json
grep -q '"outcome":"optimized"' report.json || fail "$(cat report.json)"
# --min-quality counts on it, too.
whittle --max-size 14kB --min-quality 20 -f webp --json -o small.webp a.png >report.json
if [ "$(field quality)" -lt 20 ] || [ "$(field quality)" -ge 95 ]; then fail "$(cat report.json)"; fi
