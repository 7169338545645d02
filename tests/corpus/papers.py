"""Real pages as papers, through the whole program: `papers.py PROGRAM FOLDER [SEED [EVERY]]`.

FOLDER holds `pages-20k.jsonl.zst` (one page a line: `id`, `body`). Each page becomes two papers, one of a village and one
of the township, under the name of a kind of the built-in rubric, as a text, DOCX or HTML file; kinds and forms go round,
so that every kind is met some 600 times and in every form. The papers are spread over archives of a thousand files, and
`check` runs over each. It must end well, read every file, and fail on none (`internal-error`); every kind must have been
given to some paper.

SEED is the township's own plan as a text: filed as that, it must fill T10 with its page cited. EVERY, a number, takes one
archive of so many: 2 takes half of the pages.
"""

import html
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.sax.saxutils import escape

FORMS = ("txt", "docx", "html")
PAGES_AN_ARCHIVE = 500
VILLAGES = ["张庄村", "付庄村", "东山村", "西山村", "王家峪村", "柳泉村", "石门沟村", "桃花峪村", "马山头村", "李庄村"]
TOPICS = ["清产核资", "成员身份确认", "折股量化", "股权管理", "合作社成立", "档案管理"]
RUBRIC = Path(__file__).parents[2] / "schema" / "fucheng-2020.json"
# What XML cannot hold.
NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    form = path.suffix[1:]
    if form == "txt":
        path.write_text(text, encoding="utf-8")
    elif form == "html":
        lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n"))
        path.write_text(f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{lines}</body></html>', "utf-8")
    else:
        lines = "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{escape(line.translate(NO_XML))}</w:t></w:r></w:p>'
            for line in text.split("\n")
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(
                "[Content_Types].xml",
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
                'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            )
            package.writestr(
                "_rels/.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                'Target="word/document.xml"/></Relationships>',
            )
            package.writestr(
                "word/document.xml",
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
                f"{lines}</w:body></w:document>",
            )


def check(program: str, archive: Path) -> dict:
    done = subprocess.run(
        [program, "check", archive, "--ocr", "off", "--jobs", "1", "--quiet", "--format", "json"],
        capture_output=True,
    )
    if done.returncode != 0:
        sys.exit(f"{archive}: status {done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
    return json.loads(done.stdout)


def kinds_of(program: str, archive: Path) -> Counter:
    """How many files of each kind there are: the kinds that a search for the villages' and folders' words counts."""
    done = subprocess.run(
        [program, "search", archive, "文件:村 OR 文件:镇", "--format", "json", "--limit", "0"],
        capture_output=True,
        check=True,
    )
    facets = json.loads(done.stdout)["facets"]
    return Counter({entry["value"]: entry["count"] for facet in facets if facet["id"] == "kind" for entry in facet["values"]})


def run(program: str, number: int, pages: list[str], names: list[str]) -> tuple[int, list[str]]:
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch) / "凫城镇"
        for place, text in enumerate(pages):
            at = number * PAGES_AN_ARCHIVE + place
            topic = TOPICS[at % len(TOPICS)]
            name, form = names[at % len(names)], FORMS[at % len(FORMS)]
            write(archive / VILLAGES[at % len(VILLAGES)] / topic / f"{place}{name}.{form}", text)
            name, form = names[(at * 7 + number) % len(names)], FORMS[(at + number + 1) % len(FORMS)]
            write(archive / "镇级材料" / topic / f"{place}{name}.{form}", text)
        report = check(program, archive)
        ledger = report["ledger"]
        troubles = []
        if ledger["files"] != 2 * len(pages) or ledger["read"] != ledger["files"]:
            said = [f"{notice['code']} {notice['path']}" for notice in report["notices"]]
            troubles.append(f"archive {number}: {ledger} {said[:5]}")
        for notice in report["notices"]:
            if notice["code"] == "internal-error":
                text = notice["message"] if isinstance(notice["message"], str) else notice["message"]["zh"]
                troubles.append(f"archive {number}: {notice['path']}: {text}")
        return ledger["read"], troubles


def seed_fills_t10(program: str, seed: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(scratch) / "凫城镇"
        write(archive / "镇级材料/01工作方案/规范农村集体产权制度改革工作方案.txt", seed.read_text(encoding="utf-8"))
        write(archive / "张庄村/清产核资/张庄村清产核资实施方案.txt", "张庄村清产核资实施方案\n一、指导思想\n1、坚持党的领导。\n")
        report = check(program, archive)
        assert not [it for it in report["notices"] if it["code"] == "internal-error"], report["notices"]
        item = next(item for item in report["township"]["items"] if item["id"] == "T10")
        cited = [it for it in item["evidence"] if "工作方案" in it["path"] and it["page"] and it["quote"]]
        assert cited and item["state"] != "missing", f"the plan does not fill T10: {item['state']} {item['evidence']}"
        print(f"the township's plan fills T10 ({item['state']}): page {cited[0]['page']}, {cited[0]['quote']!r}")


def main() -> None:
    program, folder = sys.argv[1], Path(sys.argv[2])
    if len(sys.argv) > 3:
        seed_fills_t10(program, Path(sys.argv[3]))
    unpacked = subprocess.run(["zstd", "-dcq", folder / "pages-20k.jsonl.zst"], capture_output=True, check=True).stdout
    pages = [json.loads(line)["body"] for line in unpacked.decode("utf-8").split("\n") if line]
    rubric = json.loads(RUBRIC.read_text(encoding="utf-8"))
    names = [kind["name"]["zh"].split("、")[0] for kind in rubric["kinds"]]
    parts = [pages[at : at + PAGES_AN_ARCHIVE] for at in range(0, len(pages), PAGES_AN_ARCHIVE)]
    every = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    chosen = list(enumerate(parts))[::every]
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = list(pool.map(lambda part: run(program, part[0], part[1], names), chosen))
    troubles = [trouble for _, of_part in done for trouble in of_part]
    read = sum(count for count, _ in done)
    print(
        f"{sum(len(part) for _, part in chosen)} pages as {read} papers of {len(names)} kinds in {len(FORMS)} forms, {len(chosen)} archives: "
        f"{len(troubles)} failures, {time.monotonic() - began:.0f} s"
    )
    if troubles:
        sys.exit("\n".join(troubles[:20]))


if __name__ == "__main__":
    main()
