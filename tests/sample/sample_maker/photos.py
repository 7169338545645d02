"""Drawn photos: notice boards, meetings, certificates, archive boxes, door plates; with or without EXIF."""

import datetime as dt
import io

import numpy
import piexif
from PIL import Image, ImageDraw, ImageFilter

from . import fonts
from .base import rng
from .layout import wrap

# Make, model, software, first sold; all on the market before the papers they picture.
CAMERAS = [
    ("Xiaomi", "MI 6", "sagit-user 8.0.0"),
    ("OPPO", "OPPO R11", "MediaTek Camera Application"),
    ("vivo", "vivo X20A", "vivo X20A"),
    ("HUAWEI", "BKL-AL20", "BKL-AL20 8.0.0.120"),
    ("Apple", "iPhone 8", "11.3"),
]
CAMERAS_2019 = [("HUAWEI", "ELE-AL00", "ELE-AL00 9.1.0.153"), ("Xiaomi", "MI 9", "cepheus-user 9")]


def _tint(chance, base, spread=28):
    return tuple(max(0, min(255, c + chance.randint(-spread, spread))) for c in base)


def _gradient(size, top, bottom):
    w, h = size
    column = numpy.linspace(0, 1, h)[:, None, None]
    grid = numpy.array(top)[None, None, :] * (1 - column) + numpy.array(bottom)[None, None, :] * column
    return Image.fromarray(numpy.broadcast_to(grid, (h, w, 3)).astype("uint8"))


def _fit(draw, box, text, color, most=60):
    """Writes text centred in a box, as large as it fits."""
    x0, y0, x1, y1 = box
    size = most
    while size > 10 and fonts.serif(size).getlength(text) > (x1 - x0) * 0.94:
        size -= 2
    draw.text(((x0 + x1) / 2, (y0 + y1) / 2), text, font=fonts.serif(size), fill=color, anchor="mm")


def _person(draw, chance, x, y, s, facing=True):
    skin, shirt, hair = _tint(chance, (214, 170, 140), 18), _tint(chance, (90, 100, 125), 70), _tint(chance, (40, 34, 32), 16)
    draw.rounded_rectangle((x - s * 0.55, y, x + s * 0.55, y + s * 1.5), s * 0.3, fill=shirt)
    draw.ellipse((x - s * 0.34, y - s * 0.75, x + s * 0.34, y + s * 0.08), fill=skin if facing else hair)
    draw.pieslice((x - s * 0.36, y - s * 0.8, x + s * 0.36, y - s * 0.05), 180, 360, fill=hair)


def _ground(image, draw, chance, horizon):
    w, h = image.size
    draw.rectangle((0, horizon, w, h), fill=_tint(chance, (150, 140, 122), 24))
    for _ in range(90):
        x, y = chance.uniform(0, w), chance.uniform(horizon, h)
        draw.line((x, y, x + chance.uniform(10, 60), y + chance.uniform(-3, 3)), fill=_tint(chance, (128, 120, 104), 26), width=2)


def _trees(draw, chance, w, horizon):
    for _ in range(chance.randint(2, 5)):
        x, s = chance.uniform(0, w), chance.uniform(60, 130)
        draw.rectangle((x - 8, horizon - s, x + 8, horizon + 6), fill=_tint(chance, (92, 70, 52), 12))
        for _ in range(9):
            dx, dy, r = chance.uniform(-s * 0.6, s * 0.6), chance.uniform(-s * 0.7, s * 0.3), s * chance.uniform(0.25, 0.5)
            draw.ellipse((x + dx - r, horizon - s + dy - r, x + dx + r, horizon - s + dy + r), fill=_tint(chance, (70, 118, 62), 26))


def _sheet(draw, chance, box, heading, lines, size):
    """A posted paper; on a far view its lines are only strokes."""
    x0, y0, x1, y1 = box
    draw.rectangle(box, fill=_tint(chance, (244, 240, 232), 9))
    if size >= 13:
        _fit(draw, (x0, y0 + size * 0.5, x1, y0 + size * 2.6), heading, (30, 30, 30), int(size * 1.5))
        y = y0 + size * 3.4
        for text in lines:
            for line in wrap(text, size, (x1 - x0) - 3 * size):
                if y > y1 - size * 1.6:
                    return
                draw.text((x0 + 1.5 * size, y), line, font=fonts.serif(size), fill=(38, 38, 38))
                y += size * 1.55
    else:
        y = y0 + 14
        draw.line((x0 + (x1 - x0) * 0.25, y, x1 - (x1 - x0) * 0.25, y), fill=(70, 70, 70), width=5)
        while y < y1 - 14:
            y += 9
            draw.line((x0 + 8, y, x1 - 8 - chance.uniform(0, 26), y), fill=(120, 120, 120), width=2)


