#!/usr/bin/env python3
"""Fills the corpora of the fuzzers with real files: `seed.py [--most COUNT] [--corpus FOLDER] [FOLDER…]`.

Files of at most 200 kB, and pictures of at most 40 kB, are taken from the sample archive, from the folders named, and
where none is named from the corpus that may lie beside the checkout. A file's extension says its format, or else its
first bytes; the source of the targets says which target reads the format and by which byte it is picked. A few files of
formats that are rare in the folders are made here. With --most, each corpus gets so many files of each format, the same
ones each time.

Only the standard library is used.
"""

import argparse
import hashlib
import io
import json
import re
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
CHECKOUT = FUZZ.parent
BESIDE = [CHECKOUT.parent / "shared" / name for name in ("corpus", "cases/reading")]
MAX_BYTES = 200_000
# A picture is decoded and measured at each run, and its metadata takes up little of it.
MAX_PICTURE = 40_000
# What is drawn costs time, so that only small files are asked for a page's picture.
MAX_DRAWN = 30_000
DRAW = 0x80
# Targets that read text of any kind, and how much of it they are given.
TEXTS = ["text", "query", "facts"]
MAX_TEXT = 4_000
# Real pages of the corpus that are taken, evenly over all of them, and where they lie.
PAGES = 600
PAGES_FILE = CHECKOUT.parent / "shared/corpus/search/pages-20k.jsonl.zst"
MAGICS = [
    (0, b"%PDF-", "Pdf"),
    (0, b"RIFF", "Webp"),
    (0, b"\xff\xd8\xff", "Jpeg"),
    (0, b"\x89PNG", "Png"),
    (0, b"II*\0", "Tiff"),
    (0, b"MM\0*", "Tiff"),
    (4, b"ftyp", "Heic"),
    (4, b"moov", "Mov"),
]


def formats_by_extension() -> dict[str, str]:
    """The extensions that the table of formats gives, each with its first format."""
    table = (CHECKOUT / "crates/extract/src/archive/identify/mod.rs").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, extensions in re.findall(r'^    (\w+) "[^"]+" "[^"]+" \[([^\]]*)\]', table, re.M):
        for extension in re.findall(r'"([^"]+)"', extensions):
            found.setdefault(extension, name)
    return found


def places() -> dict[str, tuple[str, int]]:
    """The target of each format, and the byte that picks the format there."""
    found = {"Zip": ("container", 0)}
    for target in sorted((FUZZ / "fuzz_targets").glob("*.rs")):
        listed = re.search(r"const FORMATS: [^=]*= \[([^\]]*)\]", target.read_text(encoding="utf-8"))
        if listed:
            for pick, name in enumerate(re.findall(r"Format::(\w+)", listed[1])):
                found[name] = (target.stem, pick)
    return found


