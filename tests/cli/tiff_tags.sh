# A TIFF of a kind that is not read as its tags say is skipped, whatever it is to become, and no error.
n16() { printf "\\$(printf %03o $(($1 & 255)))\\$(printf %03o $(($1 >> 8 & 255)))"; }
n32() { n16 $(($1 & 65535)) && n16 $(($1 >> 16)); }
entry() { n16 "$1" && n16 3 && n32 1 && n32 "$2"; }

# picture BITS COMPRESSION PHOTOMETRIC: 64x64 of one sample, its only strip behind the directory.
picture() {
  printf 'II*\0' && n32 8 && n16 9
  entry 256 64 && entry 257 64 && entry 258 "$1" && entry 259 "$2" && entry 262 "$3" && entry 273 122 && entry 277 1 && entry 278 64
  n16 279 && n16 4 && n32 1 && n32 $((64 * 64 * $1 / 8)) && n32 0
  head -c $((64 * 64 * $1 / 8)) /dev/zero
}
mkdir in
picture 12 1 1 >in/twelve.tif
picture 8 6 1 >in/old_jpeg.tif
picture 8 34925 1 >in/lzma.tif
picture 8 1 8 >in/lab.tif
before=$(snapshot in)
expect 0 whittle -i --quiet in
[ "$(snapshot in)" = "$before" ] || fail "a file was changed"
for arguments in "" "-f png" "-q 90 -f webp" "-q 90 -f jpeg"; do
  # shellcheck disable=SC2086
  expect 0 whittle $arguments -o out --json in >report.json
  [ "$(grep -o '"reason": *"unsupported"' report.json | wc -l)" -eq 4 ] || fail "not all were skipped as unsupported: $arguments"
  rm -rf out
done
picture 8 1 0 >in/grey.tif
expect 0 whittle -i --quiet in
smaller in/grey.tif in/lab.tif
