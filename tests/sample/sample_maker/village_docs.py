"""All papers and photos that one village has."""

import datetime as dt

from . import plans
from .base import capital_amount, credit_code, days, masked, money, plain_money, rng, zh_date, zh_weekday
from .meetings import Meeting, committee_minutes, near
from .paper import Doc
from .plans import mu
from .villages import COUNTY, TOWNSHIP

PROFILE_MEMBER = "成员身份确认"


class Village:
    """Collects the papers of a village; `add` returns the paper so that faults can be noted on it."""

    def __init__(self, v):
        self.v, self.docs = v, []
        self.full = v.thinness == "complete"

    def add(self, doc, *ev):
        doc.ev = list(dict.fromkeys(doc.ev + [(item, doc.kind) for item in ev]))
        self.docs.append(doc)
        return doc

    def paper(self, kind, title, day, stage, sub, name, fmt, blocks, *ev, **more):
        return self.add(Doc(kind, title, day, stage, sub, name, fmt, blocks, **more), *ev)

    def sheet(self, kind, title, day, stage, sub, name, sheets, *ev):
        return self.add(Doc(kind, title, day, stage, sub, name, "xlsx", sheets=sheets), *ev)

    def photo(self, kind, scene, text, day, clock, stage, sub, name, caption, *ev, exif=True, gps=True):
        v = self.v
        doc = Doc(kind, name, day, stage, sub, name, "photo", scene=scene, text=text, exif=exif, seed=f"{v.no}/{sub}/{name}/{clock}")
        chance = rng("clock", doc.seed)
        doc.when = dt.datetime(day.year, day.month, day.day, clock, chance.randint(0, 59), chance.randint(0, 59))
        doc.gps = near(v, doc.seed) if gps else None
        doc.caption = caption
        doc.name = name.format(when=f"{doc.when:%Y%m%d_%H%M%S}")
        return self.add(doc, *ev)

    # ---- small forms that come back in every stage

    def group(self, stage, sub, work, day, item, fmt):
        v, o = self.v, self.v.officers
        title = f"关于成立{v.name}{work}工作小组的通知"
        blocks = [
            ("title", title), ("n", "各村民小组、全体村民："),
            ("p", f"为做好我村{work}工作，加强组织领导，经村党支部、村委会研究，决定成立{v.name}{work}工作小组，组成人员如下："),
            ("n", f"组　长：{o['书记']}（村党支部书记、村委会主任）"), ("n", f"副组长：{o['副主任']}（村党支部副书记）"),
            ("n", f"成　员：{o['会计']}（村会计）　{o['委员']}（村委会委员）　{o['妇女主任']}（妇女主任）　{o['记录']}（村民代表）"),
            ("p", f"工作小组的主要职责：制定{work}方案，组织宣传发动和调查核实，整理上报资料，解答群众疑问。{o['监委主任']}负责全程监督。"),
            ("p", f"工作小组办公室设在村委会，{o['会计']}负责日常工作，联系电话{v.phone}。"),
            ("r", v.committee), ("seal",), ("r", zh_date(day)),
        ]
        return self.paper("ORG_DOC", title, day, stage, sub, title, fmt, blocks, *([item] if item else []))

    def notice(self, stage, sub, title, body, start, end, name, fmt, *ev):
        v = self.v
        blocks = [
            ("title", title), *[("p", text) for text in body],
            ("p", f"公示期自{zh_date(start)}起至{zh_date(end)}止。公示期内如有异议，请到村委会办公室书面或者口头提出，"
                  f"工作小组三日内核实答复。受理人：{v.officers['监委主任']}；监督电话：{v.phone}。"),
            ("r", v.committee), ("seal",), ("r", zh_date(start)),
        ]
        return self.paper("PUB_NOTICE", title, start, stage, sub, name, fmt, blocks, *ev)

    def board(self, stage, sub, heading, lines, day, clock, names, event, *ev):
        """A near and a far view of the notice board."""
        v = self.v
        text = {"board": "村务公开栏", "heading": heading, "lines": lines}
        out = []
        for name in names:
            scene = "board_far" if "远景" in name or "期满" in name else "board_near"
            shown = {"board": text["board"]} if scene == "board_far" else {"heading": heading, "lines": lines}
            caption = (zh_date(day), v.officers["委员"], f"{v.name}村委会门前公开栏", event)
            out.append(self.photo("PUB_PHOTO", scene, shown, day, clock, stage, sub, name, caption, *ev))
        return out

    def result(self, stage, sub, what, start, end, day, fmt, *ev):
        v = self.v
        title = f"{v.name}{what}公示情况说明"
        blocks = [
            ("title", title),
            ("p", f"{v.name}{what}自{zh_date(start)}起在村务公开栏公示，至{zh_date(end)}期满。公示期间共收到异议0件，群众咨询3人次，均已当场解释清楚。"),
            ("p", "公示期满，无异议。"), ("n", f"经办人：{v.officers['委员']}　　监督人：{v.officers['监委主任']}"),
            ("r", v.committee), ("seal",), ("r", zh_date(day)),
        ]
        return self.paper("PUB_RESULT", title, day, stage, sub, "公示情况说明", fmt, blocks, *ev)

    def filing(self, stage, sub, what, day, fmt, *ev):
        v = self.v
        title = f"{v.name}{what}备案登记表"
        rows = [["村名", v.name, "材料名称", what], ["份数", "2份", "报送日期", zh_date(day)],
                ["移交人", v.officers["会计"], "接收单位", f"{TOWNSHIP}经管站"], ["备案意见", "材料齐全，准予备案", "经办日期", zh_date(day)]]
        blocks = [("title", title), ("table", rows, [1, 2, 1, 2]), ("r", f"{TOWNSHIP}经管站"), ("seal",), ("r", zh_date(day))]
        return self.paper("ARCH_HANDOVER", title, day, stage, sub, title, fmt, blocks, *ev)

    def roster_rows(self, public=True):
        rows = [["序号", "户编号", "户主", "姓名", "性别", "与户主关系", "身份证号", "是否成员"]]
        n = 0
        for h, household in enumerate(self.v.households, 1):
            for person in household:
                n += 1
                rows.append([
                    n, f"{h:03d}", household[0]["name"], person["name"], "男" if person["male"] else "女", person["relation"],
                    masked(person["id"]) if public else person["id"], "是",
                ])
        return rows


