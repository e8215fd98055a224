# Where the system grants little: few descriptors, threads and processes, no /proc, no HOME, system calls that a sandbox
# denies. Nothing crashes or hangs, every file is done, and what is weaker is said on stderr. Only where not even the threads
# of one decoder may be had, one line may say so instead, and nothing is touched.
! is_sanitized || skip "the sanitizers need what is denied here"
deny_call=$(dirname "$WHITTLE_TEST_TOOL")/whittle_deny_call
[ -x "$deny_call" ] || skip "$deny_call is not built"
# The loader finds libraries beside the program by /proc and readlink.
export LD_LIBRARY_PATH=$(dirname "$WHITTLE")/lib/whittle${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
need timeout prlimit
mkdir one few many
tool gradient 60x40 one/a.png
cp one/a.png few
tool noise 40x30 few/b.jpg
tool noise 40x30 few/c.webp 2>/dev/null || tool alpha 40x30 few/c.png
tool flat 30x40 many/1.png
for copy in $(seq 99); do cp many/1.png many/1-$copy.png; done
seconds=20

# done_in NAME FILES [COMMAND...]: whittle -i on a copy of FILES, run by COMMAND, ends well, with every file done.
# Afterwards `errors` has its stderr.
done_in() {
  local name=$1 files=$2 status=0
  shift 2
  rm -rf in
  cp -r "$files" in
  chmod -R a+rwX in
  timeout -s KILL $seconds "$@" "$WHITTLE" -e 0 -v "${options[@]}" -i in >report 2>errors || status=$?
  [ $status -ne 77 ] || return 77
  if [ $status -eq 3 ] && [ $may_refuse = yes ]; then
    [ "$(cat errors)" = "whittle: too few threads are allowed: no image can be decoded" ] || fail "$name: $(cat report errors)"
    diff -r "$files" in || fail "$name: something was touched"
    return
  fi
  [ $status -eq 0 ] || fail "$name: exit status $status: $(cat report errors)"
  [ -z "$(find in -name '.whittle-*.tmp')" ] || fail "$name: debris is left: $(find in -name '.whittle-*.tmp')"
  paste <(cd "$files" && stat -c %s -- *) <(cd in && stat -c %s -- *) | awk '$2 >= $1 { exit 1 }' ||
    fail "$name: not every file is smaller: $(cat report)"
  if grep -v '^whittle: \(sandbox: \|this system cannot make files durable\)' errors; then fail "$name: see above"; fi
  if grep -q '^sandbox: none' report; then
    grep -q '^whittle: sandbox: none' errors || fail "$name: there is no sandbox, and nobody says so"
  fi
}
options=(-j 2)
may_refuse=no

# Descriptors.
for limit in 16 64 256; do
  done_in "$limit descriptors" many prlimit --nofile=$limit
done
options=(-j 128 --backup backup)
done_in "1024 descriptors" many prlimit --nofile=1024
diff -r many backup
rm -r backup
options=(-j 2)

# System calls, each denied as sandboxes do and as old kernels do.
calls=(capset clone3 close_range copy_file_range eventfd2 fallocate fchmod fchown fdatasync flistxattr flock fsetxattr getrandom
  kill landlock_create_ruleset landlock_restrict_self linkat memfd_create mkdirat openat2 pidfd_open prctl prlimit64
  readlink recvmsg renameat2 O_TMPFILE sched_getaffinity seccomp sendmsg signalfd4 socketpair statx sync_file_range unlinkat)
options=(-j 1)
for call in "${calls[@]}"; do
  for error in EPERM ENOSYS; do
    # glibc starts no thread then: it goes back to clone for ENOSYS alone.
    if [ "$call $error" = "clone3 EPERM" ]; then may_refuse=yes; else may_refuse=no; fi
    done_in "$call denied with $error" one "$deny_call" $error "$call" || skip_part "$call: not a system call here"
  done
done

# What takes too long is ended all the same.
tool noise 900x900 slow.png
status=0
timeout -s KILL $seconds "$deny_call" EPERM kill "$WHITTLE" -j 1 --quiet --timeout 0.2 -e 9 -q 90 -f avif -o slow slow.png 2>errors || status=$?
[ $status -eq 3 ] || fail "kill denied, and a job to be ended: exit status $status: $(cat errors)"

# None of the calls that give a file a new name only if nobody has it.
options=(-j 1 --backup backup)
for calls in renameat2 renameat2,linkat renameat2,linkat,O_TMPFILE; do
  for error in EPERM ENOSYS; do
    done_in "$calls denied with $error, --backup" few "$deny_call" $error $calls
    diff -r few backup
    rm -r backup
  done
done
# Where nothing can be locked, nobody knows what is debris: it stays, until it can be.
rm -rf in && cp -r one in
debris=in/.whittle-0123456789abcdef.tmp
for error in ENOLCK EPERM ENOSYS; do
  echo x >$debris
  # Unnamed files need no lock; these have names.
  "$deny_call" $error flock,linkat "$WHITTLE" -e 0 -j 1 -i in >report 2>errors || fail "no locks ($error): $(cat report errors)"
  present $debris
done
whittle -e 0 -i in >/dev/null
absent $debris

# What cannot be written at all is named, with the cause.
for destination in '-i' '-o out.png'; do
  cp few/a.png a.png
  status=0
  # shellcheck disable=SC2086  # an option and its value
  "$deny_call" EPERM linkat,rename,renameat,renameat2 "$WHITTLE" -e 0 $destination a.png >report 2>errors || status=$?
  [ $status -eq 3 ] || fail "$destination: exit status $status: $(cat report errors)"
  grep -q '^whittle: a.png: .*: Operation not permitted$' errors || fail "$destination: $(cat errors)"
  cmp few/a.png a.png
  absent out.png
done
[ -z "$(find . -name '.whittle-*.tmp')" ] || fail "debris is left: $(find . -name '.whittle-*.tmp')"

options=(-j 2)

# Without a home, without /proc, on a system that cannot be written to.
done_in "no HOME" few env -u HOME -u XDG_CONFIG_HOME
if unshare --mount true 2>/dev/null; then
  done_in "no /proc" few unshare --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' -
  done_in "a root that is read-only" few unshare --mount sh -c '
    mount --bind . . && mount -o remount,bind,ro / && cd "$PWD" && exec "$@"' -
else
  skip_part "no mounts can be made"
fi

# Threads and processes, of a user and of a control group.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  chmod 755 .. .
  may_refuse=yes
  for limit in 1 4 6 15; do
    done_in "$limit processes of a user" few prlimit --nproc=$limit setpriv --reuid=61234 --regid=61234 --clear-groups
  done
else
  skip_part "limits of a user: not root, or setpriv is not installed"
fi

# make_group: prints the directory of a new control group that limits processes.
make_group() {
  local root
  for root in /sys/fs/cgroup/pids /sys/fs/cgroup /sys/fs/cgroup/unified; do
    mkdir "$root/whittle-test-$$" 2>/dev/null || continue
    if [ -w "$root/whittle-test-$$/pids.max" ]; then echo "$root/whittle-test-$$" && return; fi
    rmdir "$root/whittle-test-$$"
  done
  return 1
}
if group=$(make_group); then
  trap 'sleep 0.1; rmdir "$group"' EXIT
  for limit in 1 5 9 12 15 64; do
    for jobs in 2 32; do
      options=(-j $jobs)
      echo $limit >"$group/pids.max"
      if [ $limit -lt 16 ]; then may_refuse=yes; else may_refuse=no; fi
      # shellcheck disable=SC2016  # of the inner shell
      done_in "a group of $limit processes, -j $jobs" few sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group"
    done
  done
else
  skip_part "no control group can be made"
fi
