# --config FILE counts instead of what would be found; its patterns start at the working directory.
mkdir -p img/icons ci
tool noise 40x40 img/icons/a.png
tool noise 40x40 img/b.png
printf '[options]\neffort = 1\n' >img/whittle.toml
printf '[options]\neffort = 2\n[[rule]]\nmatch = "img/icons/**"\neffort = 3\n' >ci/x.toml
whittle --print-config --config ci/x.toml img/icons/a.png img/b.png
(cd img && whittle --print-config --config ../ci/x.toml icons/a.png)
whittle --list --config ci/x.toml -o out img | grep -oE 'by .*'
# WHITTLE_OPTIONS counts where the command line says nothing; configurations yield to both.
export WHITTLE_OPTIONS="-e 7 --background '#fff' -q \"auto:70\""
echo "--- WHITTLE_OPTIONS"
whittle --print-config img/b.png
whittle --print-config -e 8 img/b.png
WHITTLE_OPTIONS="-o elsewhere" whittle -i img >/dev/null
absent elsewhere
for wrong in '-e 17' 'a.png' "-e '1" '--nonsense' '-i -o x'; do WHITTLE_OPTIONS=$wrong refused --check img; done
WHITTLE_OPTIONS="  " whittle --check img >/dev/null || true
