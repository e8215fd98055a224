# A whittle.toml that cannot be read is an error that names it; what belongs to somebody else does not count.
mkdir t
tool gradient 40x40 t/a.png
cp t/a.png original.png
echo '[options]' >good.toml
ln -s ../good.toml t/whittle.toml
refused -i t
rm t/whittle.toml
ln -s nowhere t/whittle.toml
refused -i t
rm t/whittle.toml
mkdir t/whittle.toml
refused -i t
rmdir t/whittle.toml
mkfifo t/whittle.toml
refused -i t
rm t/whittle.toml
truncate -s 100M t/whittle.toml
refused -i t
printf '[options]\nbackground = "\xff"\n' >t/whittle.toml
refused -i t
printf '[options]\neffort = 3\0\n' >t/whittle.toml
refused -i t
echo "--- deep"
python3 -c 'print("[options]\neffort = " + "[" * 30000)' >t/whittle.toml
refused -i t
python3 -c 'print("a." * 30000 + "a = 1")' >t/whittle.toml
refused -i t
python3 -c 'print("[" + "a." * 30000 + "a]")' >t/whittle.toml
refused -i t
python3 -c 'print("\n".join("[" + "a." * 150 + "b%d]" % i for i in range(150)))' >t/whittle.toml
refused -i t
python3 -c 'print("[[rule]]\nmatch = \"x\"\n" * 2500)' >t/whittle.toml
refused -i t
echo "--- many above each other"
deep=t
for i in $(seq 70); do
  deep=$deep/d
  mkdir -p $deep
  echo '[options]' >$deep/whittle.toml
done
rm t/whittle.toml
refused -i t
rm -r t/d
cmp t/a.png original.png || fail "a picture was changed"
echo "--- a byte order mark, line ends and an empty file are fine"
printf '\xef\xbb\xbf[options]\r\neffort = 3\r\n' >t/whittle.toml
whittle --print-config t/a.png
: >t/whittle.toml
whittle --print-config t/a.png
# Nothing is named, run or written elsewhere by a configuration: in place it neither converts nor resizes.
printf '[options]\nformat = "webp"\nresize = "10x"\n' >t/whittle.toml
whittle -i t >/dev/null
[ "$(files t | paste -sd' ')" = "a.png whittle.toml" ] || fail "a configuration renamed a picture: $(files t)"
has_size 40x40 t/a.png
whittle --check t >/dev/null
whittle -o out/x.png t/a.png >/dev/null
is_kind png out/x.png
whittle -o out t >/dev/null
is_kind webp out/a.webp
has_size 10x10 out/a.webp 2>/dev/null || true
echo "--- loss in place that only a configuration allows is said"
printf '[options]\nquality = 60\n' >t/whittle.toml
whittle -i t 2>&1 >/dev/null
whittle -i -q 60 t 2>&1 >/dev/null
