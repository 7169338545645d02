"""Small files that readers have failed on, each with what must hold: `reading.py PROGRAM SHARED/cases/reading`.

`expected.tsv` beside the files says in words what must hold; this checks the same. A file without a rule here is an error, so that a new
file is not passed over.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MINUTES = "张庄村村民代表会议纪要"
NAMED = {"no-text-layer", "attachment-not-read", "partly-read"}

# For each file: words that its text holds, words that it does not, and notices of which one must be there.
TEXTS: dict[str, tuple[list[str], list[str], set[str]]] = {
    "eng_layer.pdf": ([MINUTES, "二〇二〇年六月十五日"], [], set()),
    "tounicode_space.pdf": ([MINUTES], [], set()),
    "outlined_one_path.pdf": ([MINUTES], [], set()),
    "mixed_picture_40.pdf": (["关于公示情况的说明", "应到三十人"], [], set()),
    "text_on_scan.pdf": (["打印在底图上的正文第0行", "应到三十人"], [], set()),
    "ofd_glyph_codes.ofd": (["张庄村会议纪要"], ["ABCDEFG"], set()),
    "ruby.docx": (["主持人王玥记录"], [], set()),
    "ruby.doc": (["主持人王玥记录"], [], set()),
    "altchunk.docx": (["表决结果：同意二十八票"], [], set()),
    "altchunk_rtf.docx": (["表决"], [], set()),
    "embedded_pdf.docx": ([MINUTES], [], set()),
    "emf_scan.docx": ([MINUTES], [], set()),
    "picture.rtf": ([], [], set()),
    "textbox.xls": (["含暂借款三万元"], [], set()),
    "header_footer.xlsx": (["凫城镇资产清查登记表", "填表人：王某"], [], set()),
    "numfmt.xlsx": (
        ["00371", "12.50万元", "壹仟贰佰捌拾元整", "2020年6月\t", "第3组", "是", "张庄村"],
        ["43997"],
        set(),
    ),
    "numfmt.xls": (["84.5%", "00371"], [], set()),
    "font_charsets.rtf": (["张庄村会议纪要", "café naïve", "會議紀要"], [], set()),
    "star_in_run.rtf": (["张庄村会议纪要"], [], set()),
    "utf8_one_bad_byte.txt": (["应到村民代表三十人"], [], set()),
    "utf8_cut.txt": (["应到村民代表三十人"], ["寮犲簞"], set()),
    "one_bad_byte.html": (["应到村民代表三十人"], [], set()),
    "far_corner.xls": (["张庄村成员名册"], [], set()),
    "default_password.xlsx": (["应到", "三十"], [], set()),
    "palette.tif": ([MINUTES], [], set()),
    "cut_off.jpg": ([], [], {"partly-read"}),
    "no_end.png": ([MINUTES], [], {"partly-read"}),
    "form_value.pdf": (["王某一"], [], set()),
    "sticky_note.pdf": (["此处数字有误请更正"], [], set()),
    "document.uot": (["外甲", "内一"], ["<字:句属性"], set()),
    "form_fields.html": (["王某一", "²", "≤"], ["&sup2;", "&le;"], set()),
    "sheet_part_missing.xlsx": (["主表尚在"], [], {"partly-read"}),
    "field_in_field.docx": (["外部值"], [], set()),
}
# What the photo's record says: the beginning of its time (of several, any), a code that is found, codes that are not.
PHOTOS: dict[str, tuple[tuple[str, ...], str, set[str]]] = {
    "hour24.jpg": (("2020-06-15", "2020-06-16"), "", set()),
    "pm.jpg": (("2020-06-15T14:30:05",), "", set()),
    "default_2002.jpg": (("",), "photo-clock-suspect", set()),
    "gps_zero_denominator.jpg": (("",), "photo-without-place", {"photo-outside-village"}),
}
ARCHIVES = {"empty_village.tgz", "eadir.tgz", "event_name.tgz", "search_rare.tgz"}


def run(*command: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300)


def documents(said: str) -> list[dict]:
    """A file and the files inside it: one JSON document after the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(said.rstrip()):
        document, end = decoder.raw_decode(said, at)
        found.append(document)
        at = end + len(said[end:]) - len(said[end:].lstrip())
    return found


