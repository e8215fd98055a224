# A configuration of another user counts only in a directory of that user.
[ "$(id -u)" -eq 0 ] || skip "needs root, to make files of another user"
mkdir -p common/mine theirs
tool gradient 40x40 common/mine/a.png
tool gradient 40x40 theirs/a.png
printf '[options]\neffort = 1\n' | tee common/whittle.toml >theirs/whittle.toml
chown 65533:65533 common/whittle.toml theirs theirs/whittle.toml theirs/a.png
echo "--- in a directory of ours"
whittle -n -v common/mine 2>&1 >/dev/null | grep toml
whittle --print-config common/mine/a.png 2>&1
mkfifo common/mine/whittle.toml
chown 65533:65533 common/mine/whittle.toml
whittle -n common/mine 2>&1 >/dev/null | grep toml
echo "--- in a directory of theirs"
whittle --print-config theirs/a.png
echo "--- unreadable"
rm common/mine/whittle.toml common/whittle.toml
printf '[options]\neffort = 1\n' >common/mine/whittle.toml
unprivileged
chmod 0 common/mine/whittle.toml
refused -i common/mine
