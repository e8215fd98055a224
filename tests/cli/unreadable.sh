# Files and directories without permission are rows that failed; what can be read is done.
mkdir -p in/closed out
tool gradient 100x80 in/a.png
tool gradient 100x80 in/secret.png
cp in/a.png before.png
unprivileged
chmod 000 in/secret.png
failing secret.png -i in/secret.png
chmod 000 in/closed
failing closed -i --exclude secret.png in
smaller in/a.png before.png
chmod 555 out
failing out -o out in/a.png
[ -z "$(files out)" ] || fail "left behind: $(files out)"
