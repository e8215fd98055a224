# --check writes nothing and ends with 1 while there is something to gain.
mkdir in
tool gradient 100x80 in/a.png
tool flat 20x20 in/b.png
snapshot in >before
expect 1 whittle --check in >out
snapshot in >after
cmp before after
grep -q 'a\.png' out
expect 1 whittle --check --quiet in >out
[ ! -s out ] || fail "--quiet printed a table"
expect 0 whittle --check --min-savings 99.9% in >/dev/null
whittle -i in >/dev/null
expect 0 whittle --check in >/dev/null
expect 3 whittle --check in missing.png >/dev/null 2>&1
