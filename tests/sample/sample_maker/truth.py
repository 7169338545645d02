"""What is true of the archive: evidence of every item, planted faults, the ledger, and searches with exact answers."""

import re

from .base import money
from .villages import TOWNSHIP_FOLDER

EVERYWHERE = {
    "V25": {"MTG_MINUTES"},
    "V24": {"PUB_NOTICE", "PUB_PHOTO", "MTG_PHOTO", "PHOTO_CAPTION"},
    "V11": {"MEMBER_METHOD", "EQUITY_PLAN", "EQUITY_MGMT", "CHARTER", "MTG_RESOLUTION"},
    "V23": {"ARCH_CATALOG", "ARCH_REMARK", "ARCH_BOX"},
}
VILLAGE_ITEMS = [f"V{i:02d}" for i in range(1, 27)]
TOWNSHIP_ITEMS = [f"T{i:02d}" for i in range(1, 16)]


def papers(docs, items):
    found = {item: {} for item in items}
    for doc in docs:
        if doc.template:
            continue
        pairs = list(doc.ev)
        if doc.stage >= 0:
            pairs += [(item, doc.kind) for item, kinds in EVERYWHERE.items() if doc.kind in kinds]
        for item, kind in dict.fromkeys(pairs):
            found[item].setdefault(kind, []).append(doc.path)
    return {item: {"papers": {kind: sorted(paths) for kind, paths in sorted(kinds.items())}} for item, kinds in found.items()}


def planted(docs):
    out = [{"code": code, "item": item, "path": doc.path, "note": note} for doc in docs for code, item, note in doc.faults]
    return sorted(out, key=lambda x: (x["item"] or "", x["code"], x["path"]))


def kinds(docs):
    out = {}
    for doc in sorted(docs, key=lambda d: d.path):
        entry = {"kind": doc.kind, "title": doc.title, "date": doc.day.isoformat()}
        if doc.also:
            entry["also"] = doc.also
        if doc.template:
            entry["template"] = True
        if doc.draft:
            entry["draft"] = True
        if doc.fmt.startswith("photo") and doc.exif:
            entry["captured"] = doc.when.isoformat()
            if doc.gps:
                entry["gps"] = [round(doc.gps[0], 5), round(doc.gps[1], 5)]
        out[doc.path] = entry
    return out


def village(v, docs):
    return {
        "name": v.name, "folder": v.folder, "layout": v.layout, "thinness": v.thinness, "faults": list(v.faults),
        "figures": {
            "households": v.fig["households"], "members": v.fig["members"], "total_assets": money(v.fig["total"]),
            "operating_assets": money(v.fig["operating"]), "liabilities": money(v.fig["liabilities"]), "net_assets": money(v.fig["net"]),
            "quantified_amount": money(v.fig["quantified"]), "shares_total": v.fig["shares"], "per_share": money(v.fig["per_share"]),
        },
        "planted": planted(docs),
        "must_not": [{"code": code, "item": item, "path": doc.path} for doc in docs for code, item in doc.must_not],
        "items": papers(docs, VILLAGE_ITEMS),
        "documents": kinds(docs),
    }


def township(docs, members):
    """`members` are the papers in the township's zip, which are evidence of nothing."""
    gaps = [
        {"code": "event-incomplete", "item": "T03", "path": f"{TOWNSHIP_FOLDER}/02会议部署/20200415农村集体产权制度改革工作调度会", "note": "no meeting material; three of four meetings are complete"},
        {"code": "document-missing", "item": "T07", "path": None, "note": "2 of 5 trainings"},
        {"code": "document-missing", "item": "T09", "path": None, "note": "1 of 2 reports"},
    ]
    documents = kinds(docs) | {path: {"kind": "OTHER", "title": path.rsplit("/", 1)[1]} for path in members}
    return {
        "name": "凫城镇", "folder": TOWNSHIP_FOLDER, "planted": gaps + planted(docs), "must_not": [],
        "items": papers(docs, TOWNSHIP_ITEMS), "documents": documents,
    }


def squeeze(text):
    return re.sub(r"\s+", "", text)


def search(query, texts):
    """Where a string stands. `texts` is a list of (path, page, units, source); a number cell is a float there."""
    wanted = squeeze(query)
    exact, scans, maybe = [], [], []
    for path, page, units, source in texts:
        shown = [squeeze(unit) for unit in units if isinstance(unit, str)]
        hit = any(wanted in unit for unit in shown)
        if hit != (wanted in "".join(shown)):
            raise AssertionError(f"{query}: stands over two pieces of text in {path} page {page}")
        place = {"path": path, "page": page}
        if hit:
            (exact if source == "born" else scans).append(place)
        elif any(isinstance(unit, float) and wanted in f"{unit:,.2f} {unit:.2f} {unit}" for unit in units):
            maybe.append(place)
    key = lambda x: (x["path"], x["page"])
    return {"query": query, "hits": sorted(exact, key=key), "ocr_hits": sorted(scans, key=key), "number_cells": sorted(maybe, key=key)}
