"""Papers into files: PDF, scan, DOCX, XLSX, TXT, zip. The same input gives the same bytes."""

import datetime as dt
import io
import re
import zipfile

import docx
import numpy
import openpyxl
from docx.oxml.ns import qn
from docx.shared import Pt
from fpdf import FPDF
from openpyxl.styles import Alignment, Border, Font, Side
from PIL import Image, ImageDraw

from . import fonts
from .base import rng
from .layout import H, W, flow, typeset

COLORS = {"black": (20, 20, 20), "red": (200, 24, 24), "ink": (28, 36, 92)}
ZIP_DATE = (2020, 6, 24, 9, 0, 0)
ZONE = dt.timezone(dt.timedelta(hours=8))
TRUETYPE = None  # set by make.py


def _stamp(day):
    return dt.datetime(day.year, day.month, day.day, 9, 30, 0, tzinfo=ZONE)


def _new_pdf(title, day):
    pdf = FPDF(unit="pt", format=(W, H))
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(_stamp(day))
    pdf.set_title(title)
    pdf.set_producer("WPS Office")
    return pdf


def pdf(blocks, title, day, password=None):
    """A born-digital PDF with an embedded subset; returns (bytes, text units of each page)."""
    pages = typeset(blocks)
    out = _new_pdf(title, day)
    out.add_font("cjk", fname=TRUETYPE)
    for page in pages:
        out.add_page()
        for step in page.steps:
            _pdf_step(out, step)
    if password:
        out.set_encryption(owner_password=password + "-owner", user_password=password)
    return bytes(out.output()), [page.units for page in pages]


def _pdf_step(out, step):
    kind = step[0]
    if kind in ("text", "hand"):
        _, x, y, size, text, color = step
        out.set_font("cjk", size=size)
        out.set_text_color(*COLORS[color])
        out.text(x, y, text)
    elif kind == "line":
        _, x0, y0, x1, y1, w, color = step
        out.set_draw_color(*COLORS[color])
        out.set_line_width(w)
        out.line(x0, y0, x1, y1)
    elif kind == "box":
        out.set_draw_color(40, 40, 40)
        out.set_line_width(0.5)
        out.rect(*step[1:])
    elif kind == "seal":
        _, x, y, r = step
        out.set_draw_color(210, 30, 30)
        out.set_line_width(2)
        out.ellipse(x - r, y - r, 2 * r, 2 * r)


