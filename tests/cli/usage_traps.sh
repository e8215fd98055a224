# What looks like another thing than it would be is refused, in words that say how to write what is meant.
mkdir in
tool flat 8x8 in/a.png
cp in/a.png a.png
refused -i --max-size 200 a.png
refused -i --min-savings 10 a.png
refused -i --memory 512 a.png
refused -q 80 -o out --resize 4x --resize 2x a.png
refused -q 80 -i --resize 50% a.png
refused -o out.foo a.png
refused -o a.png in
refused -o a.png in a.png
refused -o a.png/ in
refused -i --name '{name}.{ext}' a.png
refused -i --ignore-missing a.png
cmp a.png in/a.png
absent out out.foo
