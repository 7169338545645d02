"""Files that archives also hold: system files, damaged and locked papers, wrong extensions, containers, strays."""

import datetime as dt

from . import photos, render
from .base import zh_date

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


class Oddities:
    """`put(path, bytes)` writes a file; the lists are what the truth says of them."""

    def __init__(self, put, register):
        self.put, self.register = put, register
        self.ignored, self.unreadable, self.notices, self.unassigned, self.members = [], [], [], [], []

    def ignore(self, path, data, reason):
        self.put(path, data)
        self.ignored.append({"path": path, "reason": reason})

    def make(self, villages):
        by_no = {v.no: v for v in villages}
        self.ignore("01张庄村/06档案照片/Thumbs.db", OLE + bytes(1016), "Windows thumbnails")
        self.ignore("02付庄村/01清产核资/01工作小组及方案/~$付庄村清产核资实施方案.docx", b"\x06" + "村档案员".encode("utf-16-le").ljust(161, b"\0"), "Word lock file")
        self.ignore("03东凫山村/.DS_Store", b"\0\0\0\x01Bud1" + bytes(240), "macOS folder view")
        self.ignore("17北崖村/desktop.ini", b"[.ShellClassInfo]\r\nIconIndex=0\r\n", "Windows folder view; nothing else is in this folder")
        self.ignore("其他资料/.DS_Store", b"\0\0\0\x01Bud1" + bytes(240), "macOS folder view")
        self.locked(by_no[4])
        self.damaged(by_no[6])
        self.rich_text(by_no[10])
        self.png_as_jpg(by_no[8])
        path = "07石门沟村/旧资料.7z"
        self.put(path, b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(256)) * 2)
        self.unreadable.append({"path": path, "code": "unreadable-file"})
        path = "14水磨头村/会议录像截图.rar"
        self.put(path, b"Rar!\x1a\x07\x01\x00" + bytes(range(255, -1, -1)) * 2)
        self.unreadable.append({"path": path, "code": "unsupported-format"})
        path = "09桃花峪村/01清产核资/新建文本文档.txt"
        self.put(path, b"")
        self.unreadable.append({"path": path, "code": "unreadable-file"})
        self.strays()
        self.township_zip()

    def locked(self, v):
        """The only evidence of an item, behind a password: it must be told as unreadable, not as missing."""
        rows = [["序号", "户主", "领取人签字"]] + [[str(i), h[0]["name"], h[0]["name"]] for i, h in enumerate(v.households, 1)]
        title = f"{v.coop}股权证领取登记表"
        data, _ = render.pdf([("title", title), ("table", rows, [1, 2, 2])], title, v.d["receipt"], password="xicheng-2020")
        path = f"{v.folder}/05股权证/领取登记表/股权证领取登记表.pdf"
        self.put(path, data)
        self.unreadable.append({"path": path, "code": "encrypted-file", "item": "V22", "kind": "CERT_RECEIPT"})

    def damaged(self, v):
        blocks = [("title", f"{v.name}公示"), *[("p", f"第{i}项内容，{v.name}公示材料。") for i in range(30)]]
        data, _ = render.pdf(blocks, "公示", v.d["asset_pub"])
        path = f"{v.folder}/公示/公示补充.pdf"
        self.put(path, data[: len(data) * 9 // 100])
        self.unreadable.append({"path": path, "code": "unreadable-file"})

    def rich_text(self, v):
        """A .doc that is RTF inside."""
        text = f"{v.name}成员确认工作会议纪要。会议强调，要做好入户调查，核对户籍信息，按时张榜。{zh_date(v.d['survey'])}"
        body = "".join(c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)
        path = f"{v.folder}/02成员确认/02会议/会议纪要.doc"
        self.put(path, ("{\\rtf1\\ansi\\ansicpg936\\uc1 " + body + "\\par}").encode())
        self.notices.append({"path": path, "accept": ["extension-mismatch", "unsupported-format"], "note": "RTF named .doc; reading it is welcome, not needed"})

    def png_as_jpg(self, v):
        image = photos.draw_scene("plate", "png-as-jpg", {"banner": f"{v.name}产改办公室"}, size=(960, 720), noise=0)
        path = f"{v.folder}/03折股量化/办公室门牌.jpg"
        self.put(path, photos.encode(image, kind="PNG"))
        self.notices.append({"path": path, "accept": ["extension-mismatch"], "note": "PNG named .jpg; must be read as a picture"})

    def strays(self):
        day = dt.date(2020, 6, 18)
        data, pages = render.xlsx([("通讯录", [["产改工作通讯录"], ["村名", "联系电话"], ["镇经管站", "0632-0000000"], ["镇产改办", "0632-0000000"]])], day)
        self.stray("产改工作通讯录.xlsx", data, pages, "born")
        blocks = [("title", "雨季防汛工作提示"), ("p", "近日有中到大雨，请各单位检查排水设施，注意用电安全。"), ("r", zh_date(day))]
        data, pages = render.txt(blocks, "gb18030")
        self.stray("其他资料/防汛提示.txt", data, pages, "born")
        data, pages = render.pdf([("title", "档案整理费用报价单"), ("p", "无酸纸档案盒每个十二元，装订线每卷三元，整理编目每件一元五角。")], "报价单", day)
        self.stray("其他资料/报价单.pdf", data, pages, "born")
        image = photos.draw_scene("boxes", "stray", {"labels": ["未知", "杂项"]}, size=(960, 720))
        self.stray("其他资料/微信图片_20200618101010.jpg", photos.encode(image), [[]], "picture")

    def stray(self, path, data, pages, source):
        self.put(path, data)
        self.register(path, pages, source)
        self.unassigned.append(path)

    def township_zip(self):
        """UTF-8 names, and the folder that macOS adds."""
        path = "00镇级材料/10档案/镇级备份.zip"
        one, pages_one = render.txt([("title", "备份说明"), ("p", "本压缩包为镇产改办2020年6月备份，含督查整改回执和值班表。"), ("r", "2020年6月25日")], "utf-8")
        two, pages_two = render.docx_file([("title", "督查整改情况回执"), ("p", "有关村已按督查通报要求补齐会议记录和照片说明。"), ("r", "2019年9月26日")], "督查整改情况回执", dt.date(2019, 9, 26))
        self.put(path, render.zip_file([("备份说明.txt", one), ("督查整改情况回执.docx", two), ("__MACOSX/._备份说明.txt", bytes(82))], gbk=False))
        self.register(f"{path}!/备份说明.txt", pages_one, "born")
        self.register(f"{path}!/督查整改情况回执.docx", pages_two, "born")
        self.members += [f"{path}!/备份说明.txt", f"{path}!/督查整改情况回执.docx", f"{path}!/__MACOSX/._备份说明.txt"]
        self.ignored.append({"path": f"{path}!/__MACOSX/._备份说明.txt", "reason": "macOS resource fork"})
