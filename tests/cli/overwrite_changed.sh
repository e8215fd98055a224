# --overwrite changed: what has the same bytes keeps its time, whatever else changes.
mkdir in
tool noise 40x40 in/a.png
tool noise 40x30 in/b.png
printf '[options]\nformat = "webp"\nquality = 80\n[[rule]]\nmatch = "b.png"\nquality = 70\n' >in/whittle.toml
whittle --overwrite changed -o out in >/dev/null
touch -d 2001-01-01 out/*
whittle --overwrite changed -o out in >/dev/null
[ "$(stat -c %Y out/a.webp out/b.webp | sort -u)" = "$(date -d 2001-01-01 +%s)" ] || fail "equal bytes were written again"
sed -i 's/70/40/' in/whittle.toml
whittle --overwrite changed -o out in >/dev/null
[ "$(stat -c %Y out/a.webp)" = "$(date -d 2001-01-01 +%s)" ] || fail "a.webp was written again"
[ "$(stat -c %Y out/b.webp)" != "$(date -d 2001-01-01 +%s)" ] || fail "b.webp was not written again"
