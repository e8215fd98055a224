# Runs that are killed at any moment, and runs side by side over one cache, also while it is copied: the next run is right.
mkdir in
for i in $(seq 12); do tool gradient $((40 + i))x$((200 + i)) in/$i.png; done
whittle --cache off -e 1 --quiet -o reference in
# is_right CACHE: a run with it is.
is_right() {
  rm -rf right
  timeout 60 "$WHITTLE" --cache "$1" -e 1 --quiet -o right in || fail "exit status $?"
  diff -r -x .whittle-manifest reference right >/dev/null || fail "other bytes"
}
for round in $(seq "${WHITTLE_KILL_ROUNDS:-12}"); do
  [ $((round % 3)) -ne 0 ] || rm -rf cache
  rm -rf out
  "$WHITTLE" --cache cache -e 1 --quiet -o out in &
  pid=$!
  sleep "0.0$((RANDOM % 10))$((RANDOM % 10))"
  kill -9 $pid 2>/dev/null || true
  wait $pid 2>/dev/null || true
  is_right cache
done

# at_once ARGUMENTS...: two runs over one cache, and a copy of it; both are right.
for round in $(seq "${WHITTLE_SHARED_ROUNDS:-8}"); do
  rm -rf shared copy one two place
  cp -r in place
  "$WHITTLE" --cache shared -e 1 --quiet -o one in &
  first=$!
  "$WHITTLE" --cache shared -e 1 --quiet --cache-size 1MB -o two in &
  second=$!
  "$WHITTLE" --cache shared -e 1 --quiet -i place &
  third=$!
  [ -d shared ] || sleep 0.05
  cp -r shared copy 2>/dev/null || true
  for process in $first $second $third; do wait $process || fail "exit status $?"; done
  for out in one two place; do diff -r -x .whittle-manifest reference $out >/dev/null || fail "other bytes in $out"; done
  is_right shared
  [ ! -d copy ] || is_right copy
  whittle --cache-verify --cache shared >verified || fail "$(cat verified)"
done

# A run that was stopped in the middle holds nobody up.
"$WHITTLE" --cache shared -e 9 --quiet -o one in &
pid=$!
sleep 0.1
kill -STOP $pid
is_right shared
kill -CONT $pid
wait $pid || fail "exit status $?"