def build(v):
    out = Village(v)
    wanted = v.stages
    if 0 in wanted:
        general(out)
    if 1 in wanted:
        assets(out)
    if 2 in wanted:
        members(out)
    if 3 in wanted:
        equity(out)
    if 4 in wanted:
        cooperative(out)
    if 5 in wanted:
        certificates(out)
    if 7 in wanted:
        field_work(out)
    if 6 in wanted:
        archive(out)
    return out.docs


def general(p):
    v, o, d = p.v, p.v.officers, p.v.d
    p.group(0, "", "农村集体产权制度改革", d["lead"], None, "pdf")
    rows = [["序号", "姓名", "性别", "备注"]]
    male = {person["name"]: person["male"] for person in v.persons()}
    committee = (o["书记"], o["委员"], o["妇女主任"])
    for i, name in enumerate(v.reps, 1):
        rows.append([i, name, "男" if male[name] else "女", "村民委员会成员" if name in committee else "村民代表"])
    p.sheet("REP_ROSTER", f"{v.name}村民代表名册", d["rep_roster"], 0, "", "村民代表名册",
            [("村民代表名册", [[f"{TOWNSHIP}{v.name}村民代表名册"], *rows, [f"填表日期：{zh_date(d['rep_roster'])}"]])], "V02", "V09")
    rows = [["序号", "姓名", "推选户数", "推选日期"]]
    rows += [[str(i), name, "5", zh_date(d["coop_reps"])] for i, name in enumerate(v.coop_reps, 1)]
    blocks = [("title", f"{v.coop}成员代表名册"),
              ("p", f"按照每五户至十五户推选一名成员代表的办法，于{zh_date(d['coop_reps'])}由各户推选产生成员代表{len(v.coop_reps)}名。"),
              ("table", rows, [1, 2, 1, 2]), ("r", v.committee), ("seal",), ("r", zh_date(d["coop_reps"]))]
    p.paper("REP_ROSTER", f"{v.coop}成员代表名册", d["coop_reps"], 0, "", "成员代表名册（推选记录）", "docx", blocks, "V17")
    if p.full:
        blocks = [
            ("title", "农村集体产权制度改革明白纸"), ("n", "各位村民："),
            ("p", "农村集体产权制度改革，就是把村集体的家底查清楚，把谁是集体的成员定下来，把经营性资产折成股份量化到每个成员，让大家按股分红。"),
            ("p", "改革分五步走：清产核资、成员确认、折股量化、成立股份经济合作社、发放股权证。每一步都要公示，重大事项都要开会表决。"),
            ("p", "改革不改变集体所有，不影响土地承包，不收取任何费用。请大家积极配合入户调查，关注公开栏。"),
            ("p", f"咨询电话：{v.phone}。"), ("r", v.committee), ("r", zh_date(d["propaganda"])),
        ]
        p.paper("PROPAGANDA", "农村集体产权制度改革明白纸", d["propaganda"], 0, "宣传", "产改明白纸", "txt:gb18030" if v.no == 2 else "docx", blocks)
        p.photo("PROPAGANDA", "street", {"banner": "推进农村集体产权制度改革 增加农民财产性收入", "board": f"{v.name}宣传栏"}, d["propaganda"], 10, 0,
                "宣传", "宣传横幅照片{when}", (zh_date(d["propaganda"]), o["妇女主任"], f"{v.name}大街", "悬挂产改宣传横幅"))


def asset_rows(v):
    f = v.fig
    return [
        ("货币资金", f["cash"]), ("应收款项", f["receivable"]), ("库存物资", 0), ("长期投资", 0),
        ("固定资产净值（经营性）", f["fixed_operating"]), ("固定资产净值（非经营性）", f["nonoperating"]), ("在建工程", 0),
    ]


def assets(p):
    v, d, f = p.v, p.v.d, p.v.fig
    if v.has("V-n"):  # the true day is a Saturday
        d["asset_meet"] = dt.date(2018, 6, 16)
    s = 1
    p.group(s, "01工作小组及方案", "清产核资", d["asset_group"], "V01", "pdf")
    p.paper("PLAN", f"{v.name}集体资产清产核资实施方案", d["asset_plan"], s, "01工作小组及方案", f"{v.name}清产核资实施方案",
            "pdf" if v.no % 2 else "docx", plans.asset_plan(v), "V01")
    figures = (f"确认截至{zh_date(f['reference'])}，集体资产总额{money(f['total'])}元，其中经营性资产{money(f['operating'])}元，"
               f"负债{money(f['liabilities'])}元，所有者权益{money(f['net'])}元；集体土地总面积{mu(f['land'])}亩。")
    if p.full:
        p.add(committee_minutes(v, "两委会议", "清产核资实施方案", days(d["asset_plan"], 1), s, "docx"))
        if v.no == 1:
            p.add(committee_minutes(v, "党员大会", "清产核资实施方案", days(d["asset_plan"], 3), s, "scan"))
    if v.no == 1:
        m = Meeting(v, "村民代表会议", "清产核资实施方案", d["asset_meet1"], v.reps, s, f"02会议/{d['asset_meet1']:%Y%m%d}村民代表会议", "V02", hour=8)
        for doc in (m.notice(days(d["asset_meet1"], -4), "txt:utf-8"), m.signin("scan"), m.minutes("docx"), m.resolution("pdf"), m.photo(0)):
            p.add(doc)
    day = d["asset_meet"]
    short, half = v.has("V-e"), v.has("V-n")
    m = Meeting(v, "村民代表会议", "清产核资结果", day, v.reps, s, f"02会议/{day:%Y%m%d}村民代表会议", "V02", figures,
                present=18 if short else None, votes=(16, 1, 1) if short else None, weekday="星期五" if half else None)
    if half and zh_weekday(day) != "星期六":
        raise AssertionError("the meeting of V-n must be on a Saturday")
    scans = "scan" if v.thinness != "medium" or v.no % 2 else "pdf"
    notice = p.add(m.notice(days(day, -4), "scanjpg" if v.no in (1, 4) else "docx"))
    sign, minutes, resolution = p.add(m.signin(scans)), p.add(m.minutes("pdf")), p.add(m.resolution("pdf"))
    for n in range(2 if p.full else 1):
        p.add(m.photo(n))
    if short:
        for doc in (resolution, minutes):
            doc.faults.append(("quorum-not-met", "V02", "实到18人, 应到32人: 22 are needed for two thirds"))
    if half:
        for doc in (minutes, sign, notice):
            doc.faults.append(("weekday-mismatch", "V25" if doc is minutes else "V02", f"{zh_date(day)} is a Saturday, written 星期五"))
    asset_forms(p)
    start, end = d["asset_pub"], d["asset_pub_end"]
    if v.has("V-d"):
        end = days(start, 4)
    body = [f"根据清产核资工作安排，现将{v.name}清产核资结果公示如下：",
            f"截至{zh_date(f['reference'])}，我村集体资产总额{money(f['total'])}元，其中经营性资产{money(f['operating'])}元，非经营性资产{money(f['nonoperating'])}元；"
            f"负债{money(f['liabilities'])}元；所有者权益{money(f['net'])}元。",
            f"集体土地总面积{mu(f['land'])}亩，其中耕地{mu(f['farm'])}亩，未承包到户的土地{mu(f['unassigned'])}亩。"]
    doc = p.notice(s, "04公示", f"{v.name}清产核资结果公示", body, start, end, "资产公示", "pdf", "V03", "V07", "V24")
    if v.has("V-d"):
        doc.faults.append(("notice-too-short", "V03", f"{start} to {end} are 5 days"))
    p.board(s, "04公示", doc.title, body[1:], start, 9, [f"公示近景{start:%Y%m%d}", f"公示远景{start:%Y%m%d}"], "张贴清产核资结果公示", "V03", "V24")
    if p.full:
        p.board(s, "04公示", doc.title, body[1:], end, 16, [f"公示期满{end:%Y%m%d}"], "清产核资结果公示期满", "V03", "V24")
    if p.full or v.no in (4, 5):
        p.result(s, "04公示", "清产核资结果", start, end, days(end, 1), "pdf", "V03")
        transfer(p)
        p.filing(s, "07备案", "清产核资报表", d["asset_file"], "docx", "V07")


