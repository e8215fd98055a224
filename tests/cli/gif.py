"""What the cases of GIF make their inputs of."""


def lzw(pixels, size):
    """The minimum code size and the data of an image, in codes of one width only: cleared before they grow."""
    bits, count, since = 0, 0, 0

    def put(code):
        nonlocal bits, count
        bits |= code << count
        count += size + 1

    put(1 << size)
    for pixel in pixels:
        put(pixel)
        since += 1
        if since == (1 << size) - 3:
            put(1 << size)
            since = 0
    put((1 << size) + 1)
    data = bits.to_bytes((count + 7) // 8, "little")
    blocks = b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255))
    return bytes([size]) + blocks + b"\0"
