# Time in which a worker was stopped is not its own; and a stopped process that starts workers does not keep us from ending.
need pgrep
tool noise 1500x1000 picture.png
workers() { for zygote in $(pgrep -P "$1" 2>/dev/null); do pgrep -P "$zygote" 2>/dev/null; done; }
# await COMMAND...: until it prints something.
await() {
  for try in $(seq 1000); do
    [ -z "$("$@")" ] || return 0
    sleep 0.01
  done
  fail "nothing came of: $*"
}

whittle --json -n -i picture.png | grep -q '"sandbox":"worker processes with seccomp' || skip "no seccomp here"

# A worker, for longer than it has time.
"$WHITTLE" -e 0 --timeout 4 --json -o one picture.png >one.json &
program=$!
await workers $program
kill -STOP $(workers $program)
sleep 5
kill -CONT $(workers $program)
wait $program || fail "exit code $? after a worker was stopped"
! grep -q timeout one.json || fail "$(cat one.json)"

# stop_all PROGRAM: it and its processes, for longer than a file has time; it ends well.
stop_all() {
  await workers "$1"
  all=$(workers "$1"; pgrep -P "$1"; echo "$1")
  kill -STOP $all
  sleep 5
  kill -CONT $all
  wait "$1" || fail "exit code $? after all were stopped"
}

# All of them.
"$WHITTLE" -e 0 --timeout 4 --json -o two picture.png >two.json &
stop_all $!
! grep -q timeout two.json || fail "$(cat two.json)"

# While the first of several formats is tried: there is time for the others, as if nothing had been.
"$WHITTLE" -e 0 -f auto --timeout 4 --json -o auto picture.png >auto.json
grep -q '"format_out":"webp"' auto.json || fail "the second format is not the better one: $(cat auto.json)"
"$WHITTLE" -e 0 -f auto --timeout 4 --json -o three picture.png >three.json &
stop_all $!
diff -r auto three || fail "another result after all were stopped: $(cat three.json)"

# The process that starts workers, for good.
for i in 1 2 3 4 5 6 7 8; do tool noise 1500x$((1000 + i)) $i.png; done
"$WHITTLE" -q 80 -f avif -e 7 --quiet -o four ./*.png &
program=$!
await workers $program
kill -STOP $(pgrep -P $program)
sleep 1
kill -TERM $program
wait $program && fail "not interrupted" || status=$?
[ "$status" -eq 143 ] || fail "exit code $status after SIGTERM"
