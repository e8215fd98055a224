# Names are bytes: spaces, newlines, brackets, dashes, and what is not UTF-8.
mkdir in
for name in 'a b.png' $'new\nline.png' '[x].png' '{}.png' '-q.png' '++.png' $'\xff\xfe.png' '*.png' 'ünï.png'; do
  tool gradient 60x40 "in/$name"
done
cp -r in before
whittle -i in >/dev/null
for name in 'a b.png' $'new\nline.png' '[x].png' '{}.png' '-q.png' '++.png' $'\xff\xfe.png' '*.png' 'ünï.png'; do
  smaller "in/$name" "before/$name"
done
cp before/* in/
cd in || exit
whittle -i -- * >/dev/null
cd ..
for name in 'a b.png' '-q.png' '[x].png' $'\xff\xfe.png'; do smaller "in/$name" "before/$name"; done
mkdir '[dir]'
tool gradient 60x40 '[dir]/a.png'
whittle -o out '[dir]' >/dev/null
present out/a.png