def page_image(page, seal_text, seed, dpi=114):
    """One page as a scanner or a phone sees it: grey, slightly turned, with noise; the seal stays reddish-dark."""
    chance, k = rng("scan", seed), dpi / 72
    image = Image.new("L", (round(W * k), round(H * k)), 247)
    draw = ImageDraw.Draw(image)
    for step in page.steps:
        kind = step[0]
        if kind == "text":
            _, x, y, size, text, color = step
            draw.text((x * k, y * k), text, font=fonts.serif(round(size * k)), fill=24 if color == "black" else 90, anchor="ls")
        elif kind == "hand":
            _, x, y, size, text, _ = step
            scale = chance.uniform(0.9, 1.25)
            strip = Image.new("L", (round(110 * k), round(34 * k)), 0)
            ImageDraw.Draw(strip).text((6, 24 * k), text, font=fonts.serif(round(size * scale * k)), fill=210, anchor="ls")
            strip = strip.rotate(chance.uniform(-7, 7), resample=Image.Resampling.BICUBIC)
            image.paste(50, (round((x + chance.uniform(-4, 4)) * k), round((y - 24) * k)), strip)
        elif kind == "line":
            _, x0, y0, x1, y1, w, _ = step
            draw.line((x0 * k, y0 * k, x1 * k, y1 * k), fill=90, width=max(1, round(w * k)))
        elif kind == "box":
            _, x, y, w, h = step
            draw.rectangle((x * k, y * k, (x + w) * k, (y + h) * k), outline=60)
        elif kind == "seal":
            _, x, y, r = step
            draw.ellipse(((x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k), outline=130, width=round(2.4 * k))
            draw.text((x * k, y * k), "★", font=fonts.serif(round(20 * k)), fill=130, anchor="mm")
            if seal_text:
                draw.text((x * k, (y + 0.55 * r) * k), seal_text, font=fonts.serif(round(8 * k)), fill=140, anchor="mm")
    image = image.rotate(chance.uniform(-1.1, 1.1), resample=Image.Resampling.BICUBIC, fillcolor=238)
    noise = numpy.random.default_rng(chance.getrandbits(32)).normal(0, 3.0, (image.height, image.width))
    shade = numpy.linspace(chance.uniform(-9, 0), chance.uniform(-9, 0), image.width)[None, :]
    grey = numpy.clip(numpy.asarray(image, dtype=float) + noise + shade, 0, 255)
    return Image.fromarray(grey.astype("uint8"))


def _jpeg(image, quality=31, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, **options)
    return out.getvalue()


def scan_pages(blocks, seal_text, seed):
    """JPEG bytes and text units of each page."""
    pages = typeset(blocks, 13.0, 23.0)
    return [(_jpeg(page_image(page, seal_text, f"{seed}/{i}")), page.units) for i, page in enumerate(pages)]


def scan_pdf(blocks, title, day, seal_text, seed):
    """A PDF whose pages are pictures; returns (bytes, units a page)."""
    out = _new_pdf(title, day)
    pages = scan_pages(blocks, seal_text, seed)
    for data, _ in pages:
        out.add_page()
        out.image(io.BytesIO(data), 0, 0, W, H)
    return bytes(out.output()), [units for _, units in pages]


def scan_jpg(blocks, seal_text, seed):
    """The first page alone, as a picture; papers scanned this way have one page."""
    pages = scan_pages(blocks, seal_text, seed)
    if len(pages) != 1:
        raise ValueError(f"{seed}: {len(pages)} pages do not fit one picture")
    return pages[0][0], [pages[0][1]]


def docx_file(blocks, title, day):
    document = docx.Document()
    for unused in document.styles.element.xpath('w:style[@w:type="table"]'):
        if unused.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
            unused.getparent().remove(unused)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for kind, *rest in blocks:
        if kind in ("title", "c", "red"):
            for i, text in enumerate([rest[0] + "文件", rest[1]] if kind == "red" else [rest[0]]):
                run = _docx_line(document, text, 1)
                run.bold, run.font.size = kind != "c", Pt(12 if kind == "c" or i else 18)
        elif kind in ("p", "h", "n", "r"):
            run = _docx_line(document, rest[0], 2 if kind == "r" else 0, indent=kind in "ph")
            run.bold = kind == "h"
        elif kind == "table":
            rows = rest[0]
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for cells, row in zip(table.rows, rows):
                for cell, text in zip(cells.cells, row):
                    cell.text = str(text)
        elif kind == "sign":
            names = rest[0]
            for start in range(0, len(names), 6):
                _docx_line(document, "　　".join(names[start : start + 6]), 0)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, "村档案员", "村档案员", ""
    core.created = core.modified = dt.datetime(day.year, day.month, day.day, 1, 30)
    out = io.BytesIO()
    document.save(out)
    return rezip(out.getvalue(), day, drop=("docProps/thumbnail.jpeg", "word/stylesWithEffects.xml")), [flow(blocks)]


def _docx_line(document, text, alignment, indent=False):
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(24)
    return paragraph.add_run(text)


def xlsx(sheets, day):
    """`sheets` is a list of (name, rows); the first row is the heading over all columns."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    side = Side(style="thin", color="444444")
    pages = []
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        columns = max(len(row) for row in rows)
        for i, row in enumerate(rows, 1):
            for j, value in enumerate(row, 1):
                cell = sheet.cell(i, j, value)
                if isinstance(value, float):
                    cell.number_format = "#,##0.00"
                if len(row) > 1:
                    cell.border = Border(side, side, side, side)
        if columns > 1 and len(rows[0]) == 1:
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
            sheet["A1"].font = Font(bold=True, size=16)
            sheet["A1"].alignment = Alignment(horizontal="center")
        pages.append([value if isinstance(value, float) else str(value) for row in rows for value in row if value not in (None, "")])
    book.properties.creator = "村档案员"
    book.properties.created = dt.datetime(day.year, day.month, day.day, 1, 30)
    out = io.BytesIO()
    book.save(out)
    return rezip(out.getvalue(), day), pages


def text_of(blocks):
    lines = []
    for kind, *rest in blocks:
        if kind in ("title", "c"):
            lines.append(" " * max(0, 30 - len(rest[0])) + rest[0])
        elif kind in ("p", "h"):
            lines.append("　　" + rest[0])
        elif kind == "n":
            lines.append(rest[0])
        elif kind == "r":
            lines.append(" " * 40 + rest[0])
        elif kind == "table":
            lines += ["\t".join(map(str, row)) for row in rest[0]]
        elif kind == "sign":
            lines.append("　".join(rest[0]))
        elif kind == "red":
            lines += [rest[0] + "文件", rest[1]]
    return "\r\n".join(lines) + "\r\n"


def txt(blocks, encoding):
    """`encoding` is utf-8, utf-8-sig, gb18030 or utf-16 (little endian with mark)."""
    text = text_of(blocks)
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)
    return data, [flow(blocks)]


def rezip(data, day, drop=()):
    """The same Office file with a fixed date on every member, packed as small as possible."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            if member.filename in drop:
                continue
            body = old.read(member)
            if member.filename == "docProps/core.xml":
                body = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", lambda m: m[1] + f"{day:%Y-%m-%d}T01:30:00Z".encode(), body
                )
            if drop and member.filename.endswith((".rels", "[Content_Types].xml")):
                body = re.sub(rb"<(Relationship|Override) [^>]*(thumbnail|stylesWithEffects)[^>]*/>", b"", body)
            info = zipfile.ZipInfo(member.filename, ZIP_DATE)
            info.create_system, info.external_attr = 0, 0
            new.writestr(info, body, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


class GbkInfo(zipfile.ZipInfo):
    """A member whose name is written in GBK without the UTF-8 flag, as old Windows programs do."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zip_file(members, gbk):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, data in members:
            info = (GbkInfo if gbk else zipfile.ZipInfo)(name, ZIP_DATE)
            info.create_system, info.external_attr = 0, 0
            box.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