def asset_forms(p):
    v, o, d, f = p.v, p.v.officers, p.v.d, p.v.fig
    ref = f["reference"] if not v.has("V-l") else dt.date(2018, 12, 31)
    foot = [("n", f"单位负责人：{o['书记']}　　填表人：{o['会计']}　　审核人：{o['监委主任']}"), ("n", f"填报日期：{zh_date(d['asset_fill'])}")]
    head = lambda title, unit: [("title", title), ("n", f"填报单位：{v.committee}"), ("n", f"清查登记时点：{zh_date(ref)}　　单位：{unit}")]
    zero = ["合计", "0.00", "0.00", "无"]
    blocks = head("清产核资报表（农清明细01货币资金清查登记表）", "元")
    blocks += [("table", [["项目", "账面数", "清查核实数", "备注"], ["现金", "3,200.00", "3,200.00", ""],
                          ["银行存款", money(f["cash"] - 320_000), money(f["cash"] - 320_000), ""],
                          ["合计", money(f["cash"]), money(f["cash"]), ""]], [2, 2, 2, 1]), *foot, ("pb",)]
    for code, title in (("02", "短期投资"), ("04", "库存物资"), ("07", "长期投资"), ("09", "在建工程"), ("11", "短期借款")):
        blocks += head(f"农清明细{code}{title}清查登记表", "元") + [("table", [["项目", "账面数", "清查核实数", "备注"], zero], [2, 2, 2, 1]), *foot, ("sp", 30)]
    blocks += [("pb",), *head("农清明细03应收款项清查登记表", "元"),
               ("table", [["债务单位", "账面数", "清查核实数", "备注"], ["土地承包费欠款", money(f["receivable"]), money(f["receivable"]), ""],
                          ["合计", money(f["receivable"]), money(f["receivable"]), ""]], [2, 2, 2, 1]), *foot, ("sp", 24)]
    fixed = fixed_assets(v)
    blocks += head("农清明细08固定资产清查登记表", "元") + [("table", [["资产编号", "名称", "类别", "净值"], *[[a, b, c, money(x)] for a, b, c, x, _ in fixed],
                ["合计", "", "", money(sum(row[3] for row in fixed))]], [1.4, 2.4, 1.6, 2]), *foot, ("pb",)]
    blocks += head("农清明细12应付款项清查登记表", "元") + [("table", [["债权单位", "账面数", "清查核实数", "备注"], ["道路工程尾款", money(f["liabilities"]), money(f["liabilities"]), ""],
                ["合计", money(f["liabilities"]), money(f["liabilities"]), ""]], [2, 2, 2, 1]), *foot, ("sp", 24)]
    land = [["耕地", mu(f["farm"])], ["林地", mu(f["forest"])], ["建设用地", mu(f["built"])], ["未利用地", mu(f["unused"])], ["合计", mu(f["land"])]]
    blocks += head("农清明细20资源性资产清查登记总表", "亩") + [("table", [["地类", "面积"], *land], [1, 1]), *foot]
    doc = p.paper("ASSET_REPORT", f"{v.name}清产核资报表", d["asset_fill"], 1, "03报表", "清产核资报表（签字盖章）", "pdf", blocks, "V03", "V04", "V06", "V07")
    if v.has("V-l"):
        doc.faults.append(("reference-date-wrong", "V04", "登记时点 2018年12月31日 instead of 2017年12月31日"))
    left = [(a, b) for a, b in asset_rows(v)]
    rows = [["资产", "金额", "负债及所有者权益", "金额"]]
    right = [("短期借款", 0), ("应付款项", f["liabilities"]), ("长期借款及应付款", 0), ("负债合计", f["liabilities"]),
             ("资本", f["net"]), ("公积公益金", 0), ("所有者权益合计", f["net"])]
    rows += [[a, x / 100, b, y / 100] for (a, x), (b, y) in zip(left, right)]
    rows += [["资产总计", f["total"] / 100, "负债和所有者权益总计", f["total"] / 100]]
    sheets = [("资产负债表", [["资产负债表（农清明细19-1）"], [f"填报单位：{v.committee}"], [f"登记时点：{zh_date(ref)}　单位：元"], *rows,
               [f"单位负责人：{o['书记']}　填表人：{o['会计']}　填报日期：{zh_date(d['asset_fill'])}"]])]
    p.sheet("ASSET_BS", f"{v.name}资产负债表", d["asset_fill"], 1, "03报表", "资产负债表", sheets, "V07")
    if p.full or v.no in (4, 6, 9):
        rows = [["资产编号", "名称", "类别", "原值", "净值", "坐落", "使用状况"]]
        rows += [[a, b, c, x / 100, x / 100, f"{v.name}{site}", "在用"] for a, b, c, x, site in fixed]
        rows += [["合计", "", "", sum(r[3] for r in fixed) / 100, sum(r[3] for r in fixed) / 100, "", ""]]
        plots = [["地块编号", "地类", "面积（亩）", "四至", "经营方式"]]
        for i, (kind, area) in enumerate(land[:-1], 1):
            plots.append([f"ZY{i:03d}", kind, float(area), "东至路、西至沟、南至渠、北至村界", "家庭承包" if kind == "耕地" else "集体经营"])
        debts = [["类别", "单位", "金额"], ["债权", "土地承包费欠款", f["receivable"] / 100], ["债务", "道路工程尾款", f["liabilities"] / 100]]
        p.sheet("ASSET_LEDGER", f"{v.name}集体资产台账", d["ledger"], 1, "05台账", f"{v.name}资产台账",
                [("固定资产台账", [[f"{v.name}固定资产台账"], *rows]), ("资源台账", [[f"{v.name}资源台账"], *plots]),
                 ("债权债务台账", [[f"{v.name}债权债务台账"], *debts])], "V04")


