# -q auto finds the smallest file whose score reaches the one asked for, says so, and leaves its own work alone.
for i in 1 2 3; do tool gradient $((200 + 60 * i))x$((150 + 40 * i)) in$i.png; done
for format in webp jpeg; do
  whittle -q auto:75 -f $format --json -o $format-out in1.png in2.png in3.png >report.json
  for i in 1 2 3; do
    score=$(whittle --score in$i.png $format-out/in$i.* | awk '{print $1}')
    awk -v s="$score" 'BEGIN {exit !(s >= 75)}' || fail "$format: in$i scores $score"
  done
  [ "$(grep -c '"target":75' report.json)" -eq 3 ] || fail "$format: $(cat report.json)"
done
# More is asked for, more is spent.
whittle -q auto:40 -f jpeg --quiet -o low in2.png
smaller low/in2.jpg jpeg-out/in2.jpg
# A second run keeps what whittle made, at the same target and at another, and with -q N at and above its quality.
cp -r jpeg-out again
snapshot again >before
for quality in auto:75 auto:60 auto:85 100; do
  expect 0 whittle -i -q $quality --json again >report.json
  [ "$(grep -c '"reason":"already-optimal"' report.json)" -eq 3 ] || fail "$quality: $(cat report.json)"
done
snapshot again >after
cmp before after || fail "the second run changed something"
# Without a mark it cannot know.
whittle -q auto:75 -f jpeg --no-mark --quiet -o bare in2.png
! grep -q 'whittle:' bare/in2.jpg || fail "--no-mark leaves a mark"
grep -q 'whittle:' jpeg-out/in2.jpg || fail "there is no mark"