def pages() -> list[str]:
    """Real pages, where they and the program that unpacks them are there."""
    if not PAGES_FILE.is_file() or not shutil.which("zstd"):
        return []
    unpacked = subprocess.run(["zstd", "-dcq", PAGES_FILE], capture_output=True, check=True).stdout
    lines = [line for line in unpacked.decode("utf-8").split("\n") if line]
    return [json.loads(line)["body"] for line in lines[:: max(1, len(lines) // PAGES)]]


def kinds_of_papers() -> list[str]:
    """The names of the kinds of papers that the built-in rubric knows."""
    rubric = json.loads((CHECKOUT / "schema/fucheng-2020.json").read_text(encoding="utf-8"))
    return [kind["name"]["zh"].split("、")[0] for kind in rubric["kinds"]]


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def open_document(kind: str, body: str) -> bytes:
    content = f"<office:document-content><office:body>{body}</office:body></office:document-content>"
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def picture_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def seven_zip(name: str, content: bytes) -> bytes:
    """A 7z file of one member that is not compressed; sizes below 128 take one byte."""
    names = b"\0" + name.encode("utf-16-le") + b"\0\0"
    header = bytes([1, 4, 6, 0, 1, 9, len(content), 0, 7, 11, 1, 0, 1, 1, 0, 12, len(content), 10, 1])
    header += struct.pack("<I", zlib.crc32(content)) + bytes([0, 8, 0, 0, 5, 1, 17, len(names)]) + names + b"\0\0"
    start = struct.pack("<QQI", len(content), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + content + header


def message(kind: str, parts: list[tuple[str, str]]) -> bytes:
    head = f"From: a@example.org\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n"
    return (head + "".join(f"--b\r\n{fields}\r\n\r\n{body}\r\n" for fields, body in parts) + "--b--\r\n").encode()


def made() -> list[tuple[str, bytes]]:
    """The smallest files of formats that the sample archive does not have."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    page = (
        '<Page><Area><PhysicalBox>0 0 210 297</PhysicalBox></Area><Content><Layer><TextObject Boundary="10 10 90 6" '
        'Font="1" Size="4"><CGTransform CodePosition="0" CodeCount="1"><Glyphs>3</Glyphs></CGTransform><TextCode '
        'X="0" Y="4" DeltaX="g 3 4">会议记录</TextCode></TextObject><PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 '
        "0 L 9 9</AbbreviatedData></PathObject></Layer></Content></Page>"
    )
    ofd = {
        "OFD.xml": "<OFD><DocBody><DocInfo><Title>记录</Title></DocInfo><DocRoot>Doc_0/Document.xml</DocRoot>"
        "<Signatures>Doc_0/Signs.xml</Signatures></DocBody></OFD>",
        "Doc_0/Document.xml": "<Document><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>"
        '<PublicRes>Res.xml</PublicRes></CommonData><Pages><Page ID="1" BaseLoc="Page.xml"/></Pages><Attachments>'
        "Attachments.xml</Attachments></Document>",
        "Doc_0/Page.xml": page,
        "Doc_0/Res.xml": '<Res><Fonts><Font ID="1" FontName="宋体"/></Fonts></Res>',
        "Doc_0/Attachments.xml": '<Attachments><Attachment Name="a.txt"><FileLoc>a.txt</FileLoc></Attachment>'
        "</Attachments>",
        "Doc_0/Signs.xml": '<Signatures><Signature ID="1" BaseLoc="Sign.xml"/></Signatures>',
    }
    slides = {
        "[Content_Types].xml": '<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{relation}/officeDocument" '
        'Target="ppt/presentation.xml"/></Relationships>',
        "ppt/presentation.xml": f'<p:presentation xmlns:r="{relation}"><p:sldIdLst><p:sldId id="256" r:id="a"/>'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships><Relationship Id="a" Type="{relation}/slide" '
        'Target="slides/slide1.xml"/></Relationships>',
        "ppt/slides/slide1.xml": "<p:sld><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>公示</a:t></a:r></a:p>"
        "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
    }
    rows = (
        '<office:spreadsheet><table:table table:name="表"><table:table-row><table:table-cell office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" '
        'office:value-type="string"><text:p>户</text:p></table:table-cell></table:table-row></table:table>'
        "</office:spreadsheet>"
    )
    flat = (
        '<office:document office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>公示'
        "</text:p><draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image></office:text>"
        "</office:body></office:document>"
    )
    html = ("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable", "<p>=E4=BC=9A</p>")
    attached = 'Content-Type: text/csv\r\nContent-Disposition: attachment; filename="a.csv"\r\nContent-Transfer-Encoding: base64'
    frame = "<draw:page><draw:frame><draw:text-box><text:p>公示</text:p></draw:text-box></draw:frame></draw:page>"
    png = (
        b"\x89PNG\r\n\x1a\n"
        + picture_chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
        + picture_chunk(b"tEXt", b"Comment\0a")
        + picture_chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4"))
        + picture_chunk(b"IEND", b"")
    )
    tags = [(256, 3, 1, 2), (257, 3, 1, 2), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    tags += [(274, 3, 1, 6), (278, 3, 1, 2), (279, 4, 1, 4)]
    tiff = b"II*\0" + struct.pack("<I", 12) + b"\1\2\3\4" + struct.pack("<H", len(tags))
    tiff += b"".join(struct.pack("<HHII", *tag) for tag in tags) + struct.pack("<I", 0)
    bmp = b"BM" + struct.pack("<IHHI", 70, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0)
    bmp += bytes(16)
    gif = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
    webp = b"VP8L" + struct.pack("<I", 14) + b"/\0\0\0\0\7\x10\xfd\x8f\xfe\7\x22\xa2\xff\1"[:14]
    size = box(b"ispe", struct.pack(">III", 0, 640, 480))
    heic = box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", size)))
    header = struct.pack(">IIIII", 0, 3_660_000_000, 3_660_000_000, 1_000, 5_000) + bytes(80)
    place = box(b"\xa9xyz", struct.pack(">HH", 18, 0x15C7) + b"+35.5000+117.6000/")
    movie = box(b"moov", box(b"mvhd", header) + box(b"udta", place))
    return [
        ("Ofd", packed(ofd)),
        ("Pptx", packed(slides)),
        ("Odt", open_document("text", "<office:text><text:h>公示</text:h><text:p>会<text:s/>议</text:p></office:text>")),
        ("Ods", open_document("spreadsheet", rows)),
        ("Odp", open_document("presentation", f"<office:presentation>{frame}</office:presentation>")),
        ("Text", "序号,姓名,金额\n1,丁一,\"1,000\"\n2,丙二,20\n".encode("gb18030")),
        ("Html", "<html><title>公示</title><body><table><tr><td>一</td><td>&#20108;</td></tr></table>".encode()),
        ("Xml", b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument><w:t>a</w:t>"),
        ("Xml", flat.encode()),
        ("Mail", message("mixed", [html, (attached, "YSwxCg==")])),
        ("Mht", message("related", [html, ("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", "iVBORw0KGgo=")])),
        ("SevenZip", seven_zip("a.txt", "会议".encode())),
        ("Rtf", rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 a;}}\f0\'bb\'e1\u35758?\trowd\cell\row}"),
        ("Png", png),
        ("Tiff", tiff),
        ("Bmp", bmp),
        ("Gif", gif),
        ("Webp", b"RIFF" + struct.pack("<I", len(webp) + 4) + b"WEBP" + webp),
        ("Heic", heic),
        ("Mp4", box(b"ftyp", b"isom\0\0\0\0isom") + movie),
        ("Mov", movie),
    ]


def with_plain_streams(pdf: bytes) -> bytes:
    """The file with its deflated streams unpacked, so that a changed byte is a changed operator or object. Places in
    the file move; readers then look for its objects themselves."""

    def unpacked(found: re.Match[bytes]) -> bytes:
        head, content = found[1], found[2]
        if b"DecodeParms" in head or len(re.findall(rb"/Filter", head)) != 1:
            return found[0]
        try:
            content = zlib.decompressobj().decompress(content, MAX_BYTES)
        except zlib.error:
            return found[0]
        head = re.sub(rb"/Filter\s*(/FlateDecode|\[\s*/FlateDecode\s*\])", b"", head)
        head = re.sub(rb"/Length\s+\d+(\s+\d+\s+R)?", b"/Length %d" % len(content), head)
        return head + b"stream\n" + content + b"\nendstream" if b"/Filter" not in head else found[0]

    return re.sub(rb"(<<(?:(?!endobj).){0,2000}?>>\s*)stream\r?\n(.*?)\r?\nendstream", unpacked, pdf, flags=re.S)


def files(folders: list[Path]) -> list[Path]:
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(path for path in found if 0 < path.stat().st_size <= MAX_BYTES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, metavar="COUNT", help="files of each format in one corpus")
    parser.add_argument("--corpus", type=Path, default=FUZZ / "corpus", help="where the corpora lie")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="folders with real files")
    arguments = parser.parse_args()
    missing = [folder for folder in arguments.folders if not folder.is_dir()]
    if missing:
        sys.exit(f"seed.py: {missing[0]} is no folder")

    by_extension, place_of = formats_by_extension(), places()
    targets = {path.stem for path in (FUZZ / "fuzz_targets").glob("*.rs")}
    seeds: dict[str, dict[str, list[bytes]]] = {}

    def add(target: str, kind: str, seed: bytes) -> None:
        if target in targets:
            seeds.setdefault(target, {}).setdefault(kind, []).append(seed)

    kinds = kinds_of_papers()

    def add_text(text: str) -> None:
        for other in TEXTS:
            add(other, "Text", text.encode())
        # The same text as a paper of a kind, in a village and in the township, beside the one before it.
        place = len(seeds.get("village", {}).get("Text", []))
        kind = kinds[place % len(kinds)]
        papers = f"=== 张庄村/清产核资/{kind}.txt\n{text}=== 镇级材料/{kind}{place}.txt\n{text[200:700]}"
        add("village", "Text", papers.removeprefix("=== ").encode())
        words = text.strip()[:6].replace("\n", " ")
        add("snippet", "Text", f"{words}\n{text[-40:].strip()}\n{text}".encode())

    def add_file(name: str | None, content: bytes) -> None:
        if name not in place_of:
            return
        target, pick = place_of[name]
        if target == "photo" and len(content) > MAX_PICTURE:
            return
        add(target, name, bytes([pick | (DRAW if len(content) <= MAX_DRAWN else 0)]) + content)
        if name == "Pdf":
            plain = with_plain_streams(content)
            if plain != content and len(plain) <= MAX_BYTES:
                add(target, "unpacked", bytes([pick]) + plain)
        if content.startswith(b"PK") and name != "Zip":
            add("container", "package", b"\0" + content)
        if len(content) <= 20_000:
            add("identify", name, bytes([len(content) % 256]) + content)
        if name == "Text":
            add_text(content[:MAX_TEXT].decode("utf-8", "ignore"))

    sample = CHECKOUT / "sample-archive"
    for path in files([sample, *(arguments.folders or filter(Path.is_dir, BESIDE))]):
        content = path.read_bytes()
        guessed = next((kind for at, magic, kind in MAGICS if content[at:].startswith(magic)), None)
        add_file(by_extension.get(path.suffix.lower().lstrip("."), guessed), content)
    for name, content in made():
        add_file(name, content)
    for text in pages():
        add_text(text[:MAX_TEXT])
    add("archive_json", "json", (sample / "archive.json").read_bytes())
    for rubric in CHECKOUT.glob("schema/fucheng-*.json"):
        add("rubric_json", "json", rubric.read_bytes())
    for names in ("a.txt\na.txt\n", "会议/记录.docx\n../b\nc:\\d\n", "/a\n\x00\n."):
        add("zip_names", "names", names.encode("gb18030"))

    for target, kinds in sorted(seeds.items()):
        folder = arguments.corpus / target
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for kind in kinds.values():
            named = sorted({hashlib.sha256(seed).hexdigest()[:40]: seed for seed in kind}.items())
            for digest, seed in named[: arguments.most]:
                (folder / digest).write_bytes(seed)
                count += 1
        print(f"{target}: {count} seeds")


if __name__ == "__main__":
    main()
