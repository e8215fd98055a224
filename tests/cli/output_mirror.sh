# -o DIRECTORY mirrors the tree and delivers every image, whether or not it could be improved.
mkdir -p in/deep/er
tool gradient 100x80 in/a.png
tool noise 60x40 in/deep/noise.png
tool gradient 64x64 in/deep/er/photo.jpg
tool animation 40x30 in/deep/moving.png
tool animation 40x30 in/deep/moving.gif
cp -r in before
whittle -o out in >/dev/null
diff <(files in) <(files out)
for file in $(files in); do
  [ "$(bytes "out/$file")" -le "$(bytes "in/$file")" ] || fail "out/$file is larger"
done
same_pixels in/a.png out/a.png
same_pixels in/deep/noise.png out/deep/noise.png
grep -q fdAT out/deep/moving.png  # an APNG keeps its frames
diff -r in before
