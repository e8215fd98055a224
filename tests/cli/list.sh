# --list says what would be done, without doing it.
mkdir in
tool gradient 100x80 in/a.png
tool animation 40x30 in/moving.png
echo text >in/note.txt
snapshot in >before
whittle --list in >out
whittle --list -o out.d -f webp -q 80 in >/dev/null
snapshot in >after
cmp before after
absent out.d
grep -q 'a\.png' out
grep -q 'moving\.png' out
