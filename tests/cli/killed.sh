# kill -9 at any moment of an in-place run: every file is the old one or the complete new one, and the next run sweeps
# up what the killed one left.
mkdir old
for i in $(seq 30); do
  tool gradient $((90 + i * 7))x$((40 + i * 5)) old/$i.png
  for copy in $(seq 9); do cp old/$i.png old/$i-$copy.png; done
done
cp -r old new
expect 0 whittle -i --effort 0 --quiet new
for round in $(seq "${WHITTLE_KILL_ROUNDS:-5}"); do
  rm -rf pictures
  cp -r old pictures
  "$WHITTLE" -i --effort 0 --quiet pictures &  # not the function: its subshell would be what is killed
  pid=$!
  sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
  kill -9 $pid 2>kill.err || true
  wait $pid 2>/dev/null || true
  for file in pictures/*.png; do
    cmp -s "old/${file#*/}" "$file" || cmp -s "new/${file#*/}" "$file" || fail "$file is neither the old nor the new one"
  done
  [ "$(find pictures -name '*.png' | wc -l)" -eq 300 ] || fail "files are missing"
  expect 0 whittle -i --effort 0 --quiet pictures
  diff -r new pictures || fail "the next run did not finish the work"
done
