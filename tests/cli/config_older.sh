# --overwrite older makes again what a changed rule concerns, and nothing else.
mkdir -p in/icons
tool noise 48x48 in/a.png
tool noise 48x48 in/icons/b.png
touch -d 2001-01-01 in/a.png in/icons/b.png
run() { whittle --overwrite older -v -o out in | grep -oE '(up to date|converted|kept|optimized|skipped).*png' | sed -E 's/ +/ /g; s/ (->|in).*//' | sort | uniq -c | sed 's/^ *//'; }
printf '[options]\nformat = "webp"\nquality = 80\n[[rule]]\nmatch = "icons"\nquality = 60\n' >in/whittle.toml
echo "--- first"; run
echo "--- the same"; run
sed -i 's/60/50/' in/whittle.toml
echo "--- the rule"; run
sed -i 's/80/70/' in/whittle.toml
echo "--- the others"; run
touch in/whittle.toml
echo "--- nothing"; run
