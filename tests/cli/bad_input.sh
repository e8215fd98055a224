# Each bad input is one line on stderr that names it, code 3, and nothing changes on disk.
mkdir in
tool gradient 100x80 good.png
tool gradient 100x80 good.jpg
: >in/empty.png
echo 'This is no picture.' >in/text.png
head -c 2000 good.png >in/short.png
head -c 1500 good.jpg >in/short.jpg
{ head -c 3000 good.png; printf 'damage'; tail -c +3007 good.png; } >in/damaged.png
mkfifo fifo
snapshot in >before
failing missing.png -i missing.png
failing empty.png -i in/empty.png
failing text.png -i in/text.png
failing short.png -i in/short.png
failing short.jpg -q 80 -i in/short.jpg
failing damaged.png -i in/damaged.png
failing fifo -i fifo
failing good.png -i --max-pixels 100 good.png
snapshot in >after
cmp before after
