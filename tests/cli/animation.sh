# Animations keep all their frames.
need python3
mkdir in
tool animation 40x30 in/moving.gif
tool animation 40x30 in/moving.png
cp -r in before
whittle -i in >/dev/null
[ "$(bytes in/moving.png)" -lt "$(bytes before/moving.png)" ] || fail "the APNG has not shrunk"
whittle -q 80 -f webp -o out in/moving.gif >/dev/null
python3 - <<'PYTHON'
png = [open(f"{folder}/moving.png", "rb").read() for folder in ("before", "in")]
assert png[0].count(b"fcTL") == png[1].count(b"fcTL") > 1
data = open("out/moving.webp", "rb").read()
assert data.count(b"ANMF") == 3, data.count(b"ANMF")
PYTHON
