"""Faults that touch several papers at once, and papers that only a few villages have."""

import dataclasses
import datetime as dt

from .base import days, zh_date
from .paper import Doc


def apply(v, docs):
    if v.has("V-g"):
        reuse_photos(v, docs)
    if v.has("V-k"):
        only_scans(docs)
    if v.has("V-p"):
        docs += blank_forms(v)
    if v.has("V-q"):
        docs.append(draft_charter(v))
    if v.has("V-i"):
        for doc in docs:
            if doc.kind in ("PUB_PHOTO", "MTG_PHOTO"):
                doc.faults += [("photo-without-place", None, "re-posted by WeChat, no EXIF"), ("photo-is-screenshot", None, "the name is that of a re-post")]
    return docs


def reuse_photos(v, docs):
    """The photo of the asset meeting stands in the member meeting again: once byte for byte, once re-compressed."""
    photos = [doc for doc in docs if doc.kind == "MTG_PHOTO"]
    first, second = photos[0], photos[1]
    again = dataclasses.replace(
        second, seed=first.seed, text=first.text, when=first.when, gps=first.gps, exif=True, name=first.name, caption=second.caption, faults=[], ev=list(second.ev)
    )
    small = dataclasses.replace(again, exif=False, gps=None, name=f"微信图片_{days(first.day, 400):%Y%m%d}101502", fmt="photo-small", faults=[], ev=list(second.ev))
    again.faults.append(("photo-reused", "V09", "byte for byte the photo of the asset meeting"))
    again.faults.append(("photo-time-mismatch", "V09", "taken at the asset meeting of the year before"))
    small.faults.append(("photo-reused", "V09", "the same photo, re-compressed and smaller"))
    docs[docs.index(second)] = again
    docs.append(small)


def only_scans(docs):
    for doc in docs:
        if doc.sheets:
            doc.blocks = [("title", doc.title)]
            for _, rows in doc.sheets:
                wide = max(len(row) for row in rows)
                for row in rows:
                    if len(row) == 1:
                        doc.blocks.append(("n", str(row[0])))
                table = [[f"{c:,.2f}" if isinstance(c, float) else str(c) for c in row] for row in rows if len(row) == wide]
                doc.blocks.append(("table", table, [1] * wide))
            doc.sheets = []
        if doc.fmt in ("pdf", "docx", "xlsx") or doc.fmt.startswith("txt"):
            doc.fmt = "scan"


def blank_forms(v):
    day = dt.date(2020, 6, 1)
    blank = "XX村"
    forms = [
        ("ASSET_REPORT", "清产核资报表（空白样表）", 1, "V03", "xlsx", [("样表", [["清产核资报表（空白样表）"], ["填报单位：", "", "登记时点：", ""], ["项目", "账面数", "清查数", "备注"], ["合计", "", "", ""], ["负责人：", "", "填表人：", ""]])], []),
        ("MEMBER_SURVEY", "成员身份确认调查表模板", 2, "V12", "docx", [], [("title", "成员身份确认调查表（模板）"), ("n", f"{blank}　户主：____　日期：　年　月　日"),
            ("table", [["姓名", "性别", "与户主关系", "身份证号码", "户籍地"], ["", "", "", "", ""], ["", "", "", "", ""]], [1, 1, 1, 2, 1]), ("n", "调查人签字：____　户主签字：____")]),
        ("CHARTER", "股份经济合作社章程（模板）", 4, "V17", "docx", [], [("title", "XX镇XX村股份经济合作社章程（模板）"), ("c", "（　年　月　日成员代表大会通过）"),
            ("p", "第一条　为维护XX镇XX村股份经济合作社及其成员的合法权益，制定本章程。"), ("p", "第二条　本社资产总额XXXX元，成员____户、____人，总股数____股。"), ("p", "第三条　股权实行〔静态〕〔动态〕管理。【注：由各村选择其一】")]),
        ("MTG_MINUTES", "村民代表会议记录（空白样表）", 1, "V02", "docx", [], [("title", "会议记录（样表）"), ("n", "会议名称：____"), ("n", "会议时间：　年　月　日"), ("n", "应到人数：____　实到人数：____"), ("n", "表决结果：同意____人，反对____人，弃权____人")]),
        ("CERT_RECEIPT", "股权证领取登记表（样表）", 5, "V22", "pdf", [], [("title", "股权证领取登记表（样表）"), ("table", [["序号", "户主", "证书编号", "股数", "领取人签字", "领取日期"], ["1", "", "", "", "", ""], ["2", "", "", "", "", ""]], [1, 1, 1, 1, 1, 1])]),
    ]
    out = []
    for kind, title, stage, item, fmt, sheets, blocks in forms:
        doc = Doc(kind, title, day, stage, "", title, fmt, blocks, sheets, template=True)
        doc.faults.append(("document-template-only", item, "a blank form, not evidence"))
        out.append(doc)
    return out


def draft_charter(v):
    from .plans import charter

    day = v.d["draft"]
    blocks = charter(v)
    blocks[0], blocks[1], blocks[-1] = ("title", f"{v.coop}章程（草案）"), ("c", "（征求意见稿）"), ("r", zh_date(day))
    doc = Doc("CHARTER", f"{v.coop}章程（草案）", day, 4, "01章程", f"{v.name}股份经济合作社章程（草案）", "docx", blocks, draft=True)
    doc.faults.append(("document-draft-only", "V17", "only a draft of the charter"))
    return doc
