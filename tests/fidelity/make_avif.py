"""AVIF, by avifenc: samplings, depths, alpha, code points, profiles, orientation, metadata, animation."""
import tempfile

import metadata as meta
from make_png import plain
from pictures import Case
from tools import run


def avif(*options, sources=None, files=None):
    """`sources` are PNGs, a frame each; `files` are {name: bytes} that options name."""
    sources = sources or [plain(2, 8)]
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (files or {}).items():
            with open(f"{folder}/{name}", "wb") as file:
                file.write(data)
        for i, source in enumerate(sources):
            with open(f"{folder}/{i}.png", "wb") as file:
                file.write(source)
        run("avifenc", "--speed", "9", "--min", "4", "--max", "12", *options, *[f"{i}.png" for i in range(len(sources))], "out.avif", cwd=folder)
        with open(f"{folder}/out.avif", "rb") as file:
            return file.read()


def cases():
    for case in made():
        # Of samples that are not RGB every reader makes that in its own way; chroma of half the size, too.
        case.rounded = case.name != "lossless.avif"
        yield case


def made():
    private = [meta.REMARK, meta.DATE, meta.LATITUDE]
    yield Case("444.avif", avif("--yuv", "444"))
    yield Case("420.avif", avif("--yuv", "420"))
    yield Case("grey.avif", avif("--yuv", "400", sources=[plain(0, 8)]))
    yield Case("grey-narrow.avif", avif("--yuv", "400", "--range", "limited", sources=[plain(0, 8)]))
    yield Case("narrow.avif", avif("--yuv", "444", "--range", "limited"))
    yield Case("10-bit.avif", avif("--yuv", "444", "--depth", "10", sources=[plain(2, 16)]))
    yield Case("alpha.avif", avif("--yuv", "444", sources=[plain(6, 8)]))
    yield Case("lossless.avif", avif("--lossless"))
    yield Case("p3.avif", avif("--yuv", "444", "--cicp", "12/13/6"))
    yield Case("pq.avif", avif("--yuv", "444", "--depth", "10", "--cicp", "9/16/9", sources=[plain(2, 16)]))
    yield Case("hlg.avif", avif("--yuv", "444", "--depth", "10", "--cicp", "9/18/9", sources=[plain(2, 16)]))
    yield Case("pal.avif", avif("--yuv", "444", "--cicp", "5/5/5"))
    for transfer in (7, 9, 17):
        yield Case(f"transfer-{transfer}.avif", avif("--yuv", "444", "--depth", "10", "--cicp", f"9/{transfer}/9", sources=[plain(2, 16)]))
    yield Case("pq-under-icc.avif", avif("--yuv", "444", "--cicp", "9/16/9", "--icc", "icc", files={"icc": meta.icc(meta.P3)}))
    yield Case("icc-p3.avif", avif("--yuv", "444", "--icc", "icc", files={"icc": meta.icc(meta.P3)}))
    yield Case("orientation.avif", avif("--yuv", "444", "--irot", "1"))
    yield Case("exif.avif", avif("--yuv", "444", "--exif", "exif", files={"exif": meta.exif()}), meta.RIGHTS, private)
    yield Case("xmp.avif", avif("--yuv", "444", "--xmp", "xmp", files={"xmp": meta.xmp()}), meta.RIGHTS + [meta.CREDIT], meta.SAID, travels="xmp")
    yield Case("animated.avif", avif("--yuv", "444", "--fps", "5", sources=[plain(2, 8), plain(0, 8), plain(2, 8)]))
