# Lists of paths, by line and by NUL, from a file and from stdin.
mkdir in
for name in a b c 'd e'; do tool gradient 60x40 "in/$name.png"; done
cp -r in before
printf 'in/a.png\nin/d e.png\n' >list
whittle -i --files-from list >/dev/null
smaller in/a.png before/a.png
smaller 'in/d e.png' 'before/d e.png'
cmp in/b.png before/b.png
printf 'in/b.png\0' | whittle -i -0 --files-from - in/c.png >/dev/null
smaller in/b.png before/b.png
smaller in/c.png before/c.png
refused -i --files-from missing >/dev/null
