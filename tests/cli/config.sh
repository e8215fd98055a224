# whittle.toml: found upwards, the nearest wins key by key, later rules win, the command line wins unless a rule is locked.
export GITHUB_ACTIONS=
mkdir -p p/.git p/img/icons p/img/art
for name in icons/a icons/b art/c d; do tool noise 48x40 p/img/$name.png; done
cat >p/whittle.toml <<'END'
[options]
effort = 3
strip = ["exif", "xmp"]

[[rule]]
match = "img/icons/**"
effort = 4
quality = "default"

[[rule]]
match = ["*.png", "!c.png"]
min-savings = "7%"
END
cat >p/img/whittle.toml <<'END'
[options]
quality = 80

[[rule]]
match = "icons/a.png"
lock = true
effort = 1

[[rule]]
match = "art/"
skip = true
END
echo "--- what holds"
whittle --print-config p/img/icons/a.png p/img/icons/b.png p/img/art/c.png p/img p
echo "--- the command line wins, but over what is locked"
whittle --print-config -e 9 -q 50 -s p/img/icons/a.png
echo "--- from where it is called makes no difference"
(cd p/img/icons && whittle --print-config b.png)
echo "--- without"
whittle --print-config --no-config p/img/icons/a.png
echo "--- rules in a list"
whittle --list -o out p | sed -E 's/ +/ /g'
whittle --list --json -o out p | grep -oE '"(input|rule)":("[^"]*"|null)' | paste -sd' \n'
echo "--- one outcome each"
whittle -v -f webp -o out --name '{name}.{ext}' p | grep -oE '(optimized|converted|skipped|kept) .*' | sed -E 's/ +/ /g'
files out
