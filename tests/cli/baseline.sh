# --baseline-file: an old repository starts at what it has, and may not get worse.
mkdir -p r/img
tool gradient 90x70 r/img/a.png
tool gradient 60x50 "r/img/50% off.png"
tool flat 20x20 r/img/c.png
base=r/baseline.txt
refused --check --baseline-file $base r
expect 1 whittle --check r >/dev/null
echo "--- what is there"
expect 0 whittle --check --baseline-file $base --update-baseline r >/dev/null
sed -E 's/[0-9]+$/N/' $base
expect 0 whittle --check --baseline-file $base r | sed -E 's/ +/ /g'
echo "--- from elsewhere too"
(cd r/img && expect 0 whittle --check --baseline-file ../baseline.txt . >/dev/null)
echo "--- a new file, and one that grows"
tool gradient 50x50 r/img/new.png
expect 1 whittle --check --baseline-file $base r | grep -c 'new\.png'
rm r/img/new.png
tool gradient 400x300 r/img/a.png
expect 1 whittle --check --baseline-file $base r | grep -o "is more than the baseline's" | sort -u
expect 1 whittle --check --baseline-file $base --json r | grep -oE '"baseline":[0-9]+' | sed -E 's/[0-9]+/N/' | sort | uniq -c | sed 's/^ *//'
echo "--- updated: what is gone or done is dropped, what was not looked at stays"
rm r/img/c.png
whittle -i "r/img/50% off.png" >/dev/null
expect 0 whittle --check --baseline-file $base --update-baseline r/img/a.png >/dev/null
sed -E 's/[0-9]+$/N/' $base
expect 0 whittle --check --baseline-file $base --update-baseline r >/dev/null
sed -E 's/[0-9]+$/N/' $base
before=$(cat $base)
expect 0 whittle --check --baseline-file $base --update-baseline r >/dev/null
[ "$before" = "$(cat $base)" ] || fail "the same again is another file"
echo "--- a merge that left both: the fewer bytes count"
printf 'whittle-baseline 1\nimg/a.png\t1\nimg/a.png\t99999999\n' >$base
expect 1 whittle --check --baseline-file $base r/img/a.png >/dev/null
echo "--- refused"
echo "my notes" >notes.txt
refused --check --baseline-file notes.txt r
refused --check --baseline-file notes.txt --update-baseline r
printf 'whittle-baseline 1\nimg/a.png 12\n' >$base
refused --check --baseline-file $base r
printf 'whittle-baseline 1\n<<<<<<< HEAD\n' >$base
refused --check --baseline-file $base r
refused -i --baseline-file $base r
refused --check --update-baseline r
[ "$(cat notes.txt)" = "my notes" ] || fail "another file was overwritten"
