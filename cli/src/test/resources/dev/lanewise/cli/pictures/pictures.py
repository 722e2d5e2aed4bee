"""Writes pictures.txt: small picture files and the pixels an independent decoder sees in them.

Run once, with Python 3.11 and Pillow 9.4.0 (Debian 12: /usr/bin/python3 pictures.py > pictures.txt);
the tests read the text. Each line: name, width, height, the file, its pixels as RGBA, both in base64.
Pixels are those of Image.open, ImageOps.exif_transpose, convert("RGBA"); where Pillow is known to
differ from the format (16 bits of grey, tRNS below 8 bits), they are those of the format: spec.
A picture without pixels is one that is refused.
"""
import base64, io, struct, zlib
from PIL import Image, ImageOps

W, H = 6, 5
RGB = [((x * 47 + y * 11) % 256, (y * 53 + x * 7) % 256, (x * y * 29 + 5) % 256) for y in range(H) for x in range(W)]
GREY = [(x * 41 + y * 50) % 256 for y in range(H) for x in range(W)]
ALPHA = [(x * 51 + y * 9) % 256 for y in range(H) for x in range(W)]

def image(mode, data):
    im = Image.new(mode, (W, H)); im.putdata(data); return im

rgb, grey = image("RGB", RGB), image("L", GREY)
rgba = image("RGBA", [p + (a,) for p, a in zip(RGB, ALPHA)])
smooth = image("RGB", [(40 * x, 50 * y, 128) for y in range(H) for x in range(W)])

def show(name, data, spec=None):
    im = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    pixels = [] if spec == [] else spec or [p for p in im.convert("RGBA").getdata()]
    print(name, im.width, im.height, base64.b64encode(data).decode(), base64.b64encode(bytes(v for p in pixels for v in p)).decode())

def saved(im, kind, **options):
    out = io.BytesIO(); im.save(out, kind, **options); return out.getvalue()

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

def png(bits, colour, rows, extra=b"", interlace=0):
    head = struct.pack(">IIBBBBB", W, H, bits, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + bytes(r) for r in rows))) + chunk(b"IEND", b"")

def packed(values, bits):  # a row of values of fewer than 8 bits
    text = "".join(format(v, "0%db" % bits) for v in values)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))

def rows(values, channels=1):
    return [bytes(v for p in values[y * W:y * W + W] for v in (p if channels > 1 else (p,))) for y in range(H)]

