# An image is not written onto a terminal.
need python3
tool flat 8x8 a.png
expect 2 on_terminal 80 both -o - a.png
whittle -o - a.png >b.png
has_size 8x8 b.png
