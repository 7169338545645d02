"""What another reader finds in files that cundang neither gives nor names: `second_reader.py PROGRAM FOLDER`.

FOLDER holds files of any format, best of the test suites of other readers; its sub-folders only order the table. Each file is read by PROGRAM
and by a second reader, and every word (every pair of characters, in Chinese) and every time and position of a photo that the second one
has must be in what PROGRAM gives, or PROGRAM must say in a notice that something was not read. What is left is a silent loss:

    equal     nothing of the second reader's is lacking
    named     something is, and a notice says that a part was not read
    judged    something is, and the table of judgements says why that is right: marks of notes, deleted text, what only the second reader adds
    silent    something is, and nobody says so
    alone     PROGRAM has text and the second reader gave none
    error     PROGRAM gave no answer

The exit status is 1 where a file is silent or an error. `--show N` prints up to N lacking words of each such file, `--kept DIR` keeps the second
reader's texts for the next run, `--judged FILE` is another table than the one beside this script (file, reason; of the files that
docs/reading.md tells of).

Needs pdftotext (poppler), soffice (LibreOffice: Writer, Calc, Impress) and exiftool on the path; a format whose second reader is not there
is left out, and the script says so. Mails are read with Python's own library, an OFD by the text codes in its pages.
"""

import argparse
import csv
import email
import email.policy
import hashlib
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from reading import documents

OFFICE = {"docx", "docm", "dotx", "doc", "wps", "rtf", "odt", "fodt"}
SHEETS = {"xlsx", "xlsm", "xls", "xlsb", "et", "ods", "fods"}
SLIDES = {"pptx", "pptm", "ppt", "odp", "fodp"}
PHOTOS = {"jpg", "jpeg", "png", "tif", "tiff", "heic"}
MAILS = {"eml", "mht", "mhtml"}
READ = OFFICE | SHEETS | SLIDES | MAILS | {"pdf", "ofd"}
# Notices that say that something was not read. A page without a text layer explains nothing in a file whose text is no picture.
NAMING = {"partly-read", "attachment-not-read", "encrypted-file", "unsupported-format", "unreadable-file", "text-mojibake"}
NAMING_PAGES = NAMING | {"no-text-layer", "needs-a-person"}
# Every sheet with its cells as shown; the last of the tokens of LibreOffice's filter names all sheets.
CELLS = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,true,false,false,-1"
# Scripts without spaces between words: Chinese characters and kana.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# What only the second reader writes.
OF_THE_SECOND = re.compile(r"^ *Page \d+ *$|\S*\bfile\d{4}(?:\.\w+)?", re.M)
SECONDS = 120
# Files that LibreOffice converts in one go.
BATCH = 25
PHOTO_FIELDS = ("DateTimeOriginal", "CreateDate", "ModifyDate", "DateCreated", "GPSLatitude", "GPSLongitude")


def run(*command: object, seconds: int = SECONDS) -> tuple[int, bytes] | None:
    """The exit status and the output of a command; `None` where it took too long, and what it started is ended."""
    words = [str(part) for part in command]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True) as child:
        try:
            said, _ = child.communicate(timeout=seconds)
            return child.returncode, said
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return None


# --- the first reader -------------------------------------------------------------------------------------------------


def first(program: str, path: Path, ocr: str) -> list[dict] | None:
    """What PROGRAM says of a file; `None` where it gives no answer."""
    done = run(program, "text", "--ocr", ocr, "--format", "json", path)
    try:
        return documents(done[1].decode()) if done else None
    except ValueError:
        return None


def given(said: list[dict]) -> str:
    """All words of a file's pages, with the names of its sheets, of the files inside it and of its notices."""
    words = []
    for document in said:
        for page in document["pages"]:
            words += [page.get("label") or "", page["text"]]
        words += document["enclosed"]["attachments"]
        words += [notice["message"] for notice in document["notices"]]
        words += [(document["photo"] or {}).get("description") or ""]
    return "\n".join(words)


# --- the second readers -----------------------------------------------------------------------------------------------


def pdf(path: Path) -> str | None:
    done = run("pdftotext", "-q", "-enc", "UTF-8", path, "-")
    return done[1].decode(errors="replace") if done and done[0] == 0 else None


