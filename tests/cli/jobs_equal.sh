# The number of jobs changes neither an output nor the report.
mkdir in
for i in 1 2 3 4 5 6; do
  tool gradient $((60 + i))x40 in/$i.png
  tool noise $((20 + i))x40 in/n$i.png
done
head -c 700 in/1.png >in/short.png
run() { expect 3 whittle -j "$1" -q 80 -f webp -o out --json in 2>"errors.$1" | sed -E 's/"(ms|seconds)": ?[0-9.e+-]+/"\1":0/g' >"report.$1"; }
run 1
mv out out.1
run 2
mv out out.2
for run in 1 2; do cut -f 1-5 out.$run/.whittle-manifest >list.$run; done  # behind, of originals, when they were written
cmp list.1 list.2
diff -r -x .whittle-manifest out.1 out.2
cmp report.1 report.2
cmp errors.1 errors.2

# Nor does a file alone get more threads than one of many: AVIF would be cut into other tiles.
tool noise 512x384 large.png
for jobs in 1 4; do whittle -j $jobs -q 60 -f avif --quiet -o large.$jobs/ large.png; done
diff -r large.1 large.4
