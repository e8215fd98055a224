# No option is guessed from its first letters, and what is not built is not known.
tool flat 8x8 a.png
refused -i --qual 80 a.png
refused -i --qualty 80 a.png
refused -i --frobnicate a.png
refused -i -z a.png
refused -iz a.png
refused -i -5 a.png
refused -i -r a.png
for option in --shard=1/2 --report=x.md --stats --first=x; do
  refused -i $option a.png
done
