# Several sizes of one picture: names get the width that each has, nothing is enlarged, equal results are written once.
mkdir in
tool gradient 600x400 in/a.png
tool gradient 100x80 in/small.png
whittle -e 0 --quiet --resize 200x,400x,800x,1600x -o out in
files out
for width in 200 400 600; do tool size out/a-$width.png; done
# What stays as large as it is, is the picture itself.
same_pixels in/a.png out/a-600.png
same_pixels in/small.png out/small-100.png
echo "several formats:"
whittle -e 0 --quiet -q 80 -f webp,same --resize 200x,400x -o formats in
files formats
echo "the template says how:"
whittle -e 0 --quiet --resize 200x,400x --name '{name}.{ext}' -o named in
whittle -e 0 --quiet --resize 200x,400x --name 'own/{name}' -o named in
whittle -e 0 --quiet --resize 200x,400x --name '{w}x{h}/{stem}.{ext}' -o named in
whittle -e 0 --quiet --resize 50%,25% --name 'half-{stem}.{ext}' -o named in
whittle -e 0 --quiet --resize 50%,400x! --name 'large/{stem}.{ext}' -o named in/small.png
files named
echo "refused:"
refused -q 80 -i --resize 200x,400x in
refused -q 80 -o out.png --resize 200x,400x in/a.png
refused -q 80 -o - --resize 200x,400x in/a.png
refused -o out --resize 200x,,400x in
refused -o out --resize 200x --resize 400x in
# Two heights of one width have one name.
tool gradient 10x1000 tall.png
refused -o none --resize x500,x510 tall.png
refused -o none --resize x500,x510 --name '{w}.{ext}' tall.png
whittle -e 0 --quiet --resize x500,x510 --name '{w}x{h}.{ext}' -o tall tall.png
files tall
absent none
# A file that cannot be made in any size fails in each, and the original is delivered once, by its own width.
head -c 3000 in/a.png >in/broken.png
rm in/a.png in/small.png
expect 3 whittle -e 0 --quiet --resize 20x,40x -o broken in 2>/dev/null
files broken
