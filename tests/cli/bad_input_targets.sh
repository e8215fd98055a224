# What a target format cannot hold fails, for the one file that is concerned.
tool alpha 60x40 a.png
tool gradient 60x40 b.png
failing a.png -q 80 -f jpeg -o out a.png
whittle -q 80 -f jpeg --background white -o out a.png >/dev/null
is_kind jpeg out/a.jpg
whittle -q 80 -f jpeg -o out b.png >/dev/null
is_kind jpeg out/b.jpg