def board_far(image, chance, text):
    w, h = image.size
    horizon = h * chance.uniform(0.62, 0.74)
    image.paste(_gradient((w, int(horizon)), _tint(chance, (138, 178, 214)), _tint(chance, (208, 218, 222))))
    draw = ImageDraw.Draw(image)
    wall = chance.uniform(0.16, 0.3) * h
    brick = _tint(chance, (176, 112, 92), 36)
    draw.rectangle((0, wall, w, horizon), fill=brick)
    for y in range(int(wall), int(horizon), 22):
        draw.line((0, y, w, y), fill=_tint(chance, tuple(c - 22 for c in brick), 6), width=2)
    _trees(draw, chance, w, wall + 30)
    _ground(image, draw, chance, horizon)
    bw, bh = w * chance.uniform(0.5, 0.72), h * chance.uniform(0.36, 0.46)
    x, y = chance.uniform(0.06, 0.94) * (w - bw), wall + chance.uniform(10, 60)
    frame = _tint(chance, chance.choice([(40, 80, 140), (150, 40, 36), (60, 110, 80), (110, 114, 120)]), 18)
    draw.rectangle((x, y, x + bw, y + bh), fill=frame)
    draw.rectangle((x + 16, y + 58, x + bw - 16, y + bh - 14), fill=_tint(chance, (196, 206, 206), 14))
    _fit(draw, (x, y + 4, x + bw, y + 54), text["board"], (250, 240, 200), 44)
    n = chance.randint(4, 7)
    step = (bw - 40) / n
    for i in range(n):
        sx = x + 22 + i * step
        _sheet(draw, chance, (sx, y + 70 + chance.uniform(0, 20), sx + step - 12, y + bh - 30 - chance.uniform(0, 40)), "", [], 6)
    for _ in range(chance.randint(0, 3)):
        _person(draw, chance, chance.uniform(0.1, 0.9) * w, horizon - chance.uniform(10, 50), chance.uniform(50, 80), False)


def board_near(image, chance, text):
    w, h = image.size
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, w, h), fill=_tint(chance, chance.choice([(176, 186, 188), (60, 90, 130), (150, 120, 96)]), 22))
    for _ in range(chance.randint(1, 3)):  # neighbours on the board
        x, y = chance.uniform(-0.2, 1) * w, chance.uniform(-0.2, 1) * h
        draw.rectangle((x, y, x + 300, y + 400), fill=_tint(chance, (232, 226, 214), 16))
    layer = Image.new("RGBA", (w, h), (0, 0, 0, 0))
    mx, my = w * chance.uniform(0.06, 0.16), h * chance.uniform(0.04, 0.09)
    _sheet(ImageDraw.Draw(layer), chance, (mx, my, w - mx, h - my), text["heading"], text["lines"], chance.choice([26, 28, 31]))
    layer = layer.rotate(chance.uniform(-3, 3), resample=Image.Resampling.BICUBIC)
    image.paste(layer, (0, 0), layer)