def fixed_assets(v):
    f = v.fig
    return [("GD001", "扶贫光伏电站", "经营性", f["solar"], "东坡"), ("GD002", "沿街门面房", "经营性", f["shop"], "村中大街"),
            ("GD003", "机井及配套设施", "经营性", f["well"], "南洼"), ("GD004", "村内道路", "非经营性", f["road"], "各街巷"),
            ("GD005", "原小学校舍", "非经营性", f["school"], "村北"), ("GD006", "文化活动室", "非经营性", f["hall"], "村委会院内")]


def transfer(p):
    v, o, d, f = p.v, p.v.officers, p.v.d, p.v.fig
    blocks = [
        ("title", "扶贫项目资产移交书"), ("n", f"移交方：{TOWNSHIP}人民政府"), ("n", f"接收方：{v.committee}"),
        ("p", f"根据财政扶贫资金项目资产管理的规定，移交方将使用财政扶贫资金建设的光伏电站移交给接收方，产权确权归{v.name}农民集体所有。"),
        ("table", [["资产名称", "数量", "资金来源", "价值（元）"], ["扶贫光伏电站", "1座", "财政扶贫资金", money(f["solar"])]], [2, 1, 2, 2]),
        ("p", f"移交资产价值人民币（大写）{capital_amount(f['solar'])}（小写{plain_money(f['solar'])}元）。接收方负责日常管护，收益纳入村集体收入。"),
        ("n", f"接收方负责人（签字）：{o['书记']}　　监督人（签字）：{o['监委主任']}"),
        ("r", f"移交方：{TOWNSHIP}人民政府"), ("seal",), ("r", zh_date(d["transfer"])),
    ]
    p.paper("ASSET_TRANSFER", "扶贫项目资产移交书", d["transfer"], 1, "06移交证明", "扶贫光伏电站资产移交书", "pdf", blocks, "V05")


def members(p):
    v, d, f = p.v, p.v.d, p.v.fig
    s = 2
    p.group(s, "01小组及办法", PROFILE_MEMBER, d["member_group"], "V08", "scan" if v.no % 3 == 0 else "pdf")
    doc = p.paper("MEMBER_METHOD", f"{v.name}集体经济组织成员身份确认实施办法", d["member_method"], s, "01小组及办法", f"{v.name}成员身份确认实施办法",
                  "docx" if v.no % 2 else "pdf", plans.member_method(v), "V08", "V11")
    if v.has("V-h"):
        doc.faults.append(("rights-infringing-clause", "V11", plans.INFRINGING))
    if v.has("V-r"):
        doc.must_not += [("rights-infringing-clause", "V11"), ("rights-unclear-clause", "V11")]
    if p.full:
        p.add(committee_minutes(v, "两委会议", "成员身份确认实施办法", days(d["member_method"], 1), s, "pdf"))
        if v.no == 1:
            p.add(committee_minutes(v, "党员大会", "成员身份确认实施办法", days(d["member_method"], 3), s, "docx"))
        m = Meeting(v, "村民代表会议", "成员身份确认实施办法", d["member_meet1"], v.reps, s, f"02会议/{d['member_meet1']:%Y%m%d}办法表决会", "V09", hour=14)
        for one in (m.notice(d["member_notice1"]), m.signin("scan"), m.minutes("pdf"), m.resolution("pdf"), m.photo(0)):
            p.add(one)
    if p.full or v.no == 9:
        survey(p)
    rows = p.roster_rows()
    if v.no in (1, 4, 5, 7, 9, 11, 13) and v.no != 11:
        sheets = [("成员名册", [[f"{v.name}集体经济组织成员名册"], [f"成员身份确认基准日：{zh_date(f['reference'])}"], *rows, [f"共{f['households']}户、{f['members']}人"]])]
        roster = p.sheet("MEMBER_ROSTER", f"{v.name}集体经济组织成员名册", d["list3"], s, "04名册", f"{v.name}成员名册", sheets, "V10")
    else:
        blocks = [("title", f"{v.name}集体经济组织成员名册"), ("n", f"成员身份确认基准日：{zh_date(f['reference'])}"),
                  ("table", [[str(x) for x in row] for row in rows], [0.8, 1, 1.3, 1.3, 0.8, 1.4, 2.6, 1.2]),
                  ("n", f"共{f['households']}户、{f['members']}人。"), ("r", zh_date(d["list3"]))]
        roster = p.paper("MEMBER_ROSTER", f"{v.name}集体经济组织成员名册", d["list3"], s, "04名册", f"{v.name}成员名册", "pdf", blocks, "V10")
    if v.has("V-c"):
        roster.faults.append(("figures-disagree", "V07", "名册 412人, 章程 421人"))
    for k, word in enumerate(("一", "二", "三"), 1):
        if not p.full and k > 1 and v.no not in (4, 13):
            break
        if v.no in (4, 13) and k == 2:
            continue
        start, end = d[f"list{k}"], d[f"list{k}_end"]
        body = [f"经{'摸底调查' if k == 1 else '复核'}，{v.name}集体经济组织成员共{f['households']}户、{f['members']}人，现将成员名单张榜公示（第{word}榜），名单附后。"]
        title = f"{v.name}集体经济组织成员名单公示（第{word}榜）"
        p.notice(s, f"05公示/第{word}榜", title, body, start, end, f"成员名单公示第{word}榜", "pdf" if k % 2 else "docx", "V10", "V24")
        if p.full and v.no > 1 and k == 2:
            continue
        p.board(s, f"05公示/第{word}榜", title,
                body + [f"公示期自{zh_date(start)}起至{zh_date(end)}止。", f"监督电话：{v.phone}", "　".join(h[0]["name"] for h in v.households[: 24 + 6 * k])], start, 8 + k,
                [f"第{word}榜公示近景{start:%Y%m%d}", f"第{word}榜公示远景{start:%Y%m%d}"], f"张贴成员名单第{word}榜", "V10", "V24")
    if p.full:
        p.result(s, "05公示", "成员名单", d["list1"], d["list3_end"], d["objection"], "docx", "V10")
        p.add(committee_minutes(v, "两委会议", "成员名册", days(d["member_meet"], -1), s, "txt:utf-16" if v.no == 1 else "pdf"))
    figures = f"确认{v.name}集体经济组织成员{f['households']}户、{f['members']}人，成员身份确认基准日为{zh_date(f['reference'])}。"
    m = Meeting(v, "村民代表会议", "成员名册", d["member_meet"], v.reps, s, f"06确认会/{d['member_meet']:%Y%m%d}成员确认会议", "V09", figures,
                topic="成员确认", hour=14)
    for one in (m.notice(d["member_notice"]), m.signin("scan"), m.minutes("pdf"), m.resolution("docx" if v.no % 2 else "pdf"), m.photo(0)):
        p.add(one)
    if p.full:
        p.filing(s, "07备案", "成员名册", d["member_file"], "pdf", "V10")


