# Several inputs keep their paths below the deepest directory that holds them all; one alone goes without where it was.
mkdir -p a/icons a/art/deep b
for name in a/icons/x a/art/x a/art/deep/y b/z; do tool flat 8x8 $name.png; done
tree() { files "$1" | paste -sd' '; rm -r "$1"; }
whittle -o out a/icons a/art >/dev/null && tree out
whittle -o out a/icons/x.png a/art/x.png >/dev/null && tree out
whittle -o out ./a/../a/icons/x.png a/art >/dev/null && tree out
whittle -o out a b/z.png >/dev/null && tree out
whittle -o out a/art >/dev/null && tree out
whittle -o out a/art/deep/y.png >/dev/null && tree out
printf 'a/icons/x.png\na/art\n' | whittle -o out --files-from - >/dev/null && tree out
(cd b && whittle -o ../out ../a/icons z.png >/dev/null) && tree out
whittle -o out "$PWD/a/icons" b >/dev/null && tree out
whittle -i --backup old a/icons b >/dev/null && tree old
