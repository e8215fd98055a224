# -q auto of small pictures: no quality that says nothing, and a target that is missed is never the quiet end.
for size in 3x3 16x16 64x16 48x48; do
  tool noise $size noise-$size.png
  tool gradient $size gradient-$size.png
done
for format in jpeg webp; do
  whittle -q auto -f $format --json -o $format ./*.png >report.json
  ! grep -q '"encoder_quality":1,' report.json || fail "$format: $(cat report.json)"
  ! grep -q '"score":\(-\|[0-9]\.\|[0-7][0-9]\.\)' report.json || fail "$format: $(cat report.json)"
  grep -q '"score":\([89]\|100\)' report.json || fail "$format: $(cat report.json)"
done
# WebP can be without loss, whatever that costs; and then it is.
whittle -q auto:99 -f webp --json -o exact.webp noise-48x48.png >report.json
grep -q '"quality":null,"encoder_quality":null,"lossless":true,"score":100.0,"target":99' report.json || fail "$(cat report.json)"
whittle -f png --quiet -o back.png exact.webp
same_pixels noise-48x48.png back.png
# JPEG cannot: its best quality, and the row says so.
whittle -q auto:99 -f jpeg --json -o best.jpg noise-48x48.png >report.json
grep -q '"quality":100,' report.json || fail "$(cat report.json)"
whittle -q auto:99 -f jpeg -o again.jpg noise-48x48.png >table.txt
grep -q 'q100 *[0-9.-]*!' table.txt || fail "$(cat table.txt)"
# Of several formats none that misses it, however small.
whittle -q auto:99 -f auto --json -o smallest noise-48x48.png >report.json
! grep -q '"score":\(-\|[0-9]\.\|[0-8][0-9]\.\|9[0-8]\.\)' report.json || fail "$(cat report.json)"
