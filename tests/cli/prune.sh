# --prune removes what earlier runs made of inputs that are gone, and nothing else. The list of it is .whittle-manifest.
mkdir -p src/icons other
for name in src/a src/b src/icons/c src/icons/d other/e; do tool gradient 40x30 $name.png; done
whittle -e 0 -o out src >/dev/null
echo "a list of this form:"
cut -f 1,2 out/.whittle-manifest
rm src/b.png src/icons/c.png
echo mine >out/notes.txt
cp out/a.png out/mine.png
before=$(snapshot out)
echo "shown by -n, which removes nothing:"
whittle -e 0 -n --prune -o out src | grep '^removed\|^would remove\|^pruned'
[ "$before" = "$(snapshot out)" ] || fail "-n changed something"
echo "without --prune nothing goes:"
whittle -e 0 --quiet -o out src
files out
echo "with it what is gone:"
whittle -e 0 --prune -o out src | grep '^removed\|^would remove\|^pruned'
files out
cut -f 1 out/.whittle-manifest
echo "nothing is left to do:"
whittle -e 0 --prune -o out src | grep -c -e removed -e pruned || true

# Other inputs into the same directory: a run over a part says nothing about the rest.
whittle -e 0 --quiet -o out other/
rm -r other
mkdir other
whittle -e 0 --quiet --prune -o out src
present out/e.png
whittle -e 0 --quiet --prune -o out other
absent out/e.png

# A file that somebody has put in its place stays, and is forgotten.
rm src/icons/d.png
tool gradient 44x30 out/icons/d.png
whittle -e 0 --quiet --prune -o out src
present out/icons/d.png
grep -c icons/d out/.whittle-manifest || true

# An input that is there but cannot be done keeps its old output.
head -c 100 src/a.png >part.png
mv part.png src/a.png
expect 3 whittle -e 0 --quiet --prune -o out src 2>/dev/null
present out/a.png

# Options that change names: all of them go with the input. A directory that is not there is no directory that was walked.
tool gradient 60x30 src/f.png
whittle -e 0 --quiet -o out src 2>/dev/null || true
whittle -e 0 --quiet -f webp -o out src 2>/dev/null || true
whittle -e 0 --quiet --name 'x/{stem}-{hash8}.{ext}' -o out src 2>/dev/null || true
files out | grep -c '^\(f.png\|f.webp\|x/f-.*.png\)$'
mv src gone
refused --prune -o out src
files out | grep -c '^\(f.png\|f.webp\|x/f-.*.png\)$'
mv gone src
# By its content a renamed picture has the same name as before: that output has an input.
mv src/f.png src/g.png
whittle -e 0 --quiet --name 'y/{hash8}.{ext}' -o out src 2>/dev/null || true
mv src/g.png src/h.png
whittle -e 0 --quiet --prune --name 'y/{hash8}.{ext}' -o out src 2>/dev/null || true
files out
# A copy of an original goes like any output, but not the original itself, moved over it.
mkdir originals
tool gradient 20x20 originals/moved.png
tool gradient 21x20 originals/gone.png
whittle --quiet -i originals
whittle --quiet -o copies originals
cmp originals/moved.png copies/moved.png
mv originals/moved.png copies/moved.png
rm originals/gone.png
whittle --quiet --prune -o copies originals
files copies
