# stdin and stdout serve one purpose each.
tool flat 8x8 a.png
refused -o out - --files-from -
refused -o - --json a.png
refused -o - --ndjson a.png
refused -i --json --ndjson a.png
refused -i --quiet -v a.png
