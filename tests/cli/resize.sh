# --resize fits images inside a box and never enlarges unless told to.
tool gradient 100x50 a.png
size() {
  rm -rf out
  whittle -o out --resize "$1" a.png >/dev/null
  tool size out/a.png
}
for spec in 50x x20 40x40 long:30 short:30 50% 400x 400x! 200%!; do echo "$spec $(size $spec)"; done
