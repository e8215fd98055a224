# A full cache: the run goes on without, and what there is stays right.
mkdir in small
mount -t tmpfs -o size=64k whittle-test small 2>/dev/null || skip "cannot mount a small file system here"
trap 'umount small' EXIT
for i in $(seq 6); do tool noise $((90 + i))x60 in/$i.png; done
whittle --cache off --quiet -e 1 -o reference in
for round in 1 2; do
  rm -rf out
  whittle --cache small/cache --quiet -e 1 -o out in 2>stderr.txt || fail "exit status $?"
  [ ! -s stderr.txt ] || fail "$(cat stderr.txt)"
  diff -r -x .whittle-manifest reference out >/dev/null || fail "other bytes"
done
whittle --cache-verify --cache small/cache >verified || fail "$(cat verified)"