def meeting(image, chance, text):
    w, h = image.size
    wall = _tint(chance, chance.choice([(224, 220, 206), (206, 216, 214), (226, 210, 190)]), 14)
    image.paste(_gradient((w, h), wall, tuple(c - 30 for c in wall)))
    draw = ImageDraw.Draw(image)
    by, bh = h * chance.uniform(0.02, 0.22), h * chance.uniform(0.085, 0.12)
    bx = w * chance.uniform(0.03, 0.12)
    draw.rectangle((bx, by, w - bx, by + bh), fill=_tint(chance, (196, 26, 30), 14))
    _fit(draw, (bx, by, w - bx, by + bh), text["banner"], (255, 236, 150), 64)
    if chance.random() < 0.6:
        x = chance.uniform(0.02, 0.8) * w
        draw.rectangle((x, by + bh + 40, x + 180, by + bh + 240), fill=_tint(chance, (170, 200, 220), 24), outline=(120, 120, 120), width=6)
    desk = h * chance.uniform(0.4, 0.58)
    left = chance.uniform(0.04, 0.36) * w
    for i in range(chance.randint(2, 4)):
        _person(draw, chance, left + w * (0.1 + 0.13 * i) + chance.uniform(-14, 14), desk - 66, 52)
    draw.rectangle((left, desk, left + w * chance.uniform(0.5, 0.62), desk + 70), fill=_tint(chance, (140, 60, 50), 26))
    rows, colour = chance.randint(1, 3), _tint(chance, (168, 130, 90), 26)
    for r in range(rows):
        y, s = desk + 130 + r * 130, 56 + 16 * r
        n = chance.randint(5, 8)
        for i in range(n):
            if chance.random() < 0.9:
                _person(draw, chance, w * (i + 0.6) / n + chance.uniform(-20, 20), y, s, False)
        draw.rectangle((0, y + s * 1.1, w, y + s * 1.1 + 34), fill=colour)


def handout(image, chance, text):
    board_far(image, chance, text)
    w, h = image.size
    draw = ImageDraw.Draw(image)
    y = h * chance.uniform(0.5, 0.6)
    n = chance.randint(3, 6)
    for i in range(n):
        x = w * (i + 0.7) / (n + 0.5) + chance.uniform(-18, 18)
        _person(draw, chance, x, y + chance.uniform(-16, 16), chance.uniform(88, 118))
        draw.rectangle((x - 34, y + 96, x + 34, y + 142), fill=_tint(chance, (178, 24, 32), 16))
        draw.text((x, y + 118), "股权证", font=fonts.serif(18), fill=(250, 220, 120), anchor="mm")
    bx = w * chance.uniform(0.08, 0.16)
    draw.rectangle((bx, 14, w - bx, 90), fill=_tint(chance, (200, 24, 30), 12))
    _fit(draw, (bx, 14, w - bx, 90), text["banner"], (255, 240, 160), 52)


def boxes(image, chance, text):
    w, h = image.size
    image.paste(_gradient((w, h), _tint(chance, (200, 196, 186)), _tint(chance, (150, 146, 138))))
    draw = ImageDraw.Draw(image)
    shelf = h * chance.uniform(0.76, 0.86)
    draw.rectangle((0, shelf, w, h), fill=_tint(chance, (120, 124, 130), 24))
    x, cover = w * chance.uniform(0.03, 0.1), _tint(chance, chance.choice([(186, 150, 104), (70, 96, 140), (196, 172, 130)]), 16)
    for i, label in enumerate(text["labels"]):
        bw, bh = chance.uniform(112, 150), h * chance.uniform(0.56, 0.6)
        draw.rectangle((x, shelf - bh, x + bw, shelf), fill=_tint(chance, cover, 8), outline=(80, 66, 50), width=3)
        draw.rectangle((x + 18, shelf - bh + 30, x + bw - 18, shelf - 40), fill=(246, 242, 232))
        for k, char in enumerate(label):
            draw.text((x + bw / 2, shelf - bh + 60 + 40 * k), char, font=fonts.serif(32), fill=(30, 30, 30), anchor="mm")
        draw.text((x + bw / 2, shelf - 64), f"第{i + 1}盒", font=fonts.serif(24), fill=(30, 30, 30), anchor="mm")
        x += bw + chance.uniform(4, 14)


def plate(image, chance, text):
    w, h = image.size
    image.paste(_gradient((w, h), _tint(chance, (214, 208, 196)), _tint(chance, (180, 172, 160))))
    draw = ImageDraw.Draw(image)
    dx = w * chance.uniform(0.42, 0.56)
    draw.rectangle((dx, h * 0.12, dx + w * 0.34, h), fill=_tint(chance, (126, 84, 56), 22), outline=(70, 46, 30), width=8)
    draw.ellipse((dx + 26, h * 0.55, dx + 60, h * 0.59), fill=(210, 190, 90))
    px, py = w * chance.uniform(0.06, 0.12), h * chance.uniform(0.2, 0.34)
    draw.rectangle((px, py, dx - 40, py + 120), fill=(236, 232, 220), outline=(150, 120, 60), width=6)
    _fit(draw, (px, py, dx - 40, py + 120), text["banner"], (170, 24, 24), 46)