def convert(files: list[Path], into: Path, form: str) -> None:
    """Lets LibreOffice convert files into a folder; those that it leaves out because of another one by themselves."""
    profile = (into.parent / "profile").as_uri()
    for start in range(0, len(files), BATCH):
        batch = files[start : start + BATCH]
        command = ("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form, "--outdir", into)
        run(*command, *batch, seconds=SECONDS + 20 * len(batch))
        for file in batch:
            if len(batch) > 1 and not list(into.glob(f"{file.stem}[.-]*")):
                run(*command, file)


def drawn_by_office(paths: list[Path], kept: Path) -> None:
    """What LibreOffice makes of documents, sheets and slides: their text or cells, and the words on the pages that it draws, with
    headers, text boxes and charts. Starting it takes seconds, so that all files that are not kept yet go together."""
    for endings, form in ((OFFICE, "txt:Text (encoded):UTF8"), (SHEETS, CELLS), (SLIDES, None)):
        todo = [path for path in paths if path.suffix.lower().lstrip(".") in endings and not kept_text(path, kept).exists()]
        if not todo:
            continue
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            copies = Path(folder, "in")
            copies.mkdir()
            for number, path in enumerate(todo):
                shutil.copyfile(path, copies / f"file{number:04}.{path.suffix.lower().lstrip('.')}")
            for into, wanted in (("plain", form), ("pages", "pdf")):
                Path(folder, into).mkdir()
                if wanted:
                    convert(sorted(copies.iterdir()), Path(folder, into), wanted)
            for number, path in enumerate(todo):
                plain = [file.read_text("utf-8", "replace") for file in sorted(Path(folder, "plain").glob(f"file{number:04}[.-]*"))]
                pages = Path(folder, "pages", f"file{number:04}.pdf")
                plain += [pdf(pages) or ""] if pages.exists() else []
                if plain:
                    kept_text(path, kept).write_text("\n".join(plain), "utf-8", "replace")


def ofd(path: Path) -> str | None:
    """The text codes of an OFD's pages, templates and marks, in the order of its parts; without its attachments."""
    words = []
    try:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.lower().endswith(".xml"):
                    part = package.read(name).decode("utf-8", "replace")
                    codes = re.findall(r"<(?:\w+:)?TextCode\b[^>]*>(.*?)</(?:\w+:)?TextCode>", part, re.S)
                    words.append("".join(f"{html.unescape(code)}\n" for code in codes))
    except (zipfile.BadZipFile, RuntimeError):
        return None
    return "\n".join(words)


def mail(path: Path) -> str | None:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    is_page = str(message.get("From", "")).startswith("<Saved by")
    words = [] if is_page else [str(message.get(name, "")) for name in ("Subject", "From", "To")]
    for part in message.walk():
        if part.get_content_type() not in ("text/plain", "text/html"):
            continue
        try:
            body = part.get_content()
        except (LookupError, ValueError):
            continue
        if part.get_content_subtype() == "html":
            body = re.sub(r"<(script|style|title)\b.*?</\1>|<!--.*?-->", " ", body, flags=re.S | re.I)
            body = html.unescape(re.sub(r"<[^>]*>", " ", body))
        words.append(body)
    return "\n".join(words)


def kept_text(path: Path, kept: Path) -> Path:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:24]
    return kept / f"{digest}{path.suffix.lower()}.txt"


def second(path: Path, kept: Path) -> str | None:
    """The second reader's text; `None` where it cannot read the file."""
    ending = path.suffix.lower().lstrip(".")
    if ending in OFFICE | SHEETS | SLIDES:
        text = kept_text(path, kept)
        # LibreOffice numbers the pages of sheets, and puts the name of the copy into fields.
        return re.sub(OF_THE_SECOND, " ", text.read_text("utf-8")) if text.exists() else None
    return pdf(path) if ending == "pdf" else ofd(path) if ending == "ofd" else mail(path)


# --- what is lacking --------------------------------------------------------------------------------------------------


def tokens(text: str) -> list[str]:
    """Runs of letters and digits after folding width, case and forms."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u00ad", "")
    return re.findall(f"[{UNSPACED}]+|[^\\W_{UNSPACED}]+", folded)


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words."""
    return re.match(f"[{UNSPACED}]", word) is not None


def lacking(theirs: str, ours: str) -> list[str]:
    """Words of `theirs`, in order, that `ours` does not hold. Short words count only as words of their own or beside their neighbour."""
    our_words = tokens(ours)
    whole, known = "".join(our_words), set(our_words)
    backwards = whole[::-1]
    found: dict[str, None] = {}
    words = tokens(theirs)
    for at, word in enumerate(words):
        if word in known or (len(word) > 3 and word in whole):
            continue
        if is_unspaced(word):
            pairs = [word[i : i + 2] for i in range(max(1, len(word) - 1))]
            if all(pair in whole for pair in pairs):
                continue
        # A word that a narrow column breaks, or that stands alone in one place and beside another in the other.
        spans = ((at - 1, at + 1), (at, at + 2), (at - 1, at + 2), (at - 2, at + 1), (at, at + 3))
        beside = ("".join(words[max(0, start) : end]) for start, end in spans)
        if any(len(joined) > max(3, len(word)) and joined in whole for joined in beside):
            continue
        if unicodedata.bidirectional(word[0]) in ("R", "AL") and word in backwards:
            continue
        found[word] = None
    return list(found)


