# A run has exactly one destination, and options that need one of them say so.
tool flat 8x8 a.png
refused a.png
refused -i -o out a.png
refused -o out --backup old a.png
refused --check --backup old a.png
refused -i --overwrite never a.png
refused -i -f webp,png a.png
refused --check --list a.png
refused -n --check a.png
refused -i --keep icc a.png
refused -o '' a.png
refused -o out -i a.png --json --ndjson
