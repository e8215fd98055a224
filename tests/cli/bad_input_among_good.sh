# One bad file never ends a batch: the others are done, the bad one stays and is named.
mkdir in
for i in 1 2 3 4; do tool gradient 10${i}x80 in/$i.png; done
head -c 2000 in/2.png >in/short.png
cp -r in before
failing short.png -i in
for i in 1 2 3 4; do smaller in/$i.png before/$i.png; done
cmp in/short.png before/short.png
