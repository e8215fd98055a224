# Links to files are followed inside the path walked; those that lead out of it, and links to directories, with -L only. Cycles end.
mkdir -p in/real elsewhere
tool gradient 60x40 in/real/a.png
tool gradient 60x40 elsewhere/b.png
tool gradient 60x40 elsewhere/c.png
ln -s ../elsewhere/b.png in/b.png
ln -s real/a.png in/a.png
ln -s ../elsewhere in/far
ln -s .. in/real/up
whittle -o out in >/dev/null
[ "$(files out | tr '\n' ' ')" = "a.png real/a.png " ] || fail "files: $(files out)"
whittle -v -o out in | grep -q 'in/b.png: symbolic link that leads outside' || fail "nothing is said of in/b.png"
rm in/b.png in/a.png
whittle -o followed -L in >/dev/null
[ "$(files followed | tr '\n' ' ')" = "far/b.png far/c.png real/a.png " ] || fail "files: $(files followed)"
