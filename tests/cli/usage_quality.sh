# What -q takes is a number from 1 to 100, for all formats or for some.
tool flat 8x8 a.png
for quality in 0 101 -1 80.5 80% x '' '80,' 80,70 jpeg= =80 bmp=80 jpeg=0 jpeg=101 jpg=80,jpeg=70 auto: auto:100 auto:x \
  raw:80 raw:80,webp=75 webp=raw: webp=raw:0 webp=raw:101 webp=raw:x webp=raw:auto; do
  refused -i -q "$quality" a.png
done
