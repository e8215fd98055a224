# -q makes PNGs lossy: a palette where that saves enough, the same pixels elsewhere; without -q nothing is lost.
tool noise 160x120 photo.png
tool alpha 120x90 alpha.png
tool palette 160x120 drawing.png
tool rgb16 100x80 deep.png
tool animation 64x48 moving.png
inputs="photo.png alpha.png drawing.png deep.png moving.png"
# shellcheck disable=SC2086  # names without spaces
whittle --quiet -o exact $inputs
# shellcheck disable=SC2086
whittle -q 60 --json -o lossy $inputs >report.json
for name in photo alpha drawing deep; do same_pixels $name.png exact/$name.png; done
for name in drawing deep; do same_pixels $name.png lossy/$name.png; done
for name in $inputs; do
  is_kind png lossy/"$name"
  [ "$(bytes lossy/"$name")" -le "$(bytes exact/"$name")" ] || fail "$name is larger with loss"
done
smaller lossy/photo.png exact/photo.png
grep -q '"quality":60' report.json || fail "no quality in the report: $(cat report.json)"
# Palettes are type 3, which stands at byte 25.
[ "$(od -An -j25 -N1 -tu1 lossy/photo.png | tr -d ' ')" = 3 ] || fail "photo.png has no palette"
grep -q 'whittle:q60' lossy/photo.png || fail "there is no mark"
! grep -q 'whittle:' lossy/deep.png || fail "a lossless result is marked"
# A second run leaves all as it is; so do a higher quality and a score. A lower quality may lose more.
cp -r lossy again
snapshot again >before
for quality in 60 90 auto:30; do
  expect 0 whittle -i -q $quality --json again >again.json
  grep -q '"reason":"already-optimal"' again.json || fail "$quality: $(cat again.json)"
done
snapshot again >after
cmp before after || fail "the second run changed something"
# The score that is asked for is reached, with a palette or without.
for target in 30 95; do
  whittle -q auto:$target --quiet -o auto$target photo.png alpha.png
  for name in photo alpha; do
    score=$(whittle --score $name.png auto$target/$name.png | awk '{print $1}')
    awk -v s="$score" -v t=$target 'BEGIN {exit !(s >= t)}' || fail "$name scores $score instead of $target"
  done
done
[ "$(bytes auto30/photo.png)" -le "$(bytes auto95/photo.png)" ] || fail "less is asked for, more is spent"
# Without a mark it cannot know.
whittle -q 60 --no-mark --quiet -o bare photo.png
! grep -q 'whittle:' bare/photo.png || fail "--no-mark leaves a mark"
