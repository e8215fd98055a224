# -n does the work and tells the truth, but writes nothing.
mkdir in
tool gradient 100x80 in/a.png
snapshot in >before
whittle -n --json in >dry.json
whittle -n -o out in >/dev/null
snapshot in >after
cmp before after
absent out
whittle -i --json in >real.json
size() { grep -oE '"bytes_out": ?[0-9]+' "$1" | head -n 1 | tr -d ' '; }
[ "$(size dry.json)" = "$(size real.json)" ] || fail "promised $(size dry.json), delivered $(size real.json)"
