# WHITTLE_DEBUG_WORKER=wait: a worker stands still without a sandbox and without a time limit, until it is let go.
tool noise 80x80 a.png  # loss makes it smaller, and nobody compares it with the source
WHITTLE_DEBUG_WORKER=wait "$WHITTLE" --quiet -j 1 --timeout 0.2 -q 80 -o out/a.webp a.png 2>errors &
pid=$!
trap 'kill -9 $pid 2>/dev/null || true' EXIT
status_of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }
for try in $(seq 100); do
  worker=$(sed -n 's/^worker 1 waits: gdb -p \([0-9]*\),.*/\1/p' errors)
  if [ -n "$worker" ] && [[ $(status_of "$worker" State) = T* ]]; then break; fi
  kill -0 $pid 2>/dev/null || fail "nobody waited: $(cat errors)"
  sleep 0.1
done
[ "$(status_of "$worker" Seccomp)" = "$(status_of $$ Seccomp)" ] || fail "the sandbox is on"
sleep 0.5
absent out/a.webp
kill -CONT "$worker"
wait $pid || fail "exit code $?: $(cat errors)"
is_kind webp out/a.webp
