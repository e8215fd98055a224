# Bad values are found before anything is done, and the line says what to type instead.
tool flat 8x8 a.png
refused -o out -f bmp a.png
refused -o out -f heic a.png
refused -o out -f webp,auto a.png
refused -o out -f auto -f webp a.png
refused -o out -f '' a.png
refused -o out --overwrite sometimes a.png
refused -o out --name '{nom}.png' a.png
refused -o out --name '../{stem}.png' a.png
refused -o out --name '{stem' a.png
refused -i --resize 1600 a.png
refused -i --resize 0x a.png
refused -i --resize 150% a.png
refused -i -e 10 a.png
refused -i --strip everything a.png
refused -i --keep gps,all,foo -s a.png
refused -i --icc drop a.png
refused -i --min-savings 101% a.png
refused -i --min-savings -1 a.png
refused -i --background mauve a.png
refused -i --only bmp a.png
refused -i -d 0 a.png
refused -i -E '' a.png
refused -i -j 0 a.png
refused -i --memory 0 a.png
refused -i --memory 120% a.png
refused -i --timeout 0 a.png
refused -i --retries -1 a.png
refused -i --max-pixels 0 a.png
refused -i --color maybe a.png
refused -i --progress sometimes a.png
refused --completions tcsh