def photos_of(program: str, archive: Path) -> list[dict]:
    answer = json.loads(run(program, "photos", archive, "--ocr", "off", "--quiet", "--format", "json").stdout)
    found: list[dict] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "captured" in value:
                found.append(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(answer)
    return found


def text_case(program: str, path: Path) -> list[str]:
    holds, lacks, notices = TEXTS[path.name]
    read = documents(run(program, "text", path, "--format", "json").stdout)
    text = "\n".join(page["text"] for document in read for page in document["pages"])
    given = {notice["code"] for document in read for notice in document["notices"]}
    wrong = [f"{word!r} is not read" for word in holds if word not in text]
    wrong += [f"{word!r} is given out" for word in lacks if word in text]
    if notices and not notices & given:
        wrong.append(f"none of {sorted(notices)} is told, but {sorted(given)}")
    if path.name == "picture.rtf" and len(read[0]["pages"]) < 2 and not given & NAMED:
        wrong.append("the picture is neither a page nor named")
    return wrong


def photo_case(program: str, path: Path, scratch: Path) -> list[str]:
    starts, code, forbidden = PHOTOS[path.name]
    village = scratch / path.stem / "张庄村"
    village.mkdir(parents=True)
    (village / path.name).write_bytes(path.read_bytes())
    described = {"name": "张庄村", "folder": "张庄村", "center": [117.46, 35.10], "radius_m": 3000}
    description = {"format": "cundang-archive/1", "township": "凫城镇", "villages": [described]}
    (village.parent / "archive.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
    photos = photos_of(program, village.parent)
    if len(photos) != 1:
        return [f"{len(photos)} photos are listed"]
    value = photos[0]["captured"]["value"] or ""
    codes = {finding["code"] for finding in photos[0]["findings"]}
    wrong = [] if value.startswith(starts) else [f"taken {value!r}"]
    if code and code not in codes:
        wrong.append(f"{code} is not found")
    return wrong + [f"{code} is found" for code in forbidden & codes]


def archive_case(program: str, path: Path, scratch: Path) -> list[str]:
    folder = scratch / path.stem
    folder.mkdir()
    run("tar", "-xzf", path, "-C", folder)
    archive = next(inner for inner in folder.iterdir() if inner.is_dir())
    if path.stem == "empty_village":
        report = json.loads(run(program, "check", archive, "--ocr", "off", "--quiet", "--format", "json").stdout)
        missing = {village["name"]: all(item["state"] == "missing" for item in village["items"]) for village in report["villages"]}
        return [f"{name} is not all missing" for name in ("李庄村", "王庄村") if not missing.get(name)]
    if path.stem == "search_rare":
        wrong = []
        for query, file in (("王䶮某", "私用区"), ("李龴某", "私用区"), ("高某", "异体"), ("户主", "异体")):
            answer = run(program, "search", archive, query, "--format", "json").stdout
            if file not in answer:
                wrong.append(f"{query} does not find {file}.txt")
        for query in ("类型:xx", "项目:V99"):
            if run(program, "search", archive, query).returncode == 0:
                wrong.append(f"{query} is no error")
        return wrong
    photos = photos_of(program, archive)
    if path.stem == "eadir":
        codes = {finding["code"] for photo in photos for finding in photo["findings"]}
        names = [Path(photo["path"]).name for photo in photos]
        return [] if names == ["IMG_1.jpg"] and "photo-reused" not in codes else [f"{names}, {sorted(codes)}"]
    events = {photo["event"] for photo in photos}
    return [] if events <= {"公示照片", None, ""} else [f"events {events}"]


def main() -> None:
    program, folder = sys.argv[1], Path(sys.argv[2])
    failed = 0
    files = sorted(path for path in folder.iterdir() if path.name != "expected.tsv")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for path in files:
            if path.name in TEXTS:
                wrong = text_case(program, path)
            elif path.name in PHOTOS:
                wrong = photo_case(program, path, scratch)
            elif path.name in ARCHIVES:
                wrong = archive_case(program, path, scratch)
            else:
                wrong = ["nothing is known of it: add what must hold"]
            failed += bool(wrong)
            for what in wrong:
                print(f"{path.name}: {what}")
    print(f"reading: {len(files) - failed} of {len(files)} files hold")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
