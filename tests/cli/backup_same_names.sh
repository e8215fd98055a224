# Files of one name that have the same place for their backups: each backup has a name of its own, in runs one after the other and at once.
count=24
trees() {
  rm -rf in old before
  for i in $(seq $count); do
    mkdir -p "in/$i"
    cp "image-$i.png" "in/$i/x.png"
  done
  cp -r in before
}
# all_backed_up: every original is in `old` once, every file was done.
all_backed_up() {
  [ "$(files old | wc -l)" -eq $count ] || fail "$1: $(files old | wc -l) backups of $count: $(cat report*)"
  diff <(cd before && cat -- */x.png | wc -c && sha256sum -- */x.png | cut -c 1-64 | sort) \
    <(cd old && cat -- x.png* | wc -c && sha256sum -- x.png* | cut -c 1-64 | sort) || fail "$1: other backups"
  for i in $(seq $count); do smaller "in/$i/x.png" "before/$i/x.png"; done
}
for i in $(seq $count); do tool gradient 40x$((20 + i)) "image-$i.png"; done

trees
for i in $(seq $count); do expect 0 whittle -e 0 -i --backup old "in/$i/x.png" >report; done
all_backed_up "in turn"
present old/x.png "old/x.png.~1~" "old/x.png.~$((count - 1))~"

trees
for first in 1 4 7 10 13 16 19 22; do
  runs=()
  for i in $first $((first + 1)) $((first + 2)); do
    whittle -e 0 -i --backup old "in/$i/x.png" >"report-$i" 2>&1 &
    runs+=($!)
  done
  for run in "${runs[@]}"; do expect 0 wait "$run"; done
done
all_backed_up "at once"

# Several of one run are kept apart by their directories.
trees
expect 0 whittle -e 0 -i --backup old in/*/x.png >report
(cd before && files .) | diff - <(files old)
