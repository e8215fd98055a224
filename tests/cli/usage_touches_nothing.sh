# A usage error leaves everything as it was and creates nothing.
mkdir in
tool gradient 40x30 in/a.png
snapshot in >before
for arguments in '-i -o out' '-i -q 0' '-o out -q 101' '-o out -f bmp' '-i --frobnicate' '-o out/deep --name {x}' '-i --backup old -o out'; do
  # shellcheck disable=SC2086  # several words are meant
  refused $arguments in >/dev/null
done
snapshot in >after
cmp before after
absent out old
