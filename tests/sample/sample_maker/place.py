"""Where each paper lies: the layouts tidy (A), boxes (B), paper types (C) and dump (D)."""

import datetime as dt

from .base import rng
from .paper import STAGES
from .villages import TOWNSHIP_FOLDER

EXTENSION = {"pdf": "pdf", "scan": "pdf", "docx": "docx", "xlsx": "xlsx", "scanjpg": "jpg", "photo": "jpg", "png": "png"}
BOXES = {0: "第五盒 综合", 1: "第一盒 清产核资", 2: "第二盒 成员确认", 3: "第三盒 折股量化", 4: "第四盒 合作社"}
TYPES = {
    "PLAN": "方案", "MEMBER_METHOD": "方案", "EQUITY_PLAN": "方案", "EQUITY_MGMT": "方案", "ORG_DOC": "方案", "CHARTER": "章程",
    "MTG_MINUTES": "会议记录", "MTG_NOTICE": "会议记录", "MTG_SIGNIN": "会议记录", "MTG_RESOLUTION": "决议", "PUB_NOTICE": "公示",
    "PUB_RESULT": "公示", "MTG_PHOTO": "照片", "PUB_PHOTO": "照片", "MEMBER_ROSTER": "名册", "REP_ROSTER": "名册", "EQUITY_ROSTER": "名册",
    "ASSET_REPORT": "报表", "ASSET_BS": "报表", "ASSET_LEDGER": "报表",
}


def extension(doc):
    return "txt" if doc.fmt.startswith("txt") else EXTENSION[doc.fmt]


def assign(v, docs):
    """Gives every paper of a village its path."""
    taken = set()
    place = {"A": _tidy, "B": _boxes, "C": _types, "D": _dump}[v.layout](v, docs)
    for doc, (folder, stem) in zip(docs, place):
        path = f"{v.folder}/{folder}/{stem}" if folder else f"{v.folder}/{stem}"
        doc.path = _free(path, extension(doc), taken)


def assign_township(docs):
    taken = set()
    for doc in docs:
        doc.path = _free(f"{TOWNSHIP_FOLDER}/{doc.sub}/{doc.name}", extension(doc), taken)


def _free(path, ext, taken):
    full, n = f"{path}.{ext}", 1
    while full in taken:
        full, n = f"{path}({n}).{ext}", n + 1
    taken.add(full)
    return full


def _tidy(v, docs):
    return [("/".join(filter(None, (STAGES[doc.stage], doc.sub))), doc.name) for doc in docs]


def _boxes(v, docs):
    """Files are numbers; their titles stand in the catalogue at the village's root."""
    counts, out = {}, []
    for doc in docs:
        if doc.kind == "ARCH_CATALOG":
            out.append(("", "卷内目录"))
            continue
        box = BOXES[doc.stage]
        counts[box] = counts.get(box, 0) + 1
        out.append((box, f"{counts[box]:03d}"))
    return out


def _types(v, docs):
    """By paper type, so that the stage must come from the content."""
    counts, out = {}, []
    for doc in docs:
        folder = TYPES.get(doc.kind, "其他")
        counts[folder] = counts.get(folder, 0) + 1
        if doc.fmt == "photo":
            out.append((folder, f"IMG_{doc.when:%Y%m%d_%H%M%S}"))
        elif folder in ("会议记录", "决议", "公示"):
            out.append((folder, f"{folder}{counts[folder]}"))
        else:
            out.append((folder, f"{counts[folder]:02d}{doc.title}"))
    return out


def _dump(v, docs):
    """As it came from somebody's phone and desktop."""
    chance, out, scans, words = rng("dump", v.no), [], 0, 0
    for i, doc in enumerate(docs):
        saved = dt.datetime(2020, 6, 24, 15, 0, 0) + dt.timedelta(seconds=97 * i)
        if doc.fmt == "photo":
            doc.exif, doc.gps = False, None
            millis = int((saved - dt.datetime(1970, 1, 1, 8)).total_seconds() * 1000) + chance.randint(0, 999)
            out.append(("新建文件夹 (2)", f"mmexport{millis}" if i % 2 else f"微信图片_{saved:%Y%m%d%H%M%S}"))
        elif doc.fmt == "scan":
            scans += 1
            out.append(("新建文件夹 (2)", f"扫描全能王 2020-06-24 15.{30 + scans:02d}"))
        elif doc.kind == "CHARTER":
            out.append(("新建文件夹 (2)", "章程最终版2改"))
        elif doc.fmt == "docx":
            words += 1
            out.append(("新建文件夹", "新建 Microsoft Word 文档" + (f" ({words})" if words > 1 else "")))
        elif doc.kind == "MEMBER_ROSTER":
            out.append(("", "名单"))
        else:
            out.append(("新建文件夹", f"{doc.name}(1)" if i % 3 else f"{doc.title} - 副本"))
    return out
