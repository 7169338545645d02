"""Recall and precision of search over pages whose answers are known: `search.py PROGRAM FOLDER`.

FOLDER holds `pages-20k.jsonl.zst` (one page a line: `id`, `body`) and `queries.jsonl` (`q`, and the ids of the pages
that hold it: `exact` byte for byte, `folded` after folding). Each page becomes a text file of an archive of its own.
Every query is asked on the command line and over HTTP, between quotation marks and, where it is one word, as it is; the
pages found must be those of `folded`, no more and no less. Pages that hold the same sum or date in another writing are
counted apart: a query as it is finds them too, and says so. It ends with an error where anything else is found.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

# File names are searched too, so they are written in characters that stand in no query.
DIGITS = "가나다라마바사아자차"
LIMIT = "1000000"


def name(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def number(path: str) -> int:
    return int("".join(str(DIGITS.index(letter)) for letter in Path(path).stem))


def make_archive(folder: Path, pages: Path) -> int:
    """Writes the pages; returns the bytes of their text."""
    size = 0
    unpacked = subprocess.run(["zstd", "-dcq", pages], capture_output=True, check=True).stdout
    for line in unpacked.decode("utf-8").split("\n"):
        if not line:
            continue
        page = json.loads(line)
        place = folder / name(page["id"] // 1000)
        place.mkdir(parents=True, exist_ok=True)
        # A first line of another script, so that a page that quotes HTML is not read as HTML.
        (place / f"{name(page['id'])}.txt").write_text("가\n" + page["body"], encoding="utf-8")
        size += len(page["body"].encode("utf-8"))
    return size


def ids(answer: dict) -> tuple:
    """The pages with the words as asked, and those with another writing."""
    assert answer["total"] == len(answer["hits"]), (answer["query"], answer["total"], len(answer["hits"]))
    found = {"exact": set(), "form": set()}
    for hit in answer["hits"]:
        found[hit["match"]].add(number(hit["path"]))
    return found["exact"], found["form"]


class CommandLine:
    def __init__(self, program: str, archive: Path, store: Path):
        self.start = [program, "search", archive, "--store", store, "--format", "json", "--quiet", "--limit", LIMIT, "--"]

    def ask(self, query: str) -> tuple:
        done = subprocess.run([*self.start, query], capture_output=True, timeout=300, check=True)
        return ids(json.loads(done.stdout))


class Http:
    def __init__(self, program: str, archive: Path, store: Path, scratch: Path):
        log = scratch / "serve.log"
        with log.open("w") as out:
            command = [program, "serve", archive, "--store", store, "--ocr", "off", "--bind", "127.0.0.1:0", "--lang", "en"]
            self.server = subprocess.Popen(command, stderr=out)
        found = None
        for _ in range(3000):
            found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
            if found or self.server.poll() is not None:
                break
            time.sleep(0.2)
        assert found, log.read_text()
        self.base = found.group(0)
        self.open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def ask(self, query: str) -> tuple:
        address = f"{self.base}/search.json?limit={LIMIT}&q={urllib.parse.quote(query)}"
        with self.open(address, timeout=300) as answer:
            return ids(json.loads(answer.read()))


def compare(way, queries: list) -> list:
    """Asks everything; returns what is wrong."""
    wrong = []
    hits = known = extra = otherwise = asked_times = 0
    for query in queries:
        folded, exact = set(query["folded"]), set(query["exact"])
        quoted = '"' + query["q"].replace('"', "") + '"'
        # White space divides words, each of which may stand anywhere on the page.
        for asked in [quoted] if len(query["q"].split()) > 1 else [quoted, query["q"]]:
            found, forms = way.ask(asked)
            asked_times, otherwise = asked_times + 1, otherwise + len(forms)
            hits, known, extra = hits + len(found & folded), known + len(folded), extra + len(found - folded)
            if found != folded or not exact <= found:
                lost, more = sorted(folded - found)[:5], sorted(found - folded)[:5]
                wrong.append(f"{asked}: not found {lost}, found besides {more}")
    name = type(way).__name__
    print(
        f"{name}: recall {hits / known:.6f} ({hits} of {known}), {extra} pages besides, {otherwise} in another writing, "
        f"{asked_times} questions"
    )
    return [f"{name}: {line}" for line in wrong]


def main() -> None:
    program, folder = sys.argv[1], Path(sys.argv[2])
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        archive, store = scratch / "archive", scratch / "store"
        size = make_archive(archive, folder / "pages-20k.jsonl.zst")
        began = time.monotonic()
        subprocess.run([program, "index", archive, "--store", store, "--ocr", "off", "--quiet"], check=True, timeout=3600)
        held = sum(file.stat().st_size for file in (store / "index").rglob("*") if file.is_file())
        print(f"{size / 1e6:.1f} MB of text read and indexed in {time.monotonic() - began:.0f} s, index / text {held / size:.2f}")
        wrong = compare(CommandLine(program, archive, store), queries)
        http = Http(program, archive, store, scratch)
        try:
            wrong += compare(http, queries)
        finally:
            http.server.kill()
            http.server.wait()
    sys.exit("\n".join(wrong[:40]) or None)


if __name__ == "__main__":
    main()
