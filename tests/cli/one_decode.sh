# Outputs of one input are made of the same pixels, by one worker or by several: they are the same files.
mkdir in
tool gradient 900x600 in/a.jpg
tool gradient 500x700 in/b.jpg
tool noise 300x200 in/c.png
for jobs in 1 2; do
  whittle -e 0 --quiet -j $jobs -q 75 -f webp,png,same --resize 50x,100x,200x,400x -o out$jobs in
done
files out1 | wc -l
diff -r -x .whittle-manifest out1 out2
# And what a run for each format makes of the same sizes.
whittle -e 0 --quiet -q 75 -f webp --resize 50x,100x,200x,400x -o webp in
for file in webp/*.webp; do cmp $file out1/${file#webp/}; done
whittle -e 0 --quiet --no-sandbox -q 75 -f webp,png,same --resize 50x,100x,200x,400x -o out3 in
diff -r -x .whittle-manifest out1 out3
