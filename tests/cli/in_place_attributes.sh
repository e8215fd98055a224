# Mode and extended attributes follow, symbolic links stay links, hard links are left alone.
mkdir in elsewhere
tool gradient 100x80 in/a.png
tool gradient 100x80 elsewhere/target.png
tool gradient 100x80 in/one.png
ln in/one.png in/two.png
ln -s ../elsewhere/target.png in/link.png
chmod 640 in/a.png
cp -r --preserve=mode in before
cp elsewhere/target.png before.png
xattrs=no
if command -v setfattr >/dev/null && setfattr -n user.note -v kept in/a.png 2>/dev/null; then xattrs=yes; fi
# Outside of what is walked: only when links are asked for, or named.
expect 0 whittle -i in >/dev/null
cmp elsewhere/target.png before.png
expect 0 whittle -i -L in >/dev/null
smaller in/a.png before/a.png
[ "$(stat -c %a in/a.png)" = 640 ] || fail "mode is $(stat -c %a in/a.png)"
[ $xattrs = no ] || getfattr -d in/a.png | grep -q 'user.note="kept"'
[ -L in/link.png ] || fail "the link is no link any more"
smaller elsewhere/target.png before.png
same_pixels elsewhere/target.png before.png
[ in/one.png -ef in/two.png ] || fail "the hard links were split"
cmp in/one.png before/one.png
