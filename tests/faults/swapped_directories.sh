# Directories that somebody swaps for symbolic links while whittle runs: nothing outside is read, replaced or left behind.
mkdir -p outside pristine
for i in $(seq 40); do tool gradient 40x$((20 + i)) "pristine/$i.png"; done

# round FOLDER COMMAND...: with fresh trees, and FOLDER swapped meanwhile.
round() {
  local folder=$1
  shift
  rm -rf in out backup outside stop
  mkdir -p in out/d backup/d outside
  cp -r pristine in/d
  cp pristine/* outside
  swaps "$folder" &
  "$@" >/dev/null 2>&1 || true
  touch stop
  wait
  diff -r pristine outside || fail "swapping $folder reached outside: $*"
  [ -z "$(find in out backup -name '.whittle-*.tmp')" ] || fail "debris is left: $(find in out backup -name '.whittle-*.tmp')"
}

for i in 1 2 3; do
  round in/d whittle -e 0 -j 2 -i in
  round in/d whittle -e 0 -j 2 -i --backup backup in
  round out/d whittle -e 0 -j 2 -o out in
  round backup/d whittle -e 0 -j 2 -i --backup backup in
done

# The output and the backup directory themselves: what they were when the program started is what they are. Its list of files is a
# FIFO, which it opens after them; until that is closed it waits.
mkfifo list
# held SWAP COMMAND...: the command, reading `list` with all of in/d; SWAP is called while it waits. `status` is
# how it ended.
held() {
  local swap=$1
  shift
  rm -rf in out out-moved backup backup-moved new outside report
  mkdir -p in out backup outside/sub
  cp -r pristine in/d
  cp pristine/* outside
  "$@" --files-from list >report 2>&1 &
  exec 9>list
  $swap
  ls -d in/d/* >&9
  exec 9>&-
  status=0
  wait $! || status=$?
  find . -maxdepth 1 -type l -delete
  rmdir outside/sub || fail "$swap reached outside/sub: $*"
  diff -r pristine outside || fail "$swap reached outside: $*"
}
ended() { [ $status -eq "$1" ] || fail "exit status $status instead of $1: $(cat report)"; }
swap_out() { mv out out-moved && ln -s outside out; }
swap_backup() { mv backup backup-moved && ln -s outside backup; }
link_new() { ln -s outside new; }
by_link() { grep -q 'is a symbolic link, which is not followed here' report || fail "not said: $(cat report)"; }

held swap_out whittle -e 0 -o out
ended 0
diff -r <(files pristine) <(files out-moved)
held swap_backup whittle -e 0 -i --backup backup
ended 0
diff -r pristine backup-moved
# Neither what did not exist yet, nor a part of the way to it.
for output in new new/sub; do
  held link_new whittle -e 0 -o "$output"
  ended 3
  by_link
  held link_new whittle -e 0 -i --backup "$output"
  ended 3
  by_link
  diff -r pristine in/d
done
# And nothing is made where nothing is written.
for options in '-n -i --backup' '-n -o'; do
  # shellcheck disable=SC2086  # options
  held true whittle -e 0 $options new/sub
  ended 0
  absent new
done
