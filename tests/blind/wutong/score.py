"""A report of `archive` against its truth: `score.py REPORT.json [--json OUT]`.

Prints the items whose state is one that the truth accepts, the planted faults that are found, the findings that the truth
does not know, and those of the faultless village. A finding counts once for its unit, code and files, under however many
items it stands. A planted fault is found where its code stands in its unit with one of its files.
"""

import argparse
import csv
import json
from pathlib import Path

FAULTLESS = "上河村"
# What says that something is absent: right wherever the truth says that papers are missing.
ABSENT = {
    "document-missing",
    "catalogue-missing",
    "event-incomplete",
    "finance-part-missing",
    "double-counted-event",
    "ledger-missing",
}


def findings_of(unit: dict) -> dict[tuple[str, frozenset[str]], tuple[str, str]]:
    """Severity and message by code and files, from the items and from the photos."""
    found = {}
    for item in unit["items"]:
        for finding in item["findings"]:
            files = frozenset(place["path"] for place in finding["where"])
            found.setdefault((finding["code"], files), (finding["severity"], finding["message"]))
    for photo in unit.get("photos") or []:
        for finding in photo["findings"]:
            code = finding if isinstance(finding, str) else finding["code"]
            if not any(known == code and photo["path"] in files for known, files in found):
                found[code, frozenset([photo["path"]])] = ("warning", "")
    return found


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("report", type=Path)
    arguments.add_argument("--json", type=Path)
    arguments = arguments.parse_args()
    report = json.loads(arguments.report.read_text(encoding="utf-8"))
    units = {unit["name"]: unit for unit in [report["township"], *report["villages"]]}
    states = {(name, item["id"]): item["state"] for name, unit in units.items() for item in unit["items"]}
    found = {name: findings_of(unit) for name, unit in units.items()}

    items, planted, known = [0, 0], [0, 0], []
    with Path(__file__).with_name("truth.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            unit, what, accepted = row["unit"], row["item_or_code"], set(row["states_or_file"].split("|"))
            if row["record"] == "state":
                items[1] += 1
                if states.get((unit, what)) in accepted:
                    items[0] += 1
                else:
                    print(f"  state {unit} {what}: {states.get((unit, what))}, not {row['states_or_file']}")
                continue
            known.append((unit, what, accepted))
            if row["must_may"] == "must":
                planted[1] += 1
                if any(code == what and files & accepted for code, files in found[unit]):
                    planted[0] += 1
                else:
                    print(f"  not found {unit} {what}: {row['states_or_file']}")

    unknown, alarms = 0, 0
    for unit, of_unit in found.items():
        for (code, files), (severity, message) in of_unit.items():
            if severity == "hint":
                continue
            if unit == FAULTLESS:
                alarms += 1
                print(f"  alarm {severity} {code} {sorted(files)[:3]} {message}")
            elif code not in ABSENT and not any(
                unit == place and code == what and ("*" in accepted or files & accepted)
                for place, what, accepted in known
            ):
                unknown += 1
                print(f"  unknown {unit} {severity} {code} {sorted(files)[:3]} {message}")
    score = {"items": items, "planted": planted, "unknown": unknown, "alarms": alarms}
    print(score)
    if arguments.json:
        arguments.json.write_text(json.dumps(score), encoding="utf-8")


if __name__ == "__main__":
    main()
