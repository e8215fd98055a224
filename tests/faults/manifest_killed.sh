# Runs that are killed, or run side by side: the list is whole, and what it names is there with the bytes that it names.
mkdir one two
for i in $(seq 30); do
  tool gradient $((90 + i * 7))x$((40 + i * 5)) one/a$i.png
  for copy in 1 2 3 4; do cp one/a$i.png one/a$i-$copy.png; done
done
for i in $(seq 20); do tool gradient $((30 + i))x40 two/b$i.png; done

# listed_is_there: every line of the list has its file with that size.
listed_is_there() {
  [ -e out/.whittle-manifest ] || return 0
  [ "$(head -n 1 out/.whittle-manifest)" = 'whittle-manifest 1' ] || fail "no manifest"
  tail -n +2 out/.whittle-manifest | while IFS=$'\t' read -r output input size hash options; do
    [ -n "$hash" ] && [ -n "$options" ] || fail "a line is cut off: $output $input"
    [ "$(bytes "out/$output")" -eq "$size" ] || fail "out/$output has not the listed size"
  done
}
for round in 1 2 3 4; do
  rm -rf out
  "$WHITTLE" --effort 1 --quiet -o out one &  # not the function: its subshell would be what is killed
  pid=$!
  sleep "$((round - 1)).$((RANDOM % 10))"
  kill -9 $pid 2>/dev/null || true
  wait $pid 2>/dev/null || true
  listed_is_there
  rm -f out/.whittle-*.tmp
  if [ -d out ]; then
    mkdir -p empty && whittle --quiet -e 0 -n --prune -o out empty  # what is there can be pruned against
  fi
done

# Two at once, into one directory, again and again: each line of both is in the list.
rm -rf out
for round in 1 2 3; do
  for part in one two; do whittle --effort 0 --quiet -o out $part & done
  wait
done
listed_is_there
[ "$(tail -n +2 out/.whittle-manifest | wc -l)" -eq 170 ] || fail "$(tail -n +2 out/.whittle-manifest | wc -l) lines instead of 170"
# Lines of other inputs stay when a part is pruned by two at once.
rm one/a1.png one/a2.png two/b1.png
for part in one two; do whittle --effort 0 --quiet --prune -o out $part & done
wait
absent out/a1.png out/a2.png out/b1.png
[ "$(tail -n +2 out/.whittle-manifest | wc -l)" -eq 167 ] || fail "$(tail -n +2 out/.whittle-manifest | wc -l) lines instead of 167"

# Where the list cannot be written the pictures are all the same; where a file cannot be removed that is said.
unprivileged
rm one/a3.png
chmod a-w out
expect 3 whittle --effort 0 --quiet --prune -o out two 2>/dev/null  # nor the pictures
chmod u+w out
mkdir -p nested/d && cp two/b5.png two/b6.png nested/d
whittle --effort 0 --quiet -o out2 nested
rm nested/d/b5.png
chmod a-w out2/d
got=0
whittle --effort 0 --overwrite older --prune -o out2 nested >report 2>&1 || got=$?
[ $got -eq 3 ] || fail "exit code $got: $(cat report)"
grep -q 'out2/d/b5.png: is not pruned: cannot remove: permission denied' report || fail "$(cat report)"
chmod u+w out2/d
chmod a-w out2
rm nested/d/b6.png && cp two/b7.png nested/d
expect 0 whittle --effort 0 --prune -o out2 nested >report 2>&1
present out2/d/b7.png
absent out2/d/b5.png out2/d/b6.png
grep -q "out2/.whittle-manifest: .*: --prune will not know these outputs" report || fail "$(cat report)"
