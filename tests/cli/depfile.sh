# --depfile: what outputs are made of, for make and ninja.
mkdir -p 'src/with space'
tool noise 30x30 src/a.png
tool noise 30x30 'src/with space/b#1$.png'
printf '[options]\neffort = 2\n' >src/whittle.toml
echo "--- one output"
whittle -q 80 -o out/a.webp --depfile a.d src/a.png >/dev/null
cat a.d
echo "--- a tree"
whittle -q 80 -f webp,png -o dist --depfile tree.d src >/dev/null
cat tree.d
echo "--- a tree with a manifest"
whittle -q 80 -f webp -o dist --manifest dist.json --depfile tree.d src >/dev/null
cat tree.d
echo "--- what is up to date is as well made of it"
whittle -q 80 -f webp -o dist --overwrite older --depfile older.d src >/dev/null
grep -c '^dist' older.d
echo "--- a run that fails leaves the older one"
cp tree.d before.d
printf 'broken' >src/c.png
expect 3 whittle -f webp -o dist --depfile tree.d src >/dev/null 2>&1
cmp tree.d before.d
rm src/c.png
echo "--- a name that none can hold"
tool noise 30x30 $'src/new\nline.png'
expect 3 whittle -q 80 -f webp -o dist --depfile tree.d src 2>&1 >/dev/null
cmp tree.d before.d
rm src/new*
echo "--- refused"
refused -i --depfile x.d src
refused --check --depfile x.d src
refused -n -o dist --depfile x.d src
refused -o - --depfile x.d src/a.png
refused -o dist --depfile - src
refused -o dist --depfile src/a.png src
refused -o dist --depfile src src
