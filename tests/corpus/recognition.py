"""Figures of text recognition over pages whose text is known: `recognition.py PROGRAM FOLDER`.

FOLDER holds pictures of pages and `truth.json`: for each picture its `lines`, `names` and `amounts`. It ends
with an error where a limit is broken.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

MAX_ERROR = 0.005
MIN_NAMES = 0.98
MIN_AMOUNTS = 0.99
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


def main() -> None:
    program, folder = sys.argv[1], Path(sys.argv[2])
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    errors = characters = names = known_names = amounts = known_amounts = 0
    wrong = []
    for name, known in sorted(truth.items()):
        done = subprocess.run(
            [program, "text", folder / name, "--format", "json", "--quiet"], capture_output=True, timeout=300, check=True
        )
        page = json.loads(done.stdout)["pages"][0]
        read, expected = plain(page["text"]), plain("".join(known["lines"]))
        if not expected:
            if read:
                wrong.append(f"{name}: text where there is none: {read}")
            continue
        # A name that does not stand on the page cannot be read from it.
        asked = [plain(word) for word in known["names"] if plain(word) in expected]
        lost = [word for word in asked if word not in read]
        figures = [plain(word) for word in known["amounts"]]
        lost_figures = [word for word in figures if word not in read]
        missed = distance(expected, read)
        errors, characters = errors + missed, characters + len(expected)
        names, known_names = names + len(asked) - len(lost), known_names + len(asked)
        amounts, known_amounts = amounts + len(figures) - len(lost_figures), known_amounts + len(figures)
        print(f"{name}: {missed} of {len(expected)} wrong; not found: {' '.join(lost + lost_figures) or 'nothing'}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (used.ru_utime + used.ru_stime) / len(truth)
    print(
        f"error rate {errors / characters:.2%} ({errors} of {characters}), names {names} of {known_names}, "
        f"amounts {amounts} of {known_amounts}, {seconds:.2f} s of processor time a page, "
        f"peak {used.ru_maxrss / 1024:.0f} MB"
    )
    if errors > MAX_ERROR * characters:
        wrong.append("too many characters are wrong")
    if names < MIN_NAMES * known_names:
        wrong.append("too many names are not found")
    if amounts < MIN_AMOUNTS * known_amounts:
        wrong.append("too many amounts are not found")
    if seconds > MAX_SECONDS:
        wrong.append("a page takes too long")
    sys.exit("\n".join(wrong) or None)


if __name__ == "__main__":
    main()
