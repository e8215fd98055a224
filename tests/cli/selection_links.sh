# Links to files are followed, links to directories with -L only, and cycles end.
mkdir -p in/real elsewhere
tool gradient 60x40 in/real/a.png
tool gradient 60x40 elsewhere/b.png
tool gradient 60x40 elsewhere/c.png
ln -s ../elsewhere/b.png in/b.png
ln -s ../elsewhere in/far
ln -s .. in/real/up
whittle -o out in >/dev/null
[ "$(files out | tr '\n' ' ')" = "b.png real/a.png " ] || fail "files: $(files out)"
rm in/b.png
whittle -o followed -L in >/dev/null
[ "$(files followed | tr '\n' ' ')" = "far/b.png far/c.png real/a.png " ] || fail "files: $(files followed)"