def survey(p):
    """One form a household, two on a page."""
    v, o, d = p.v, p.v.officers, p.v.d
    blocks = []
    for i, household in enumerate(v.households):
        head = household[0]
        rows = [["姓名", "性别", "与户主关系", "身份证号码", "户籍地", "增减变动"]]
        rows += [[x["name"], "男" if x["male"] else "女", x["relation"], x["id"], v.name, "无"] for x in household]
        blocks += [("c", "集体经济组织成员身份确认调查表"), ("n", f"户编号：{i + 1:03d}　户主：{head['name']}　日期：{zh_date(days(d['survey'], i % 8))}"),
                   ("table", rows, [1.3, 0.8, 1.5, 3.2, 1.6, 1.2]), ("n", f"调查人签字：{o['妇女主任']}　　户主签字：{head['name']}")]
        blocks += [("pb",)] if i % 2 and i + 1 < len(v.households) else [("sp", 30)]
    p.paper("MEMBER_SURVEY", f"{v.name}成员身份确认调查表", d["survey"], 2, "03调查表", f"{v.name}成员摸底调查表（1-{len(v.households)}户）", "pdf", blocks, "V12")


def equity(p):
    v, d, f = p.v, p.v.d, p.v.fig
    s = 3
    p.group(s, "01小组及方案", "折股量化", d["equity_group"], "V13", "pdf")
    p.paper("EQUITY_PLAN", f"{v.name}集体资产折股量化实施方案", d["equity_plan"], s, "01小组及方案", f"{v.name}折股量化实施方案",
            "pdf" if v.no % 3 else "docx", plans.equity_plan(v), "V13", "V07", "V11", "V16")
    if p.full:
        p.add(committee_minutes(v, "两委会议", "折股量化实施方案", days(d["equity_plan"], 1), s, "docx"))
        if v.no == 1:
            p.add(committee_minutes(v, "党员大会", "折股量化实施方案", days(d["equity_plan"], 4), s, "pdf"))
    figures = (f"确认量化资产额{money(f['quantified'])}元，{plans.share_sentence(v)}，参加配股的成员{f['households']}户、{f['members']}人。")
    half = v.has("V-f")
    m = Meeting(v, "村民代表会议", "折股量化实施方案", d["equity_meet"], v.reps, s, f"02会议/{d['equity_meet']:%Y%m%d}股权设置会议", "V14", figures,
                topic="股权设置", present=18 if half else None, votes=(9, 6, 3) if half else None)
    docs = [m.notice(d["equity_notice"]), m.signin("scan"), m.minutes("docx" if half else "pdf"), m.resolution("pdf"), m.photo(0)]
    docs += [m.photo(1)] if v.no == 1 else []
    for one in docs:
        p.add(one)
        if half and one.kind in ("MTG_MINUTES", "MTG_RESOLUTION"):
            one.faults.append(("vote-not-passed", "V14", "同意9人 of 实到18人 is half, not more than half"))
    p.paper("EQUITY_MGMT", f"{v.name}集体资产股权管理方案", d["equity_mgmt"], s, "03股权管理方案", f"{v.name}股权管理方案", "pdf", plans.equity_mgmt(v), "V15", "V11", "V16")
    start, end = d["equity_pub"], d["equity_pub_end"]
    title = f"{v.name}股权管理方案公示"
    body = [f"现将{v.name}集体资产股权管理方案予以公示，方案全文附后。", f"量化资产额{money(f['quantified'])}元，{plans.share_sentence(v)}，股权实行静态管理。"]
    p.notice(s, "04公示", title, body, start, end, "股权管理方案公示", "docx" if v.no % 2 else "pdf", "V15", "V24", "V07")
    p.board(s, "04公示", title, body + [f"公示期自{zh_date(start)}起至{zh_date(end)}止。"], start, 10,
            [f"股权公示近景{start:%Y%m%d}", f"股权公示远景{start:%Y%m%d}"], "张贴股权管理方案公示", "V15", "V24")
    if p.full or v.no in (5, 8, 10):
        rows = [["序号", "户编号", "户主", "成员人数", "股数", "股权金额"]]
        for i, household in enumerate(v.households, 1):
            n = len(household)
            rows.append([i, f"{i:03d}", household[0]["name"], n, n * 10, n * 10 * f["per_share"] / 100])
        rows.append(["合计", "", "", f["members"], f["shares_member"], f["shares_member"] * f["per_share"] / 100])
        p.sheet("EQUITY_ROSTER", f"{v.name}股权量化清册", d["equity_roster"], s, "05股权清册", f"{v.name}股权量化清册（股东名册）",
                [("股权量化清册", [[f"{v.coop}股权量化清册"], *rows])], "V07", "V22")