def street(image, chance, text):
    board_far(image, chance, text)
    w, h = image.size
    draw = ImageDraw.Draw(image)
    y = h * chance.uniform(0.1, 0.2)
    draw.rectangle((30, y, w - 30, y + 84), fill=_tint(chance, (200, 24, 30), 14))
    _fit(draw, (30, y, w - 30, y + 84), text["banner"], (255, 255, 240), 54)


SCENES = dict(board_far=board_far, board_near=board_near, meeting=meeting, handout=handout, boxes=boxes, plate=plate, street=street)


def _light(size, chance):
    """Uneven light and soft shadows: what makes two pictures of the same sort of place really differ."""
    coarse = numpy.array([[chance.uniform(-1, 1) for _ in range(7)] for _ in range(6)], dtype="float32")
    field = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return 0.96 + 0.22 * numpy.asarray(field)[:, :, None]


def draw_scene(scene, seed, text, size=(1152, 864), noise=1.3):
    chance = rng("photo", seed)
    image = Image.new("RGB", size, (200, 200, 200))
    SCENES[scene](image, chance, text)
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    grain = numpy.random.default_rng(chance.getrandbits(32)).normal(0, noise, (size[1], size[0], 1))
    light = _light(size, chance)
    return Image.fromarray(numpy.clip(numpy.asarray(image, dtype=float) * light + grain, 0, 255).astype("uint8"))


def _dms(value):
    value = abs(value)
    degrees, rest = int(value), (value - int(value)) * 60
    return ((degrees, 1), (int(rest), 1), (round((rest - int(rest)) * 60 * 10000), 10000))


def exif_bytes(seed, when, place=None, offset=False):
    """`when` is the local time of capture; `place` is (longitude, latitude)."""
    chance = rng("exif", seed)
    make, model, software = chance.choice(CAMERAS if when.year < 2019 else CAMERAS + CAMERAS_2019)
    stamp = f"{when:%Y:%m:%d %H:%M:%S}".encode()
    tags = {
        "0th": {
            piexif.ImageIFD.Make: make.encode(), piexif.ImageIFD.Model: model.encode(),
            piexif.ImageIFD.Software: software.encode(), piexif.ImageIFD.DateTime: stamp, piexif.ImageIFD.Orientation: 1,
        },
        "Exif": {
            piexif.ExifIFD.DateTimeOriginal: stamp, piexif.ExifIFD.DateTimeDigitized: stamp,
            piexif.ExifIFD.ExposureTime: (1, chance.choice([50, 100, 120, 250])),
            piexif.ExifIFD.FNumber: (chance.choice([170, 180, 200]), 100),
            piexif.ExifIFD.ISOSpeedRatings: chance.choice([50, 100, 160, 320]),
        },
    }
    if offset:
        tags["Exif"][piexif.ExifIFD.OffsetTimeOriginal] = b"+08:00"
        tags["Exif"][piexif.ExifIFD.OffsetTime] = b"+08:00"
    if place:
        utc = when - dt.timedelta(hours=8, seconds=chance.randint(1, 20))
        tags["GPS"] = {
            piexif.GPSIFD.GPSLatitudeRef: b"N", piexif.GPSIFD.GPSLatitude: _dms(place[1]),
            piexif.GPSIFD.GPSLongitudeRef: b"E", piexif.GPSIFD.GPSLongitude: _dms(place[0]),
            piexif.GPSIFD.GPSDateStamp: f"{utc:%Y:%m:%d}".encode(),
            piexif.GPSIFD.GPSTimeStamp: ((utc.hour, 1), (utc.minute, 1), (utc.second, 1)),
        }
    return piexif.dump(tags)


def encode(image, exif=None, quality=68, kind="JPEG"):
    out = io.BytesIO()
    if kind == "PNG":
        image.quantize(64).save(out, "PNG", optimize=True)
    elif exif:
        image.save(out, "JPEG", quality=quality, optimize=True, exif=exif)
    else:
        image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def text_units(text):
    """What can be read on the picture."""
    return [text[key] for key in ("banner", "heading", "board") if key in text] + list(text.get("lines", []))
