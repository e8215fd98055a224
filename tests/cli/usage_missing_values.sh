# An option that needs a value takes neither the next option nor a path for it by mistake.
tool flat 8x8 a.png
refused -i a.png -q
refused -i a.png --quality
refused a.png -iq
refused -i --quality= 80 a.png
refused --output= a.png
refused -o --json a.png
refused -o -i a.png
refused --in-place=false a.png
refused --json=yes -i a.png
