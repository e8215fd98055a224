# FIFOs, sockets and devices met in a walk are never opened.
mkdir in
tool gradient 60x40 in/a.png
cp in/a.png before.png
mkfifo in/fifo.png
expect 0 timeout 20 "$WHITTLE" -i in >/dev/null
smaller in/a.png before.png
