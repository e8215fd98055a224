# Colours: by the option, then NO_COLOR, then FORCE_COLOR, then where stdout is a terminal.
need python3
tool gradient 60x40 a.png
unset FORCE_COLOR
coloured() { if "$@" | grep -q "$(printf '\033')"; then echo yes; else echo no; fi; }
echo "pipe $(coloured whittle -n -i a.png)"
echo "always $(coloured whittle -n -i --color always a.png)"
echo "terminal $(coloured on_terminal 80 stdout -n -i a.png 2>/dev/null)"
export FORCE_COLOR=1
echo "forced $(coloured whittle -n -i a.png)"
echo "forced, never $(coloured whittle -n -i --color never a.png)"
FORCE_COLOR=0
echo "forced by 0 $(coloured whittle -n -i a.png)"
FORCE_COLOR=1
export NO_COLOR=1
echo "both $(coloured whittle -n -i a.png)"
echo "no colour, terminal $(coloured on_terminal 80 stdout -n -i a.png 2>/dev/null)"
