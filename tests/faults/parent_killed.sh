# kill -9 of the program at any moment: its workers end with it.
mkdir in
for i in $(seq 6); do tool noise 1600x$((1200 + i)) in/$i.png; done
# One line for each process that still runs: the worker program with our mark in its environment.
mark=whittle-test-$$
survivors() {
  local process name
  for process in /proc/[0-9]*; do
    { read -r name <"$process/comm"; } 2>/dev/null || continue
    [ "$name" = whittle-worker ] || continue
    if tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -qx "WHITTLE_TEST_MARK=$mark" &&
      ! grep -q '^State:.Z' "$process/status" 2>/dev/null; then
      echo "${process##*/}"
    fi
  done
}
worked=0
for round in $(seq "${WHITTLE_KILL_ROUNDS:-8}"); do
  rm -rf out
  WHITTLE_TEST_MARK=$mark "$WHITTLE" -q 80 -f avif -e 7 --quiet -o out in &
  pid=$!
  # In every other round a worker is sure to be there, however slow the machine.
  if [ $((round % 2)) -eq 0 ]; then
    for try in $(seq 300); do
      [ -z "$(survivors)" ] || break
      sleep 0.1
    done
  fi
  sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
  [ -z "$(survivors)" ] || worked=$((worked + 1))
  kill -9 $pid 2>/dev/null || true
  wait $pid 2>/dev/null || true
  for try in 1 2 3 4 5 6 7 8 9 10; do
    left=$(survivors)
    [ -n "$left" ] || break
    sleep 0.1
  done
  [ -z "$left" ] || fail "workers outlive their parent: $left"
done
[ $worked -gt 0 ] || fail "no worker was ever seen"