def cooperative(p):
    v, d, f = p.v, p.v.d, p.v.fig
    s = 4
    late = v.has("V-q")
    day = dt.date(2020, 7, 3) if late else d["coop_meet"]
    if not late:
        foreign = "柳泉村" if v.has("V-b") else None
        doc = p.paper("CHARTER", f"{v.coop}章程", d["coop_meet"], s, "01章程", f"{v.name}股份经济合作社章程", "docx" if v.no in (4, 14) else "pdf",
                      plans.charter(v, foreign), "V17", "V18", "V19", "V07", "V11")
        if v.has("V-b"):
            doc.faults.append(("foreign-place-name", "V19", "柳泉村 stands in the charter of 东凫山村"))
        if v.has("V-c"):
            doc.faults.append(("figures-disagree", "V07", "章程 421人, 名册 412人"))
        if v.has("V-o"):
            doc.faults.append(("anachronism", "V19", "cites 示范章程（试行） of 2020-11-04 in a charter of 2020-05"))
    if p.full:
        p.add(committee_minutes(v, "两委会议", "股份经济合作社章程草案", d["draft"], s, "docx"))
        p.add(committee_minutes(v, "两委会议", "理事会监事会选举办法", days(d["draft"], 5), s, "pdf"))
        if v.no == 1:
            p.add(committee_minutes(v, "党员大会", "股份经济合作社章程草案", days(d["draft"], 7), s, "docx"))
    figures = f"通过《{v.coop}章程》，本社成员{f['households']}户、{421 if v.has('V-c') else f['members']}人，{plans.share_sentence(v)}。"
    if v.has("V-c"):
        figures = f"通过《{v.coop}章程》。"
    m = Meeting(v, "成员代表大会", "股份经济合作社章程", day, v.coop_reps, s, f"02成员代表大会/{day:%Y%m%d}成员代表大会", ["V17", "V25"], figures, topic="股份经济合作社")
    docs = [m.notice(days(day, -12)), m.signin("scan"), m.minutes("pdf"), m.resolution("pdf")] + [m.photo(n) for n in range(2 if v.no == 1 else 1)]
    for one in docs:
        p.add(one)
        if late and one.kind in ("MTG_RESOLUTION", "MTG_MINUTES", "MTG_SIGNIN"):
            one.faults.append(("date-after-deadline", "V17", "2020-07-03 is after 2020-06-30"))
    if late:
        return
    start, end = d["coop_pub"], d["coop_pub_end"]
    if p.full or v.no in (5, 14):
        title = f"{v.coop}章程公示"
        body = [f"《{v.coop}章程》已经{zh_date(day)}成员代表大会通过，现予公示，章程全文附后。"]
        p.notice(s, "01章程", title, body, start, end, "章程公示", "docx", "V17", "V24")
        p.board(s, "01章程/公示照片", title, body, start, 9, [f"章程公示近景{start:%Y%m%d}", f"章程公示远景{start:%Y%m%d}"], "张贴章程公示", "V17", "V24")
        election(p, m)
    if p.full:
        finance(p)
        registration(p)


def election(p, m):
    v, o, d = p.v, p.v.officers, p.v.d
    s, sub = 4, "03选举"
    n = len(m.present)
    blocks = [("title", f"{v.coop}理事会监事会选举办法"),
              ("p", "一、理事会由理事3人组成，监事会由监事3人组成，由成员代表大会采用无记名投票方式差额选举产生，候选人名额多于应选名额1人。"),
              ("p", "二、选举会议应当有三分之二以上的成员代表参加。候选人获得到会代表过半数选票的当选。"),
              ("p", "三、设监票人2名、计票人2名、唱票人1名，候选人及其近亲属不得担任。收回的选票等于或者少于发出的选票，选举有效。"),
              ("p", "四、当场公开唱票、计票，当场宣布选举结果，封存选票。"), ("r", v.committee), ("r", zh_date(days(d["draft"], 8)))]
    p.paper("ELECTION", f"{v.coop}理事会监事会选举办法", days(d["draft"], 8), s, sub, "01选举办法", "docx", blocks, "V20")
    directors, supervisors = [o["书记"], *o["理事"][:2]], [o["监委主任"], *o["监事"][:2]]
    losers = [x for x in v.coop_reps if x not in directors + supervisors + o["理事"]][:2]
    rows = [["职务", "候选人", "得票数", "结果"]]
    for role, names, loser in (("理事", directors, losers[0]), ("监事", supervisors, losers[1])):
        rows += [[role, name, str(n - 1 - i), "当选"] for i, name in enumerate(names)] + [[role, loser, "3", "未当选"]]
    blocks = [("title", f"{v.coop}理事会监事会选举计票单"), ("n", f"时间：{m.time}　地点：{m.place}"),
              ("p", f"应到成员代表{len(m.roll)}人，实到{n}人。发出选票{n}张，收回{n}张，有效票{n}张，无效票0张。"),
              ("table", rows, [1, 2, 1, 1]),
              ("n", f"监票人：{m.present[-1]}、{m.present[-2]}　计票人：{m.present[-3]}、{m.present[-4]}　唱票人：{m.present[-5]}"), ("r", zh_date(m.day))]
    p.paper("MTG_VOTE", f"{v.coop}选举计票单", m.day, s, sub, "02选举计票单", "scan", blocks, also=["ELECTION"], ev=[("V20", "ELECTION")])
    blocks = [("title", f"{v.coop}理事会监事会选举结果报告单"),
              ("p", f"{zh_date(m.day)}，{v.coop}召开成员代表大会，应到{len(m.roll)}人，实到{n}人，以无记名投票方式选举产生理事会和监事会。"),
              ("p", f"理事长：{directors[0]}；理事：{directors[1]}、{directors[2]}。"), ("p", f"监事长：{supervisors[0]}；监事：{supervisors[1]}、{supervisors[2]}。"),
              ("n", f"会议主持人：{o['书记']}　监票人：{m.present[-1]}　计票人：{m.present[-3]}"), ("r", v.coop), ("seal",), ("r", zh_date(m.day))]
    p.paper("ELECTION", f"{v.coop}选举结果报告单", m.day, s, sub, "03选举结果报告单", "pdf", blocks, "V20")
    blocks = [("title", "当选公告"), ("p", f"经{zh_date(m.day)}成员代表大会选举，{directors[0]}当选{v.coop}理事长，{directors[1]}、{directors[2]}当选理事；"
               f"{supervisors[0]}当选监事长，{supervisors[1]}、{supervisors[2]}当选监事。特此公告。"),
              ("p", f"监督电话：{v.phone}。"), ("r", v.coop), ("seal",), ("r", zh_date(d["elected"]))]
    p.paper("PUB_NOTICE", "当选公告", d["elected"], s, sub, "04当选公告", "docx", blocks, also=["ELECTION"], ev=[("V20", "ELECTION")])
    when = dt.datetime(m.day.year, m.day.month, m.day.day, 10, 40, 11)
    doc = p.photo("MTG_PHOTO", "meeting", {"banner": f"{v.coop}选举大会"}, m.day, 10, s, sub, "选举大会照片{when}",
                  (zh_date(m.day), f"{o['书记']}及成员代表", m.place, "选举理事会监事会，唱票计票"), "V20", "V24")
    doc.when = when


