# Files of one name that have the same place for their backups: each backup has a name of its own, in one run and in several at once.
count=60
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
expect 0 whittle -e 0 -i --backup old in/*/x.png >report
all_backed_up "one run"
present old/x.png "old/x.png.~1~" "old/x.png.~$((count - 1))~"

trees
expect 0 whittle -e 0 -j 1 -i --backup old in/*/x.png >report
all_backed_up "one job"

trees
runs=()
for first in 1 2 3; do
  # shellcheck disable=SC2046  # names without blanks
  whittle -e 0 -i --backup old $(seq -f 'in/%g/x.png' $first 3 $count) >report-$first 2>&1 &
  runs+=($!)
done
for run in "${runs[@]}"; do expect 0 wait "$run"; done
all_backed_up "three runs"
