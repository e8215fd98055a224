# What would overwrite something else is found before any work: code 2, both named, nothing touched.
mkdir in
tool gradient 100x80 in/a.png
tool gradient 64x48 in/a.jpg
cp -r in before
both_named() {
  local first=$1 second=$2
  shift 2
  refused "$@" >line
  grep -qF "$first" line || fail "$first is not named: $(cat line)"
  grep -qF "$second" line || fail "$second is not named: $(cat line)"
}
both_named in/a.png in/a.jpg -q 80 -f webp -o out in
refused -q 80 -f webp -o out in | grep -qF "use --name '{name}.{ext}'" || fail "the way apart is not said"
whittle -q 80 -f webp --name '{name}.{ext}' -o apart in >/dev/null
present apart/a.png.webp apart/a.jpg.webp
whittle -q 80 -f webp --name '{stem}-{in}.{ext}' -o apart in >/dev/null
present apart/a-png.webp apart/a-jpg.webp
refused -o in/a.png in/a.png >/dev/null
refused -o in in >/dev/null
refused -o . in/a.png --name 'in/a.png' >/dev/null
diff -r in before
absent out
# An original that is delivered as it is has a place, too; and a path through a directory that does not exist leads nowhere.
mkdir mixed
cp in/a.png mixed/a.png
{ printf 'RIFF\020\0\0\0WEBPVP8X'; head -c 8 /dev/zero; } >mixed/a.webp
both_named mixed/a.png mixed/a.webp -f webp -o out mixed
refused -o nosuch/../in in >/dev/null
refused -q 30 -o nosuch/../in/a.jpg in/a.jpg >/dev/null
refused -i --backup nosuch/../in in >/dev/null
diff -r in before
absent out nosuch
# `same` is the default: what cannot be made smaller is passed on.
whittle -i in/a.png >/dev/null
whittle -f same -o - in/a.png | cmp - in/a.png
# A list does not lead into the outputs.
mkdir -p dist src
cp in/a.png src
cp in/a.png dist/b.png
failing dist -o dist --files-from <(printf 'dist\nsrc\n')
absent dist/dist
