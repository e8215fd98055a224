# --backup copies the originals into a mirrored directory before they are replaced.
mkdir -p in/deep
tool gradient 100x80 in/a.png
tool gradient 90x80 in/deep/a.png
cp -r in before
whittle -i --backup old in >/dev/null
smaller in/a.png before/a.png
smaller in/deep/a.png before/deep/a.png
cmp old/a.png before/a.png
cmp old/deep/a.png before/deep/a.png
