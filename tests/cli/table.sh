# The table lists what changed and what failed, and counts the rest by reason; -v lists all.
mkdir in
tool gradient 120x80 in/a.png
tool gradient 90x60 in/b.png
cp in/b.png in/b2.png
whittle -i in/b.png in/b2.png >/dev/null
head -c 90 in/a.png >in/broken.png
tool gradient 60x40 in/linked.png
ln in/linked.png linked-too.png
echo text >in/note.txt
for detail in '' -v; do
  echo "== $detail"
  # shellcheck disable=SC2086
  expect 3 whittle -n -i $detail --no-sandbox in 2>stderr.txt | sed -E 's/[0-9.]+ (k?B|%)/N \1/g; s/ +N/ N/g'
done
cat stderr.txt
echo "== check"
expect 3 whittle --check in 2>/dev/null | sed -E 's/[0-9.]+ (k?B|%)/N \1/g; s/ +N/ N/g'
