# Animations keep all their frames, or are left alone.
need python3
mkdir in
tool animation 40x30 in/moving.gif
tool animation 40x30 in/moving.png
cp -r in before
whittle -i in >/dev/null
cmp in/moving.png before/moving.png
whittle -q 80 -f webp -o out in/moving.gif >/dev/null
python3 - <<'PYTHON'
data = open("out/moving.webp", "rb").read()
assert data.count(b"ANMF") == 3, data.count(b"ANMF")
PYTHON
