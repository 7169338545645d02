"""Figures of text recognition over pages whose text is known: `recognition.py PROGRAM FOLDER [HAND]`.

FOLDER holds pictures of printed pages and `truth.json`: for each picture its `lines`, `names` and `amounts`. HAND holds
handwritten pages and phone photographs in the same form, with `hand` for each line. It ends with an error where a limit
is broken.
"""

import html
import json
import re
import resource
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

MAX_ERROR = 0.005
MIN_NAMES = 0.98
MIN_AMOUNTS = 0.99
MAX_PRINT_MARKED = 0  # printed pages that are said to need a person
MIN_HAND_MARKED = 0.95  # handwritten pages that are
MAX_SPREAD_ERROR = 0.06  # in the order of reading, on pictures of two pages
MIN_OFFERED = 0.88  # names on handwritten pages that are read, or offered where they are not
MAX_SECONDS = 6.0  # of processor time a page; generous, since a busy machine counts more than a quiet one


def distance(a: str, b: str) -> int:
    """Levenshtein."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def plain(text: str) -> str:
    return "".join(text.split())


def needs_person(answer: dict) -> bool:
    return any(notice["code"] == "needs-a-person" for notice in answer["notices"])


def read(program: str, picture: Path) -> dict:
    command = [program, "text", picture, "--format", "json", "--quiet"]
    return json.loads(subprocess.run(command, capture_output=True, timeout=300, check=True).stdout)


class Queue:
    """The transcription queue of an archive: one village with a roster of all names, and the pages as its papers."""

    VILLAGE = "张庄村"

    def __init__(self, program: str, folder: Path, pictures: list[str], names: list[str]) -> None:
        self.scratch = tempfile.TemporaryDirectory()
        root = Path(self.scratch.name) / "archive"
        village = root / self.VILLAGE
        (village / "会议").mkdir(parents=True)
        rows = [f"{number},{name},户主" for number, name in enumerate(names, 1)]
        roster = [f"{self.VILLAGE}集体经济组织成员名册", "序号,姓名,与户主关系", *rows]
        (village / "成员名册.csv").write_text("\n".join(roster) + "\n", encoding="utf-8")
        self.paths = {}
        for picture in pictures:
            name = f"成员代表会议记录{picture}"
            (village / "会议" / name).write_bytes((folder / picture).read_bytes())
            self.paths[picture] = f"{self.VILLAGE}/会议/{name}"
        store = Path(self.scratch.name) / "store"
        subprocess.run([program, "index", root, "--store", store, "--quiet"], timeout=3600, check=True)
        self.server = subprocess.Popen(
            [program, "serve", root, "--store", store, "--bind", "127.0.0.1:0", "--lang", "zh"],
            stderr=subprocess.PIPE, text=True,
        )
        self.url = next(found.group() for line in self.server.stderr if (found := re.search(r"http://[0-9.:]+", line)))

    def offered(self, picture: str, lines: int) -> set[str]:
        """The names that are offered for the lines of a picture."""
        found = set()
        for line in range(lines):
            asked = urllib.parse.urlencode({"path": self.paths[picture], "page": 1, "line": line})
            with urllib.request.urlopen(f"{self.url}/transcribe?{asked}", timeout=60) as answer:
                page = answer.read().decode()
            found.update(html.unescape(name) for name in re.findall(r'name="take"[^>]*>([^<]+)</button>', page))
        return found

    def close(self) -> None:
        self.server.terminate()
        self.server.wait()
        self.scratch.cleanup()


def handwriting(program: str, folder: Path) -> list[str]:
    """Figures of handwritten pages; what is wrong with them."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    wrong = []
    pages = {name: read(program, folder / name) for name in sorted(truth)}
    by_hand = [name for name, known in truth.items() if any(known["hand"])]
    marked = [name for name in by_hand if needs_person(pages[name])]
    errors = characters = 0
    for name in (name for name in pages if "spread" in name):
        expected = plain("".join(truth[name]["lines"]))
        errors += distance(expected, plain(pages[name]["pages"][0]["text"]))
        characters += len(expected)
    queue = Queue(program, folder, by_hand, sorted({name for known in truth.values() for name in known["names"]}))
    known = got = 0
    try:
        for name in by_hand:
            page = pages[name]["pages"][0]
            offered = queue.offered(name, len(page["lines"]))
            names = {plain(word) for word in truth[name]["names"]}
            seen = {word for word in names if word in plain(page["text"])}
            known, got = known + len(names), got + len(seen | (offered & names))
            print(f"{name}: {len(seen)} of {len(names)} names read, offered: {' '.join(sorted(offered)) or 'none'}")
            if stray := offered - names:
                wrong.append(f"{name}: names are offered that do not stand there: {' '.join(sorted(stray))}")
    finally:
        queue.close()
    print(
        f"handwriting: {len(marked)} of {len(by_hand)} pages marked, {got} of {known} names read or offered, "
        f"{errors / max(characters, 1):.2%} errors in the reading order of spreads"
    )
    if len(marked) < MIN_HAND_MARKED * len(by_hand):
        wrong.append("too few handwritten pages are said to need a person")
    if got < MIN_OFFERED * known:
        wrong.append("too few names are read or offered")
    if errors > MAX_SPREAD_ERROR * characters:
        wrong.append("spreads are not read page by page")
    return wrong


def main() -> None:
    program, folder = sys.argv[1], Path(sys.argv[2])
    marked = 0
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    errors = characters = names = known_names = amounts = known_amounts = 0
    wrong = []
    for name, known in sorted(truth.items()):
        answer = read(program, folder / name)
        text, expected = plain(answer["pages"][0]["text"]), plain("".join(known["lines"]))
        marked += needs_person(answer)
        if not expected:
            if text:
                wrong.append(f"{name}: text where there is none: {text}")
            continue
        # A name that does not stand on the page cannot be read from it.
        asked = [plain(word) for word in known["names"] if plain(word) in expected]
        lost = [word for word in asked if word not in text]
        figures = [plain(word) for word in known["amounts"]]
        lost_figures = [word for word in figures if word not in text]
        missed = distance(expected, text)
        errors, characters = errors + missed, characters + len(expected)
        names, known_names = names + len(asked) - len(lost), known_names + len(asked)
        amounts, known_amounts = amounts + len(figures) - len(lost_figures), known_amounts + len(figures)
        print(f"{name}: {missed} of {len(expected)} wrong; not found: {' '.join(lost + lost_figures) or 'nothing'}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (used.ru_utime + used.ru_stime) / len(truth)
    print(
        f"error rate {errors / characters:.2%} ({errors} of {characters}), names {names} of {known_names}, "
        f"amounts {amounts} of {known_amounts}, {seconds:.2f} s of processor time a page, "
        f"peak {used.ru_maxrss / 1024:.0f} MB; {marked} of {len(truth)} pages said to need a person"
    )
    if errors > MAX_ERROR * characters:
        wrong.append("too many characters are wrong")
    if names < MIN_NAMES * known_names:
        wrong.append("too many names are not found")
    if amounts < MIN_AMOUNTS * known_amounts:
        wrong.append("too many amounts are not found")
    if seconds > MAX_SECONDS:
        wrong.append("a page takes too long")
    if marked > MAX_PRINT_MARKED:
        wrong.append("printed pages are said to need a person")
    if len(sys.argv) > 3:
        wrong += handwriting(program, Path(sys.argv[3]))
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
