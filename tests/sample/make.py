"""Makes `sample-archive/` and `truth.json`. Run: `python tests/sample/make.py [ARCHIVE [TRUTH]]`."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from sample_maker import faults, fonts, photos, place, render, township, truth, village_docs  # noqa: E402
from sample_maker.base import rng, zh_date  # noqa: E402
from sample_maker.oddities import Oddities  # noqa: E402
from sample_maker.paper import EXTRA_KINDS  # noqa: E402
from sample_maker.plans import mu  # noqa: E402
from sample_maker.villages import COUNTY, PROVINCE, TOWNSHIP, TOWNSHIP_FOLDER, villages  # noqa: E402

SIZES = [(1024, 768), (1024, 768), (1080, 810), (1152, 864), (960, 720)]


class Archive:
    """Writes files and remembers what can be read in them."""

    def __init__(self, root):
        self.root, self.texts, self.files, self.scans = root, [], [], []

    def put(self, path, data):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.files.append(path)

    def register(self, path, pages, source):
        self.texts += [(path, page, units, source) for page, units in enumerate(pages, 1)]

    def make(self, doc, seal):
        """The bytes of a paper, the text of its pages and how that text stands there."""
        fmt = doc.fmt
        if fmt.startswith("photo"):
            return self.photo(doc)
        if fmt == "pdf":
            return *render.pdf(doc.blocks, doc.title, doc.day), "born"
        if fmt == "docx":
            return *render.docx_file(doc.blocks, doc.title, doc.day), "born"
        if fmt == "xlsx":
            return *render.xlsx(doc.sheets, doc.day), "born"
        if fmt.startswith("txt:"):
            return *render.txt(doc.blocks, fmt[4:]), "born"
        if fmt == "scan":
            return *render.scan_pdf(doc.blocks, doc.title, doc.day, seal, doc.path), "scan"
        if fmt == "scanjpg":
            return *render.scan_jpg(doc.blocks, seal, doc.path), "scan"
        raise ValueError(fmt)

    def photo(self, doc):
        size = rng("size", doc.seed).choice(SIZES)
        image = photos.draw_scene(doc.scene, doc.seed, doc.text, size)
        quality = 57
        if doc.fmt == "photo-small":
            image, quality = image.resize((960, round(960 * size[1] / size[0]))), 52
        exif = None
        if doc.exif:
            exif = photos.exif_bytes(doc.seed, doc.when, doc.gps, offset=rng("offset", doc.seed).random() < 0.4)
        return photos.encode(image, exif, quality), [photos.text_units(doc.text)], "picture"

    def write(self, doc, seal):
        data, pages, source = self.make(doc, seal)
        self.put(doc.path, data)
        self.register(doc.path, pages, source)
        if source == "scan":
            self.scans.append(doc.path)


def catalogue(v, docs, day):
    """卷内目录: one row a paper, photos included, with where it lies."""
    rows = [["顺序号", "文号", "责任者", "题名", "日期", "存放位置", "备注"]]
    kept = [doc for doc in docs if doc.kind != "ARCH_CATALOG"]
    for i, doc in enumerate(kept, 1):
        who = v.coop if doc.stage in (4, 5) and doc.kind in ("CHARTER", "FIN_RULE", "MTG_RESOLUTION") else v.committee
        rows.append([i, "", who, doc.title if not doc.fmt.startswith("photo") else doc.caption[3] + "照片", f"{doc.day:%Y%m%d}", doc.path.removeprefix(v.folder + "/"), ""])
    return [("卷内目录", [[f"{v.name}农村集体产权制度改革档案卷内目录"], *rows])]


def captions(v, photo_docs):
    rows = [["序号", "文件名", "时间", "人物", "地点", "事件", "摄影者"]]
    for i, doc in enumerate(photo_docs, 1):
        time, people, where, what = doc.caption
        rows.append([str(i), doc.path.rsplit("/", 1)[1], time, people, where, what, v.officers["摄影"]])
    return [("title", f"{v.name}照片说明"), ("table", rows, [0.6, 2.4, 1.6, 2, 2, 2.4, 1.2])]


def resolve(v, docs):
    """Catalogues and caption lists can only be written once every paper has its path."""
    for doc in docs:
        if doc.kind == "ARCH_CATALOG":
            doc.sheets = catalogue(v, docs, doc.day)
        if doc.blocks and doc.blocks[0][0] == "captions":
            doc.blocks = captions(v, doc.blocks[0][1])


def boundary(v):
    """An eight-sided polygon around the centre, some 1.6 km wide each way."""
    x, y = v.center
    ring = [(x + dx * 0.018, y + dy * 0.015) for dx, dy in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7), (1, 0))]
    return {"type": "Polygon", "coordinates": [[[round(a, 5), round(b, 5)] for a, b in ring]]}


def index(all_villages):
    return {
        "format": "cundang-archive/1", "township": TOWNSHIP, "county": COUNTY, "province": PROVINCE, "township_folder": TOWNSHIP_FOLDER,
        "deadline": "2020-06-30",
        "villages": [
            {"name": v.name, "folder": v.folder or f"{v.no:02d}{v.name}", "aliases": list(v.aliases), "center": list(v.center), "radius_m": v.radius,
             "boundary": boundary(v) if v.boundary else None}
            for v in all_villages
        ],
    }


def zip_papers(archive, v, docs):
    """V-j: three papers of the dump go into a zip whose names are GBK."""
    chosen = [doc for doc in docs if doc.kind in ("MTG_RESOLUTION", "EQUITY_MGMT", "ASSET_REPORT")][:3]
    box, members = f"{v.folder}/{v.stem}产改资料(最新)(1).zip", []
    for doc in chosen:
        data, pages, source = archive.make(doc, v.name)
        name = f"石门沟材料/{doc.title}.{place.extension(doc)}"
        doc.path = f"{box}!/{name}"
        members.append((name, data))
        archive.register(doc.path, pages, source)
        if source == "scan":
            archive.scans.append(doc.path)
    archive.put(box, render.zip_file(members, gbk=True))
    return chosen, box


def queries(vs, by_name):
    zhang, fu, dong = vs[0], vs[1], vs[2]
    money = truth.money
    return [
        "凫政发〔2018〕22号", "凫政发〔2019〕67号", "凫政发〔2018〕25号", "凫财〔2018〕6号",
        money(zhang.fig["total"]), money(fu.fig["quantified"]), mu(by_name["桃花峪村"].fig["land"]), money(dong.fig["net"]),
        zhang.officers["会计"], fu.officers["监委主任"], by_name["柳泉村"].reps[9], by_name["石门沟村"].officers["书记"],
        "双女户只限一名女儿招婿入户", "不得以妇女未婚、结婚、离婚、丧偶等为由取消其成员资格", "示范章程（试行）", "倒轧调整到登记时点",
        "尊重历史、兼顾现实、程序规范、群众认可", "生不增、死不减，进不增、出不减", "扶贫光伏电站", "应到32人", "壹拾捌万元整", "无酸纸档案盒",
        "督查整改情况回执", "村村响广播稿", zh_date(zhang.d["coop_meet"]),
    ]


def main(root, truth_file):
    if root.exists():
        shutil.rmtree(root)
    root.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        render.TRUETYPE = str(Path(scratch) / "sample-sans.ttf")
        fonts.build_truetype(render.TRUETYPE)
        report = build(Archive(root))
    truth_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def build(archive):
    vs = villages()
    told, zipped = [], []
    for v in vs:
        docs = village_docs.build(v) if v.folder and v.layout != "-" else []
        docs = faults.apply(v, docs)
        inside, box = [], None
        if docs:
            small = [doc for doc in docs if doc.fmt == "photo-small"]
            for doc in small:
                doc.fmt = "photo"
            place.assign(v, docs)
            for doc in small:
                doc.fmt = "photo-small"
            resolve(v, docs)
        if v.has("V-j"):
            inside, box = zip_papers(archive, v, docs)
            zipped += [doc.path for doc in inside]
        for doc in docs:
            if doc not in inside:
                archive.write(doc, v.name)
        entry = truth.village(v, docs)
        if box:
            entry["planted"].append({"code": "name-mojibake", "item": None, "path": box, "note": "GBK names inside; a notice is enough, the members must read right"})
        if v.has("V-k"):
            entry["planted"] += [{"code": "no-text-layer", "item": None, "path": doc.path, "note": "scan only; a notice unless OCR ran"} for doc in docs if doc.fmt == "scan"]
        told.append(entry)
        print(f"{v.name}: {len(docs)} papers", file=sys.stderr)
    town = township.build(vs)
    place.assign_township(town)
    for doc in town:
        archive.write(doc, TOWNSHIP)
    odd = Oddities(archive.put, archive.register)
    odd.make(vs)
    archive.put("archive.json", (json.dumps(index(vs), ensure_ascii=False, indent=1) + "\n").encode())
    members = zipped + odd.members
    by_name = {v.name: v for v in vs}
    containers = sorted({path.split("!/")[0] for path in members})
    return {
        "format": "cundang-sample-truth/1",
        "extra_kinds": EXTRA_KINDS,
        "ledger": {
            "files_on_disk": len(archive.files) - 1, "zip_members": len(members), "total": len(archive.files) - 1 + len(members),
            "counted": "archive.json is not counted; a zip file and its members are",
            "containers": containers, "ignored": odd.ignored, "unreadable": odd.unreadable, "notices": odd.notices,
            "scans_without_text_layer": sorted(archive.scans), "unassigned": sorted(odd.unassigned),
        },
        "township": truth.township(town, [m for m in odd.members if "__MACOSX" not in m]),
        "villages": told,
        "searches": [truth.search(query, archive.texts) for query in queries(vs, by_name)],
    }


if __name__ == "__main__":
    project = HERE.parent.parent
    arguments = [Path(a) for a in sys.argv[1:]]
    main(arguments[0] if arguments else project / "sample-archive", arguments[1] if len(arguments) > 1 else HERE / "truth.json")
