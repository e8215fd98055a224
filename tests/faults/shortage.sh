# Too few processes in the middle of a run: it waits while they are short, and says so when they stay short. A process that
# starts workers, was started again and says nothing is not waited for for ever either. The three run side by side.
! is_sanitized || skip "the sanitizers start processes of their own"
need pgrep prlimit setpriv timeout
[ "$(id -u)" -eq 0 ] || skip "limits of another user are set by root"
export LD_LIBRARY_PATH=$(dirname "$WHITTLE")/lib/whittle${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
for i in 1 2 3 4 5 6 7 8; do tool noise 900x$((600 + i)) $i.png; done  # equal ones would be encoded once
chmod 755 ..
chmod -R a+rwX .

as_user=(setpriv --reuid=61235 --regid=61235 --clear-groups)
# start NAME: whittle on all files, as a user with no other processes; `program` is its process.
start() {
  "${as_user[@]}" timeout -s KILL 100 "$WHITTLE" -e 3 -j 1 --json -o "$1" ./*.png >"$1.json" 2>/dev/null &
  program=$!
}
workers() { for zygote in $(pgrep -P "$1" 2>/dev/null); do pgrep -P "$zygote" 2>/dev/null; done; }
# await_zygotes: of `program`, once they have workers.
await_zygotes() {
  local whittle
  for try in $(seq 1000); do
    whittle=$(pgrep -P $program 2>/dev/null || true)
    zygotes=$([ -z "$whittle" ] || pgrep -P "$whittle" || true)
    [ -z "$zygotes" ] || [ -z "$(workers "$whittle")" ] || return 0
    sleep 0.01
  done
  fail "no worker was started"
}
# limit PROCESSES: as many as the zygotes' user may have; who has them already counts for the zygotes only.
limit() { for zygote in $zygotes; do "${as_user[@]}" prlimit --pid "$zygote" --nproc="$1:"; done; }

start passing
passing=$program
await_zygotes
passing_zygotes=$zygotes
limit 0

start lasting
lasting=$program
await_zygotes
limit 0

cat >worker.sh <<END
#!/bin/sh
[ -e started ] && exec sleep 1000
touch started
exec $(dirname "$WHITTLE")/whittle-worker
END
chmod 755 worker.sh
export WHITTLE_WORKER=./worker.sh
start silent
silent=$program
await_zygotes
kill -KILL $zygotes

sleep 4
zygotes=$passing_zygotes
limit 1000 || true  # or it has ended already, see below
wait $passing || fail "exit status $? after processes were short for a while: $(cat passing.json)"

# ends_badly NAME PROCESS MESSAGE
ends_badly() {
  local status=0
  wait "$2" || status=$?
  [ $status -eq 3 ] || fail "$1: exit status $status: $(cat "$1.json")"
  grep -q "$3" "$1.json" || fail "$1: not said why: $(cat "$1.json")"
}
ends_badly lasting $lasting "no worker can be started: the system allows no more processes"
ends_badly silent $silent "the worker program does not answer"
