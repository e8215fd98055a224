# --summary prints what came of each pair of formats and the totals; --sort orders the rows.
mkdir in
tool gradient 60x40 in/b.png
tool gradient 200x100 in/a.png
tool noise 90x90 in/c.png
tool gradient 300x200 in/d.jpg
echo text >in/note.txt
numbers() { sed -E 's/[0-9.]+ (k?B|%)/N \1/g; s/ +N/ N/g'; }
whittle -n -i --summary in | numbers
whittle --list --summary in | numbers
expect 1 whittle --check --summary in | numbers
names() { grep -oE '[abc]\.png'; }
for order in name size saving; do
  echo "$order: $(whittle -n -i -v --sort $order --only png in/b.png in/c.png in/a.png | names | tr '\n' ' ')"
done
echo "found: $(whittle -n -i -v in/b.png in/c.png in/a.png | names | tr '\n' ' ')"
echo "list: $(whittle --list -0 --sort size in/b.png in/a.png | tr '\0' ' ')"
refused -i --summary -v in
refused -i --summary --json in
refused -i --sort age in
refused -i --sort name --ndjson in
refused --list --sort saving in