def finance(p):
    v, o, d, f = p.v, p.v.officers, p.v.d, p.v.fig
    s, sub = 4, "05财务制度"
    foot = [("r", v.coop), ("seal",), ("r", zh_date(d["fin"]))]
    blocks = [("title", f"{v.coop}财务管理制度"),
              ("p", "第一条　本社一切收支纳入账内核算，收入使用统一票据，不得坐收坐支、私设小金库。"),
              ("p", "第二条　开支实行审批制度。五百元以下由理事长审批，五百元至五千元由理事会集体研究，五千元以上提交成员代表大会讨论。"),
              ("p", "第三条　票据须有经办人、证明人、审批人签字，由监事会审核盖章后入账。"), ("p", "第四条　每季度末公布账目，接受成员查询。"), *foot]
    p.paper("FIN_RULE", f"{v.coop}财务管理制度", d["fin"], s, sub, "财务管理制度", "docx", blocks, "V21")
    names = [o["监委主任"], *o["监委"]]
    blocks = [("title", f"{v.coop}民主理财小组名单"), ("p", f"经成员代表推选，民主理财小组由{'、'.join(names)}三人组成，{names[0]}任组长，负责审核收支票据、监督财务公开。"
               "小组成员不担任村民委员会成员和会计。"), *foot]
    p.paper("FIN_SUPERV", f"{v.coop}民主理财小组名单", d["fin"], s, sub, "民主理财小组名单", "pdf", blocks, "V21")
    blocks = [("title", "委托代理记账协议"), ("n", f"甲方：{v.coop}"), ("n", f"乙方：{TOWNSHIP}农村会计委托代理服务中心"),
              ("p", f"甲方委托乙方代理记账，报账员由{o['会计']}担任，按月报账。乙方按照村集体经济组织会计制度设置账簿、编制报表，保守秘密。协议期限自{zh_date(d['fin'])}起三年。"),
              ("n", f"甲方（签字）：{o['书记']}　　报账员（签字）：{o['会计']}"), ("r", zh_date(d["fin"]))]
    p.paper("FIN_ACCOUNTANT", "委托代理记账协议", d["fin"], s, sub, "委托代理记账协议", "pdf", blocks, "V21")
    income, cost = f["receivable"] * 3, f["receivable"] * 2
    rows = [["项目", "金额（元）"], ["一、收入合计", income / 100], ["其中：发包及上交收入", f["receivable"] * 2 / 100], ["　　　补助收入", f["receivable"] / 100],
            ["二、支出合计", cost / 100], ["三、本年结余", (income - cost) / 100]]
    p.sheet("FIN_REPORT", f"{v.name}2019年度财务决算报告", d["finreport"], s, sub, "2019年度财务决算报告",
            [("决算", [[f"{v.name}2019年度财务决算报告"], *rows, [f"负责人：{o['书记']}　会计：{o['会计']}　监督：{o['监委主任']}　{zh_date(d['finreport'])}"]])], "V21")


def registration(p):
    v, o, d = p.v, p.v.officers, p.v.d
    code = credit_code(v.no)
    blocks = [("title", "农村集体经济组织登记证"), ("n", f"统一社会信用代码：{code}"), ("n", f"名称：{v.coop}"), ("n", f"法定代表人：{o['书记']}"),
              ("n", f"住所：{COUNTY}{TOWNSHIP}{v.name}"), ("n", "业务范围：集体资产经营与管理、集体资源开发与利用、农业生产发展与服务、财务管理与收益分配"),
              ("n", f"有效期：自{zh_date(d['reg'])}起"), ("r", f"{COUNTY}农业农村局"), ("seal",), ("r", zh_date(d["reg"]))]
    p.paper("REG_CERT", "农村集体经济组织登记证", d["reg"], 4, "04登记证", "农村集体经济组织登记证", "scanjpg", blocks)


