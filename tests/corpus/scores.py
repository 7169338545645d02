"""The program against papers whose truth is known: `scores.py PROGRAM SHARED`.

SHARED holds `archives/shiqiao` (a township) and `cases/papers` (short papers after the form of real ones), each with a
`score.py` of its own; `tests/blind` holds papers that were written blind, for the same scorer, and an archive. This runs
them, prints their figures, and ends with an error where one is below its floor. Floors are what the program reaches; they
rise with it and are never lowered to let a change through.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Township of truth: at least so many, at most so many.
TOWNSHIP_LEAST = {
    "items": 168,
    "planted": 59,
    "search found": 203,
    "photo time": 70,
    "photo place": 70,
    "caption elements": 70,
}
TOWNSHIP_MOST = {"wrong findings": 1, "false alarms in the clean village": 0}
# Sets of short papers, with telling and with meaningless file names: those of SHARED, and those written blind.
PAPERS = {
    "cases": {
        "telling": ({"reached": 83, "right": 41, "found": 39}, {"taken": 0, "false": 2}),
        "meaningless": ({"reached": 81, "right": 41, "found": 39}, {"taken": 0, "false": 3}),
    },
    "yunxi": {
        "telling": ({"reached": 136, "right": 40, "found": 41}, {"taken": 1, "false": 21}),
        "meaningless": ({"reached": 132, "right": 39, "found": 40}, {"taken": 1, "false": 21}),
    },
    "bailu": {
        "telling": ({"reached": 116, "right": 39, "found": 36}, {"taken": 2, "false": 14}),
        "meaningless": ({"reached": 113, "right": 38, "found": 35}, {"taken": 2, "false": 13}),
    },
}
# The archive that was written blind.
ARCHIVE_LEAST = {"items": 57, "planted": 10}
ARCHIVE_MOST = {"unknown": 0, "alarms": 4}


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: status {done.returncode}\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return done.stdout.decode("utf-8")


def township(program: str, folder: Path, scratch: Path) -> tuple[dict[str, int], dict[str, int]]:
    run("tar", "-I", "zstd", "-xf", folder / "archive.tar.zst", "-C", scratch)
    archive = next(path for path in scratch.iterdir() if path.is_dir())
    report, result, answers = scratch / "report.json", scratch / "result.json", scratch / "answers"
    run(program, "check", archive, "--quiet", "--format", "json", "--output", report)
    no_internal_error(report)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    answers.mkdir()
    for query in truth["queries"] + truth["beyond"]:
        found = run(program, "search", archive, "--limit", "1000", "--format", "json", "--", query["query"])
        (answers / f"{query['id']}.json").write_text(found, encoding="utf-8")
    run(sys.executable, folder / "score.py", report, answers, "--json", result)
    score = json.loads(result.read_text(encoding="utf-8"))
    photo = score["photo"]
    right, given = score["precision"]
    least = {
        "items": score["items"][0],
        "planted": score["planted"][0],
        "search found": score["search"]["recall"][0],
        "photo time": photo["time"],
        "photo place": photo["inside"],
        "caption elements": photo["caption"],
    }
    most = {"wrong findings": given - right, "false alarms in the clean village": score["false_alarms_clean"]}
    wrong = [name for name, holds in score["ledger"].items() if not holds]
    if wrong:
        sys.exit(f"the ledger of the township: {wrong}")
    print(f"township of {score['items'][1]} items, {score['planted'][1]} planted faults: {least} {most}")
    return least, most


def blind_archive(program: str, folder: Path, scratch: Path) -> dict[str, int]:
    report, result = scratch / "report.json", scratch / "result.json"
    run(program, "check", folder / "archive", "--store", scratch / "store", "--quiet", "--format", "json", "--output", report)
    no_internal_error(report)
    run(sys.executable, folder / "score.py", report, "--json", result)
    score = json.loads(result.read_text(encoding="utf-8"))
    print(f"archive of {score['items'][1]} items, {score['planted'][1]} planted faults: {score}")
    return {name: figure[0] if isinstance(figure, list) else figure for name, figure in score.items()}


def no_internal_error(report: Path) -> None:
    notices = json.loads(report.read_text(encoding="utf-8"))["notices"]
    failed = [notice for notice in notices if notice["code"] == "internal-error"]
    if failed:
        sys.exit(f"{len(failed)} papers on which the program fails: {failed[:3]}")


def papers(program: str, scorer: Path, folder: Path, scratch: Path) -> dict[str, dict[str, int]]:
    text = run(sys.executable, scorer, "--binary", program, "--cases", folder, "--keep", scratch / "papers")
    for report in (scratch / "papers").rglob("*.json"):
        if '"cundang-report/1"' in report.read_text(encoding="utf-8", errors="replace")[:200]:
            no_internal_error(report)
    found = {}
    for part in re.split(r"^== ", text, flags=re.M)[1:]:
        name = "meaningless" if "meaningless" in part.split("\n")[0] else "telling"

        def figure(pattern: str) -> tuple[int, ...]:
            match = re.search(pattern, part)
            if not match:
                sys.exit(f"the scorer of papers says nothing of {pattern!r}:\n{part[:600]}")
            return tuple(int(number) for number in match.groups())

        reached, wanted = figure(r"items reached +(\d+)/(\d+)")
        taken, negatives = figure(r"negatives taken as evidence +(\d+)/(\d+)")
        right, given, hit, truth = figure(r"findings: precision (\d+)/(\d+), recall (\d+)/(\d+)")
        print(
            f"papers of {folder}, {name} names: items reached {reached}/{wanted}, look-alikes taken {taken}/{negatives}, "
            f"findings right {right}/{given}, found {hit}/{truth}"
        )
        found[name] = {"reached": reached, "taken": taken, "right": right, "false": given - right, "found": hit}
    return found


def main() -> None:
    program, shared = sys.argv[1], Path(sys.argv[2])
    below = []
    with tempfile.TemporaryDirectory() as scratch:
        least, most = township(program, shared / "archives" / "shiqiao", Path(scratch))
        below += [f"{name}: {least[name]} < {floor}" for name, floor in TOWNSHIP_LEAST.items() if least[name] < floor]
        below += [f"{name}: {most[name]} > {limit}" for name, limit in TOWNSHIP_MOST.items() if most[name] > limit]
    blind = Path(__file__).resolve().parents[1] / "blind"
    with tempfile.TemporaryDirectory() as scratch:
        figures = blind_archive(program, blind / "wutong", Path(scratch))
        below += [f"blind archive, {name}: {figures[name]} < {floor}" for name, floor in ARCHIVE_LEAST.items() if figures[name] < floor]
        below += [f"blind archive, {name}: {figures[name]} > {limit}" for name, limit in ARCHIVE_MOST.items() if figures[name] > limit]
    sets = {"cases": shared / "cases" / "papers", "yunxi": blind / "yunxi", "bailu": blind / "bailu"}
    for name, folder in sets.items():
        with tempfile.TemporaryDirectory() as scratch:
            found = papers(program, shared / "cases" / "papers" / "score.py", folder, Path(scratch))
        for names, figures in found.items():
            floors, limits = PAPERS[name][names]
            what = f"papers, {name}, {names}"
            below += [f"{what}, {key}: {figures[key]} < {least}" for key, least in floors.items() if figures[key] < least]
            below += [f"{what}, {key}: {figures[key]} > {most}" for key, most in limits.items() if figures[key] > most]
    if below:
        sys.exit("below the floor:\n" + "\n".join(below))


if __name__ == "__main__":
    main()
