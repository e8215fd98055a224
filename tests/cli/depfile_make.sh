# A real make builds again what has changed, and nothing else, whatever the names.
need make
mkdir -p "src/x y"
for name in 'a b' 'c#d' 'e$f' 'g:h' 'x y/i' plain; do tool noise 30x30 "src/$name.png"; done
printf '[options]\neffort = 2\n' >src/whittle.toml
whittle -q 80 -f webp -o dist --depfile tree.d src >/dev/null
find src -exec touch -d 2001-01-01 {} +
find dist -exec touch -d 2001-01-02 {} +
printf 'include tree.d\n%%.webp:\n\t@echo "made $@"\n' >Makefile
outputs() { files dist | sed 's|^|dist/|'; }
wants() { outputs | while read -r output; do make -s -q "$output" 2>/dev/null || echo "$output"; done; }
make -s -n "dist/plain.webp" >/dev/null || fail "make cannot read it: $(make -n 2>&1)"
[ -z "$(wants)" ] || fail "there is work: $(wants)"
for name in 'a b' 'c#d' 'e$f' 'g:h' 'x y/i' plain; do
  touch -d 2001-01-03 "src/$name.png"
  [ "$(wants)" = "dist/$name.webp" ] || fail "after src/$name.png make wants: $(wants)"
  touch -d 2001-01-04 "dist/$name.webp"
done
touch -d 2001-01-05 src/whittle.toml
[ "$(wants)" = "$(outputs)" ] || fail "after whittle.toml make wants: $(wants)"
touch -d 2001-01-06 dist/*.webp dist/*/*.webp
rm src/plain.png
make -s -q dist/plain.webp || [ $? -eq 1 ] || fail "an input that is gone stops make"
