# A full disk is one failed file, named, and leaves nothing behind.
mkdir small
mount -t tmpfs -o size=64k whittle-test small 2>/dev/null || skip "cannot mount a small file system here"
trap 'umount small' EXIT
tool noise 300x300 a.png
failing a.png -o small/out a.png
[ -z "$(files small)" ] || fail "left behind: $(files small)"
