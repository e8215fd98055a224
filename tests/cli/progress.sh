# Progress is silent off a terminal; as JSON it is an event a line on stderr.
need python3
mkdir in
for i in 1 2 3; do tool gradient 60x40 in/$i.png; done
whittle -n in 2>stderr.txt >/dev/null
[ ! -s stderr.txt ] || fail "stderr: $(cat stderr.txt)"
whittle -n --progress json in 2>events >/dev/null
python3 -c 'import json; assert [json.loads(line) for line in open("events")]'
whittle -n --progress json --progress never in >/dev/null
# Plain lines are for long runs.
whittle -n --progress plain in 2>stderr.txt >/dev/null
[ ! -s stderr.txt ] || fail "stderr: $(cat stderr.txt)"
refused -n --progress dots in
