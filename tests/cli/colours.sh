# Colours come on a terminal only, unless they are asked for, and NO_COLOR counts.
tool gradient 60x40 a.png
escape=$(printf '\033')
coloured() { whittle --list "$@" a.png | grep -q "$escape"; }
coloured --color always || fail "no colours with --color always"
! coloured || fail "colours in a pipe"
! coloured --color never || fail "colours with --color never"
NO_COLOR=1 coloured --color always || fail "--color always beats NO_COLOR"