show("rgb.png", saved(rgb, "PNG"))
show("rgba.png", saved(rgba, "PNG"))
show("grey.png", saved(grey, "PNG"))
show("grey-alpha.png", saved(image("LA", list(zip(GREY, ALPHA))), "PNG"))
show("palette.png", saved(rgb.quantize(16), "PNG"))
show("palette-alpha.png", saved(rgb.quantize(16), "PNG", transparency=bytes(range(0, 256, 16))))
show("gamma.png", png(8, 2, rows(RGB, 3), chunk(b"gAMA", struct.pack(">I", 100000))))
show("gamma-grey.png", png(8, 0, rows(GREY), chunk(b"gAMA", struct.pack(">I", 100000))))
show("trns-rgb.png", png(8, 2, rows(RGB, 3), chunk(b"tRNS", struct.pack(">HHH", *RGB[8]))))
show("trns-grey.png", png(8, 0, rows(GREY), chunk(b"tRNS", struct.pack(">H", GREY[8]))))
for bits in (1, 2, 4):
    small = [v >> 8 - bits for v in GREY]
    full = [v * 255 // ((1 << bits) - 1) for v in small]
    lines = [packed(small[y * W:y * W + W], bits) for y in range(H)]
    show("grey%d.png" % bits, png(bits, 0, lines))
    show("trns-grey%d.png" % bits, png(bits, 0, lines, chunk(b"tRNS", struct.pack(">H", small[8]))), [(v, v, v, 255 * (s != small[8])) for s, v in zip(small, full)])
wide = lambda values: [struct.pack(">%dH" % len(r), *(v * 256 + (v * 7 + 99) % 256 for v in r)) for r in values]
show("rgb16.png", png(16, 2, wide(rows(RGB, 3))))
show("rgba16.png", png(16, 6, wide(rows([p + (a,) for p, a in zip(RGB, ALPHA)], 4))))
show("grey16.png", png(16, 0, wide(rows(GREY))), [(v, v, v, 255) for v in GREY])
passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
adam7 = [bytes(v for x in range(x0, W, dx) for v in RGB[y * W + x]) for x0, y0, dx, dy in passes for y in range(y0, H, dy) if x0 < W]
show("interlaced.png", png(8, 2, adam7, interlace=1))
show("animated.png", saved(rgb, "PNG", save_all=True, append_images=[rgb.rotate(180)]))
for o in range(1, 9):
    exif = Image.Exif(); exif[0x0112] = o
    show("exif%d.png" % o, saved(rgb, "PNG", exif=exif))
for o, order in ((6, "big"), (8, "little")):
    block = b"Exif\0\0" + ((b"MM\0*" if order == "big" else b"II*\0") + (8).to_bytes(4, order) + (1).to_bytes(2, order)
        + (0x0112).to_bytes(2, order) + (3).to_bytes(2, order) + (1).to_bytes(4, order) + o.to_bytes(2, order) + bytes(6))
    show("exif%d.jpg" % o, saved(rgb, "JPEG", exif=block))
show("rgb.jpg", saved(rgb, "JPEG", quality=95, subsampling=0))
show("half-chroma.jpg", saved(smooth, "JPEG", quality=95, subsampling=2))
show("progressive.jpg", saved(rgb, "JPEG", quality=95, subsampling=0, progressive=True))
show("grey.jpg", saved(grey, "JPEG", quality=95))
show("palette.gif", saved(rgb.quantize(16), "GIF", interlace=0))
show("interlaced.gif", saved(rgb.quantize(16), "GIF", interlace=1))
show("transparent.gif", saved(rgb.quantize(16), "GIF", transparency=3))
show("animated.gif", saved(rgb.quantize(16), "GIF", save_all=True, append_images=[rgb.rotate(180).quantize(16)]))
show("rgb.bmp", saved(rgb, "BMP"))
show("one-bit.bmp", saved(grey.convert("1"), "BMP"))

def bmp(bits, compression, masks, data, header=40, height=H):
    fixed = struct.pack("<IiiHHIIiiII", header, W, height, 1, bits, compression, len(data), 0, 0, 0, 0)
    palette = b"".join(bytes((v, v, v, 0)) for v in range(256)) if bits == 8 else b""
    rest = fixed + masks + (b"BGRs" + bytes(48) if header == 108 else b"") + palette
    return b"BM" + struct.pack("<IHHI", 14 + len(rest) + len(data), 0, 0, 14 + len(rest)) + rest + data

upward = [RGB[y * W:y * W + W] for y in reversed(range(H))]
show("unused32.bmp", bmp(32, 0, b"", b"".join(bytes((b, g, r, 77)) for row in upward for r, g, b in row)))
show("alpha32.bmp", bmp(32, 3, struct.pack("<IIII", 0xff0000, 0xff00, 0xff, 0xff000000), b"".join(bytes((b, g, r, (r + g) % 256)) for row in upward for r, g, b in row), 108))
show("downward.bmp", bmp(24, 0, b"", b"".join(b"".join(bytes((b, g, r)) for r, g, b in row) + b"\0\0" for row in reversed(upward)), height=-H))
show("runs.bmp", bmp(8, 1, b"", b"".join(b"".join(bytes((1, v)) for v in GREY[y * W:y * W + W]) + b"\0\0" for y in reversed(range(H))) + b"\0\1"))
show("cmyk.jpg", saved(rgb.convert("CMYK"), "JPEG", quality=95), [])
