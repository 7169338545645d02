"""Fonts: one TrueType font for PDF, Noto Serif CJK SC for scans and photos.

The PDF font has the Chinese glyphs of Droid Sans Fallback, whose outlines are a third the size of others, and the Latin
ones of Noto Sans CJK SC, which Droid Sans Fallback lacks.
"""

from functools import cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import ImageFont

NOTO = Path("/usr/share/fonts/opentype/noto")
SANS, SERIF = NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSerifCJK-Regular.ttc"
DROID = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
UNITS = 256  # per em, as in Droid Sans Fallback
SC = 2  # the index of Simplified Chinese in Noto's collections


def charset():
    """ASCII, GB 2312 (its common marks and all 6,763 characters) and a few more marks."""
    chars = {chr(c) for c in range(0x20, 0x7F)}
    for high in list(range(0xA1, 0xA4)) + list(range(0xB0, 0xF8)):
        for low in range(0xA1, 0xFF):
            try:
                chars.add(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    return chars | set("·—…“”‘’☑☐□√○●★㎡峪洼")


def build_truetype(target):
    """Writes the TrueType font of the PDFs; takes a few seconds, once a run."""
    chinese, latin = TTFont(DROID), TTFont(SANS, fontNumber=SC)
    maps = chinese.getBestCmap(), latin.getBestCmap()
    outlines = chinese.getGlyphSet(), latin.getGlyphSet()
    scale = UNITS / latin["head"].unitsPerEm
    order, glyphs, metrics, cmap = [".notdef"], {".notdef": TTGlyphPen(None).glyph()}, {".notdef": (UNITS, 0)}, {}
    for char in sorted(charset()):
        code = ord(char)
        which = 0 if code in maps[0] and code > 0x2FF else 1
        if code not in maps[which]:
            continue
        name, pen = f"u{code:04X}", TTGlyphPen(None)
        glyph = outlines[which][maps[which][code]]
        if which == 0:
            copy_outline(outlines[0], glyph, pen)
        else:
            glyph.draw(TransformPen(Cu2QuPen(pen, max_err=3, reverse_direction=True), (scale, 0, 0, scale, 0, 0)))
        order.append(name)
        glyphs[name], cmap[code] = pen.glyph(), name
        metrics[name] = (round(glyph.width * (1 if which == 0 else scale)), 0)
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (width, getattr(glyphs[name], "xMin", 0) or 0) for name, (width, _) in metrics.items()})
    builder.setupHorizontalHeader(ascent=220, descent=-60)
    builder.setupNameTable({"familyName": "Sample Sans", "styleName": "Regular", "psName": "SampleSans-Regular"})
    builder.setupOS2(sTypoAscender=220, sTypoDescender=-60, usWinAscent=240, usWinDescent=70)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 3_675_000_000  # some day in 2020
    builder.font.recalcTimestamp = False
    builder.save(target)


def copy_outline(glyph_set, glyph, pen):
    recording = DecomposingRecordingPen(glyph_set)
    glyph.draw(recording)
    recording.replay(pen)


@cache
def serif(size):
    return ImageFont.truetype(str(SERIF), size, index=SC)


@cache
def sans(size):
    return ImageFont.truetype(str(SANS), size, index=SC)


@cache
def advance(char):
    """Width of a character in em, of the font in the PDFs."""
    return 1.0 if ord(char) >= 0x2000 else sans(100).getlength(char) / 100


def width(text, size):
    return sum(advance(c) for c in text) * size
