# What is walked: not hidden, not ignored, not excluded, not too deep, of the formats asked for.
mkdir -p in/.git in/.hidden in/deep/er in/skipped
for path in a .dot .hidden/b ignored deep/c deep/er/d skipped/e; do tool gradient 60x40 in/$path.png; done
tool gradient 60x40 in/photo.jpg
echo ignored.png >in/.gitignore
processed() {
  rm -rf out
  whittle -o out "$@" in >/dev/null
  files out | tr '\n' ' '
  echo
}
processed
processed -I
processed -H
processed -d 1
processed -d 2
processed -E skipped -E '*.jpg'
processed --only jpeg
