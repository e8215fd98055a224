# What would overwrite something else is found before any work: code 2, both named, nothing touched.
mkdir in one two
tool gradient 100x80 in/a.png
tool gradient 64x48 in/a.jpg
tool gradient 30x20 one/x.png
tool gradient 30x20 two/x.png
cp -r in before
both_named() {
  local first=$1 second=$2
  shift 2
  refused "$@" >line
  grep -qF "$first" line || fail "$first is not named: $(cat line)"
  grep -qF "$second" line || fail "$second is not named: $(cat line)"
}
both_named in/a.png in/a.jpg -q 80 -f webp -o out in
both_named one/x.png two/x.png -o out one/x.png two/x.png
refused -o in/a.png in/a.png >/dev/null
refused -o in/out in >/dev/null
refused -o . in/a.png --name 'in/a.png' >/dev/null
diff -r in before
absent out in/out