def photo_lacking(exif: dict, said: list[dict]) -> list[str]:
    """Facts for which exiftool has values of which the photo's record holds none: blocks may differ, and one of them is held."""
    photo = said[0]["photo"] or {}
    times = [photo.get(name) for name in ("taken", "digitized", "modified", "gps_time")]
    times = {time for time in [*times, *(entry["at"] for entry in photo.get("times", []))] if time}
    place = photo.get("gps") or photo.get("xmp_gps")
    facts: dict[str, list[tuple[str, bool]]] = {}
    for name, value in exif.items():
        _, _, field = name.rpartition(":")
        if field not in PHOTO_FIELDS:
            continue
        if field.startswith("GPS"):
            if isinstance(value, (int, float)) and value != 0:
                held = place is not None and abs(abs(value) - abs(place["lat" if "Lat" in field else "lon"])) < 1e-4
                facts.setdefault(field, []).append((f"{name}={value}", held))
            continue
        moment = re.match(r"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d)", str(value))
        if moment and moment[1] != "0000" and 1 <= int(moment[2]) <= 12 and 1 <= int(moment[3]) <= 31:
            start = "{}-{}-{}T{}:{}".format(*moment.groups())
            facts.setdefault(field, []).append((f"{name}={value}", any(time.startswith(start) for time in times)))
    return [values[0][0] for values in facts.values() if not any(held for _, held in values)]


# --- the table --------------------------------------------------------------------------------------------------------


def needed(ending: str) -> tuple[str, ...]:
    """The programs that read a format."""
    if ending in OFFICE | SHEETS | SLIDES:
        return ("soffice", "pdftotext")
    return ("exiftool",) if ending in PHOTOS else ("pdftotext",) if ending == "pdf" else ()


def judged(table: Path) -> dict[str, str]:
    with table.open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in csv.reader(lines, delimiter="\t") if len(row) > 1}


def verdict(path: Path, said: list[dict] | None, missing: list[str] | None, reasons: dict[str, str]) -> str:
    if said is None:
        return "error"
    if missing == []:
        return "equal"
    codes = {notice["code"] for document in said for notice in document["notices"]}
    pictures = path.suffix.lower() in (".pdf", ".ofd")
    if codes & (NAMING_PAGES if pictures else NAMING):
        return "named"
    if missing is None:
        return "alone"
    return "judged" if path.name in reasons else "silent"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("folder", type=Path)
    options.add_argument("--ocr", choices=("off", "auto"), default="off", help="whether PROGRAM recognises pictures")
    options.add_argument("--show", type=int, default=12, help="how many lacking words of a file are printed")
    options.add_argument("--kept", type=Path, help="folder for the second reader's texts")
    options.add_argument("--judged", type=Path, default=Path(__file__).with_suffix(".tsv"), help="files and why what they lack is right")
    options.add_argument("--all", action="store_true", help="print what is lacking where it is named or judged, too")
    chosen = options.parse_args()
    kept = (chosen.kept or Path(tempfile.mkdtemp())).absolute()
    kept.mkdir(parents=True, exist_ok=True)
    there = {name: shutil.which(name) is not None for name in ("pdftotext", "soffice", "exiftool")}
    for name in (name for name, found in there.items() if not found):
        print(f"{name} is not installed: what it reads is left out", file=sys.stderr)
    reasons = judged(chosen.judged)
    files = sorted(file for file in chosen.folder.rglob("*") if file.is_file())
    if there["soffice"] and there["pdftotext"]:
        drawn_by_office(files, kept)
    table: dict[str, Counter] = {}
    for path in files:
        ending = path.suffix.lower().lstrip(".")
        if not all(there[name] for name in needed(ending)):
            continue
        if ending in PHOTOS:
            said = first(chosen.program, path, "off")
            done = run("exiftool", "-j", "-n", "-G1", *(f"-{field}" for field in PHOTO_FIELDS), path)
            exif = (json.loads(done[1] or "[{}]") or [{}])[0] if done else {}
            missing = photo_lacking(exif, said) if said else None
        elif ending in READ:
            said = first(chosen.program, path, chosen.ocr)
            theirs = second(path, kept)
            missing = lacking(theirs, given(said)) if said is not None and theirs is not None else None
        else:
            continue
        how = verdict(path, said, missing, reasons)
        row = table.setdefault(str(path.parent.relative_to(chosen.folder)), Counter())
        row[how] += 1
        if how in ("silent", "error") or (chosen.all and how != "equal"):
            some = " ".join((missing or [])[: chosen.show]) or "(no answer)" if missing != [] else ""
            print(f"{how}\t{path.relative_to(chosen.folder)}\t{len(missing or [])}\t{some}\t{reasons.get(path.name, '')}", flush=True)
    columns = ("equal", "named", "judged", "silent", "alone", "error")
    print(f"\n{'':12}{'files':>7}" + "".join(f"{name:>8}" for name in columns))
    total = sum(table.values(), Counter())
    for name, row in [*sorted(table.items()), ("all", total)]:
        print(f"{name:12}{sum(row.values()):7}" + "".join(f"{row[column]:8}" for column in columns))
    return 1 if total["silent"] or total["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