def certificates(p):
    v, o, d, f = p.v, p.v.officers, p.v.d, p.v.fig
    s = 5
    blocks = []
    for i, household in enumerate(v.households[:2], 1):
        rows = [["姓名", "与户主关系", "身份证号", "股数"]] + [[x["name"], x["relation"], x["id"], "10"] for x in household]
        blocks += [("title", "农村集体经济组织股权证"), ("n", f"证书编号：{v.no:02d}{i:04d}"), ("n", f"合作社名称：{v.coop}"), ("n", f"户主：{household[0]['name']}"),
                   ("table", rows, [2, 2, 4, 1]), ("n", f"股权类型：成员股　股数：{10 * len(household)}股　每股金额：{money(f['per_share'])}元　股权金额：{money(10 * len(household) * f['per_share'])}元"),
                   ("n", "变更登记：无　　收益分配记录：无"), ("r", v.coop), ("seal",), ("r", f"发证日期：{zh_date(d['cert'])}"), ("pb",)]
    p.paper("EQUITY_CERT", "农村集体经济组织股权证", d["cert"], s, "股权证样本", "股权证样本（扫描）", "scan", blocks[:-1], "V22")
    unsigned = set(rng("unsigned", v.no).sample(range(v.households_n), 4)) if v.has("V-m") else set()
    rows = [["序号", "户主", "证书编号", "股数", "领取人签字", "领取日期"]]
    for i, household in enumerate(v.households):
        signed = i not in unsigned
        rows.append([str(i + 1), household[0]["name"], f"{v.no:02d}{i + 1:04d}", str(10 * len(household)),
                     household[0]["name"] if signed else "", zh_date(days(d["receipt"], i % 5)) if signed else ""])
    blocks = [("title", f"{v.coop}股权证领取登记表"), ("table", rows, [0.8, 1.4, 1.6, 1, 1.6, 2.2], 4),
              ("n", f"应发{v.households_n}户，已领取{v.households_n - len(unsigned)}户。"), ("n", f"经办人：{o['会计']}"), ("r", zh_date(days(d["receipt"], 5)))]
    doc = p.paper("CERT_RECEIPT", f"{v.coop}股权证领取登记表", days(d["receipt"], 5), s, "领取登记表", "股权证领取登记表", "pdf", blocks, "V22")
    if unsigned:
        rows_text = "、".join(str(i + 1) for i in sorted(unsigned))
        doc.faults.append(("receipt-unsigned", "V22", f"98 of 102 signed; rows {rows_text} are not"))
    for i in range(2 if p.full else 1):
        p.photo("CERT_PHOTO", "handout", {"banner": f"{v.name}股权证发放仪式", "board": "党务村务公开"}, d["receipt"], 9 + i, s, "发放照片", "股权证发放照片{when}",
                (zh_date(d["receipt"]), f"{o['书记']}、{v.households[i][0]['name']}等", f"{v.name}文化广场", "向成员户发放股权证"), "V22")


def field_work(p):
    v, o, d = p.v, p.v.officers, p.v.d
    blocks = [("title", f"{v.name}入户走访调查记录"), ("n", f"走访时间：{zh_date(d['interview'])}　走访人：镇经管站工作人员、{o['委员']}")]
    rows = [["户主", "是否了解改革意义", "是否参与工作流程", "是否领取股权证", "满意程度", "签字"]]
    rows += [[h[0]["name"], "了解", "参与", "已领取", "满意" if i % 4 else "基本满意", h[0]["name"]] for i, h in enumerate(v.households[:12])]
    blocks += [("table", rows, [1.3, 1.6, 1.6, 1.5, 1.3, 1.3], 5), ("p", "共走访12户，群众反映改革程序公开、结果公平，股权证已经发放到户。")]
    p.paper("INTERVIEW", f"{v.name}入户走访调查记录", d["interview"], 7, "", "入户走访记录表", "pdf", blocks, "V26")
    rows = [["问卷编号", "了解改革意义", "参与主要流程", "领取股权证", "满意程度"]]
    rows += [[i, "是", "是", "是", "满意" if i % 5 else "基本满意"] for i in range(1, 21)]
    p.sheet("SURVEY_FORM", f"{v.name}满意度调查问卷汇总", d["interview"], 7, "", "满意度调查问卷汇总",
            [("问卷", [[f"{v.name}农村集体产权制度改革满意度调查问卷汇总"], *rows, [f"发放20份，收回20份　{zh_date(d['interview'])}"]])], "V26")
    blocks = [("title", f"{v.name}信访台账（零报告）"), ("p", f"截至{zh_date(d['petition'])}，{v.name}未收到涉及农村集体产权制度改革的信访事项，实行零报告。"),
              ("table", [["登记日期", "信访人", "反映事项", "办理结果"], ["无", "无", "无", "无"]], [1, 1, 2, 2]), ("r", v.committee), ("seal",), ("r", zh_date(d["petition"]))]
    doc = p.paper("PETITION", f"{v.name}信访台账（零报告）", d["petition"], 7, "", "信访台账（零报告）", "docx", blocks, "V26")
    doc.must_not.append(("petition-found", "V26"))
    p.photo("FIELD_PHOTO", "street", {"banner": f"{v.name}入户走访", "board": "便民服务站"}, d["interview"], 15, 7, "", "入户走访照片{when}",
            (zh_date(d["interview"]), f"{o['委员']}、{v.households[0][0]['name']}", f"{v.name}农户家中", "入户走访调查"), "V26")


def archive(p):
    v, o, d = p.v, p.v.officers, p.v.d
    labels = ["清产核资", "成员确认", "折股量化", "合作社", "股权证"]
    if p.full:
        for i in range(2 if v.no == 1 else 1):
            p.photo("ARCH_BOX", "boxes", {"labels": labels if i == 0 else labels[:3], "banner": ""}, d["archive"], 10 + i, 6, "", "档案盒照片{when}",
                    (zh_date(d["archive"]), o["记录"], f"{v.name}档案室", "整理归档"), "V23")
    blocks = [("title", "备考表"), ("p", f"本卷共{{pieces}}件，由{v.name}农村集体产权制度改革形成，材料齐全，无缺损、修改、补充。".replace("{pieces}", str(len(p.docs)))),
              ("n", f"整理人：{o['记录']}"), ("n", f"检查人：{o['监委主任']}"), ("r", zh_date(d["archive"]))]
    p.paper("ARCH_REMARK", "备考表", d["archive"], 0, "", "备考表", "docx", blocks, "V23")
    photos = [doc for doc in p.docs if doc.fmt == "photo"]
    p.paper("PHOTO_CAPTION", f"{v.name}照片说明", d["archive"], 0, "", "照片说明", "docx", [("captions", photos)], "V24")
    p.sheet("ARCH_CATALOG", "卷内目录", d["archive"], 0, "", "卷内目录", [("catalogue", list(p.docs))], "V23")
