"""The township's own papers, T01 to T15, with the gaps that are planted there."""

import datetime as dt

from .base import SURNAMES, People, days, money, rng, zh_date
from .paper import Doc
from .villages import COUNTY, TOWNSHIP

D = dt.date
SHORT = "农村集体产权制度改革"


def build(villages):
    people = People(99, SURNAMES)
    names = [people.name(i % 3 != 2) for i in range(40)]
    docs = []

    def add(kind, title, day, sub, name, fmt, blocks, *items, **more):
        doc = Doc(kind, title, day, -1, sub, name, fmt, blocks, ev=[(item, kind) for item in items], **more)
        docs.append(doc)
        return doc

    def red(number, title, paragraphs, day, addressee="各村，镇直各部门："):
        return [("red", f"{TOWNSHIP}人民政府", number), ("title", title), ("n", addressee), *[("p", text) for text in paragraphs],
                ("r", f"{TOWNSHIP}人民政府"), ("seal",), ("r", zh_date(day))]

    def photo(kind, scene, text, when, sub, name, caption, item, gps=(117.462, 35.098)):
        chance = rng("town-gps", name, when)
        where = gps and (gps[0] + chance.uniform(-0.002, 0.002), gps[1] + chance.uniform(-0.002, 0.002))
        docs.append(Doc(kind, name, when.date(), -1, sub, f"{name}{when:%Y%m%d_%H%M%S}", "photo", scene=scene, text=text, when=when, gps=where,
                        caption=caption, seed=f"town/{name}/{when}", ev=[(item, kind)]))
        return docs[-1]

    organisation(add, red, photo, names)
    meetings(add, photo, names)
    trainings(add, photo, names)
    publicity(add, photo, names)
    plans(add, red, names)
    money_papers(add, red)
    inspection(add, photo, names)
    archive(add, red, villages, names)
    exemplars(add, villages)
    return docs


def organisation(add, red, photo, names):
    day = D(2018, 3, 5)
    body = [f"为加强对{SHORT}工作的领导，经镇党委、政府研究，决定成立{TOWNSHIP}{SHORT}领导小组，组成人员如下：",
            f"组　长：{names[0]}（镇党委副书记、镇长）", f"副组长：{names[1]}（镇党委委员、纪委书记）、{names[2]}（镇党委委员）",
            f"成　员：{names[3]}（财政所所长）、{names[4]}（经管站站长）、{names[5]}（国土所所长）、{names[6]}（司法所所长）、{names[7]}（信访办主任）",
            f"领导小组下设办公室，办公室设在镇经管站，由{names[4]}兼任办公室主任，负责日常工作。"]
    title = f"关于成立{TOWNSHIP}{SHORT}领导小组的通知"
    add("ORG_DOC", title, day, "01组织领导", "凫政发〔2018〕21号关于成立领导小组的通知", "scan", red("凫政发〔2018〕21号", title, body, day), "T01")
    body = ["为做好各项专项工作，决定成立下列专项工作小组："]
    for i, topic in enumerate(("清产核资", "成员确认", "折股量化")):
        body.append(f"{'一二三'[i]}、{topic}工作组。组长：{names[8 + 4 * i]}；成员：{names[9 + 4 * i]}、{names[10 + 4 * i]}、{names[11 + 4 * i]}。职责：指导各村{topic}工作，审核上报材料。")
    title = "关于成立清产核资等专项工作小组的通知"
    add("ORG_DOC", title, D(2018, 3, 7), "01组织领导/专项工作组", title, "pdf", red("凫政发〔2018〕22号", title, body, D(2018, 3, 7)), "T02")
    body = [f"为规范改革档案的收集、整理和备案，决定成立档案管理工作组。组长：{names[20]}；成员：{names[21]}、{names[22]}。职责：指导各村整理档案，办理备案。"]
    title = "关于成立档案管理工作组的通知"
    add("ORG_DOC", title, D(2019, 11, 4), "01组织领导/专项工作组", title, "docx", red("凫政发〔2019〕66号", title, body, D(2019, 11, 4)), "T02")
    rows = [["序号", "姓名", "单位", "职务", "分工", "联系电话"]]
    for i, name in enumerate(names[4:14], 1):
        rows.append([i, name, "镇经管站" if i < 5 else "镇财政所", "站长" if i == 1 else "科员", ("综合协调", "清产核资", "成员确认", "折股量化", "档案管理")[i % 5], f"199-0000-99{i:02d}"])
    add("ORG_DOC", f"{TOWNSHIP}产改工作专班人员名单", D(2018, 3, 8), "01组织领导", "产改工作专班人员名单", "xlsx", [], "T04",
        sheets=[("名单", [[f"{TOWNSHIP}{SHORT}工作专班人员名单"], *rows, [zh_date(D(2018, 3, 8))]])])
    photo("OFFICE_PHOTO", "plate", {"banner": f"{SHORT}办公室"}, dt.datetime(2018, 3, 9, 10, 12, 5), "01组织领导", "产改办公场所门牌",
          ("2018年3月9日", names[4], "镇政府二楼", "产改办挂牌"), "T04")


def event(add, photo, names, topic, day, hour, sub, kinds, item, material, training=False):
    """Notice, sign-in, photos and material of one township meeting or training; `kinds` says which exist."""
    prefix = "TRAIN" if training else "MTG"
    place = "镇政府三楼会议室"
    if "notice" in kinds:
        blocks = [("title", f"关于召开{topic}的通知" if not training else f"关于举办{topic}的通知"), ("n", "各村，镇直有关部门："),
                  ("p", f"经研究，定于{zh_date(day)}上午{hour}时在{place}{'举办' if training else '召开'}{topic}，现将有关事项通知如下。"),
                  ("p", f"一、时间：{zh_date(day)}上午{hour}时"), ("p", f"二、地点：{place}"),
                  ("p", "三、参加人员：各村党支部书记、村会计，镇经管站全体人员"),
                  ("p", f"四、内容：{'学习' if training else '部署'}{material[0]}" + (f"，授课人{names[4]}" if training else "")),
                  ("r", f"{TOWNSHIP}人民政府办公室"), ("seal",), ("r", zh_date(days(day, -3)))]
        add(f"{prefix}_NOTICE", blocks[0][1], days(day, -3), sub, "01通知", "pdf" if day.month % 2 else "docx", blocks, item)
    if "signin" in kinds:
        rows = [["序号", "姓名", "单位", "签字"]] + [[str(i), name, "镇直单位" if i < 6 else "村干部", name] for i, name in enumerate(names[:18], 1)]
        add("MTG_SIGNIN", f"{topic}签到表", day, sub, "02签到表", "scan", [("title", f"{topic}签到表"), ("n", f"时间：{zh_date(day)}　地点：{place}"), ("table", rows, [1, 2, 2, 3], 3)], item)
    if "material" in kinds:
        blocks = [("title", material[1]), ("c", f"（{zh_date(day)}）"), *[("p", text) for text in material[2]]]
        add(f"{prefix}_MATERIAL", material[1], day, sub, "03" + material[1], "docx", blocks, item)
    for i in range(kinds.count("photo")):
        when = dt.datetime(day.year, day.month, day.day, hour, 14 + 23 * i, 31)
        photo(f"{prefix}_PHOTO", "meeting", {"banner": TOWNSHIP + topic}, when, sub + "/04照片", f"{topic[:6]}照片", (zh_date(day), names[0], place, f"{topic}"), item)


MEETINGS = [
    (D(2018, 3, 12), "农村集体产权制度改革动员部署会", "动员部署讲话", [
        "同志们，今天会议的任务是动员全镇上下统一思想，全面启动农村集体产权制度改革。", "一要认清意义。改革关系到十八个村每一户群众的切身利益，必须把家底查清、把成员定准、把股权分明。",
        "二要把握步骤。今年六月底前完成清产核资，明年完成成员确认和折股量化，2020年六月底前全面规范完成。", "三要严守纪律。程序要到位，公示要真实，资料要齐全，谁出问题谁负责。"]),
    (D(2018, 7, 20), "清产核资工作推进会", "清产核资推进会讲话材料", ["各村清产核资报表已经上报，总体进度较好，但个别村台账不细、公示照片不全。", "下一步要对照报表逐项核对，八月底前补齐台账和移交手续。"]),
    (D(2019, 3, 1), "成员确认工作部署会", "成员确认部署材料", ["成员确认要尊重历史、兼顾现实、程序规范、群众认可，做到不重不漏。", "各村三月中旬前完成办法表决，四月起张榜公示，五月底前确认名册。"]),
    (D(2020, 4, 15), "农村集体产权制度改革工作调度会", "调度会材料", []),
]


def meetings(add, photo, names):
    for day, topic, title, paragraphs in MEETINGS:
        kinds = ["notice", "signin", "photo", "photo"] + (["material"] if paragraphs else [])
        event(add, photo, names, topic, day, 9, f"02会议部署/{day:%Y%m%d}{topic}", kinds, "T03", (f"{topic}有关事项", title, paragraphs))


def trainings(add, photo, names):
    for day, topic, title, paragraphs in (
        (D(2018, 4, 3), "清产核资业务培训班", "清产核资业务培训讲义", [
            "一、登记时点为2017年12月31日，实际清查日与登记时点不一致的要倒轧。", "二、报表之间的关系：各分项表合计等于资产负债表的对应行次，资产总计等于负债加所有者权益。",
            "三、填表人、审核人、单位负责人都要签字，没有的项目填零。"]),
        (D(2019, 3, 8), "成员身份确认业务培训班", "成员身份确认培训讲义", [
            "一、成员身份确认的步骤：入户调查、张榜公示、复核、会议确认、备案。", "二、公示名单要隐去身份证号码的中间部分，保护个人信息。", "三、妇女、入赘人员的权益依法平等保护，不得以村规民约剥夺。"]),
    ):
        event(add, photo, names, topic, day, 9, f"03培训/{day:%Y%m%d}{topic}", ["notice", "signin", "photo", "material"], "T07", (title[:-2], title, paragraphs), True)
    for day, where, gps in ((D(2018, 9, 13), "滕州市", (117.165, 35.083)), (D(2019, 6, 27), "邹城市", (117.003, 35.405))):
        sub = f"05考察/{day:%Y%m%d}赴{where}考察"
        blocks = [("title", f"赴{where}考察学习方案"), ("p", f"为学习先进地区{SHORT}经验，定于{zh_date(day)}组织一线工作人员赴{where}考察学习。"),
                  ("p", f"一、时间：{zh_date(day)}，当日往返。"), ("p", f"二、地点：{where}两个改革先行村。"), ("p", f"三、人员：{'、'.join(names[4:12])}及部分村会计，共14人。"),
                  ("p", "四、内容：参观股份经济合作社运行情况，查看档案资料，座谈交流。"), ("r", f"{TOWNSHIP}经管站"), ("r", zh_date(days(day, -5)))]
        add("STUDY_PLAN", f"赴{where}考察学习方案", days(day, -5), sub, f"赴{where}考察学习方案", "docx", blocks, "T08")
        photo("STUDY_PHOTO", "street", {"banner": f"{where}股份经济合作社", "board": "改革成果展示"}, dt.datetime(day.year, day.month, day.day, 10, 20, 9), sub,
              f"赴{where}考察照片", (zh_date(day), names[4], where, "考察学习"), "T08", gps)


def publicity(add, photo, names):
    day = D(2018, 3, 26)
    blocks = [("title", "致全镇农民朋友的一封信"), ("n", "农民朋友们："), ("p", "农村集体产权制度改革已经在我镇全面推开。改革要把集体资产查清楚，把成员身份定清楚，把股份量化到人，让集体资产看得见、摸得着、分得到。"),
              ("p", "请您关注村里的公示榜，认真核对家庭成员信息，积极参加会议和表决。改革不收取任何费用。"), ("r", f"{TOWNSHIP}人民政府"), ("r", zh_date(day))]
    add("PROPAGANDA", blocks[0][1], day, "04宣传", "致全镇农民朋友的一封信", "pdf", blocks, "T06")
    qa = [("title", "农村集体产权制度改革政策问答"), ("p", "问：为什么要清产核资？答：查清家底，防止集体资产流失，为折股量化打基础。"), ("p", "问：出嫁的妇女算不算成员？答：户口没有迁出、没有在嫁入地取得成员身份的，应当确认，不得以出嫁为由剥夺权益。"),
          ("p", "问：股权能不能退股提现？答：不能，股权可以继承，可以在本社内部流转。"), ("r", zh_date(day))]
    add("PROPAGANDA", qa[0][1], day, "04宣传", "政策问答", "txt:gb18030", qa, "T06")
    radio = [("title", "村村响广播稿"), ("p", "广大村民请注意，本周各村开始张贴成员名单公示榜，请到公开栏查看自己家的信息是否正确，有不同意见及时向村里反映。"), ("r", zh_date(D(2019, 4, 3)))]
    add("PROPAGANDA", radio[0][1], D(2019, 4, 3), "04宣传", "村村响广播稿", "docx", radio, "T06")
    for i, slogan in enumerate(("清产核资摸清家底 公开公正惠及农家", "资产变股权 农民当股东", "明晰产权 增收富民")):
        photo("PROPAGANDA", "street", {"banner": slogan, "board": "宣传栏"}, dt.datetime(2018, 3, 27 + i, 9 + i, 3 * i, 20), "04宣传/照片", f"宣传横幅照片{i + 1}",
              (f"2018年3月{27 + i}日", "宣传员", f"{TOWNSHIP}主要街道", "悬挂宣传横幅"), "T06")
    lines = [f"本报讯 日前，{TOWNSHIP}张庄村把集体资产清查结果张贴在公开栏，村民们围着逐项核对。", "该镇坚持程序公开、数据公开、结果公开，十八个村清产核资全部完成。", "通讯员报道", "2018年7月2日 第3版"]
    add("MEDIA", "凫城镇晒家底 村民心里亮堂了", D(2018, 7, 2), "06媒体", "区报报道：凫城镇晒家底（版面扫描）", "scanjpg",
        [("c", f"{COUNTY}报（内部资料）"), ("title", "凫城镇晒家底 村民心里亮堂了"), *[("p", text) for text in lines]], "T09")


def plans(add, red, names):
    day = D(2018, 3, 15)
    title = f"{TOWNSHIP}{SHORT}实施方案"
    body = ["一、总体要求", "以习近平新时代中国特色社会主义思想为指导，坚持农民集体所有不动摇，维护农民合法权益，逐步构建归属清晰、权能完整、流转顺畅、保护严格的农村集体产权制度。", "二、基本原则",
            "坚持正确方向，坚持农民主体，坚持因地制宜、分类指导，坚持公开公平公正，坚持党的领导。", "三、工作目标",
            "2018年6月底前完成十八个村的清产核资；2019年12月底前完成成员确认和折股量化；2020年6月底前全部成立股份经济合作社，股权证发放到户。", "四、主要任务和方法步骤",
            "（一）清产核资。以2017年12月31日为登记时点，对资源性、经营性、非经营性资产全面清查，公示确认，建立台账。", "（二）成员确认。按照尊重历史、兼顾现实、程序规范、群众认可的原则，逐户调查，三榜公示，会议确认。",
            "（三）折股量化。把经营性资产净额以股份形式量化到成员，股权实行静态管理。", "（四）成立合作社。制定章程，选举理事会、监事会，到区农业农村主管部门登记赋码。", "（五）发放股权证。一户一证，户主签字领取。", "五、组织领导",
            f"成立由{names[0]}任组长的领导小组，{names[4]}负责日常工作，各村党支部书记为第一责任人。", "六、保障措施", "落实工作经费，加强培训指导，实行每月调度、每季督查，对弄虚作假、侵害群众利益的严肃追究责任。", "附件：1.领导小组成员名单；2.工作时间表。"]
    add("PLAN", title, day, "07方案文件", title, "pdf", red("凫政发〔2018〕25号", title, body, day), "T10")
    for topic, no, day, lines in (
        ("农村集体资产清产核资", 27, D(2018, 3, 20), ["全面清查十八个村的集体资产，登记时点为2017年12月31日。", "6月底前完成公示确认和上报，镇经管站逐村审核报表，抽查比例不低于三分之一。"]),
        ("农村集体经济组织成员身份确认", 9, D(2019, 2, 20), ["以户籍为基础，兼顾土地承包关系和对集体积累的贡献，依法保护妇女、入赘人员等群体的合法权益。", "三榜公示，每榜不少于七个工作日，五月底前确认名册。"]),
        ("农村集体资产折股量化", 31, D(2019, 5, 20), ["量化范围为经营性资产减去负债后的净额，政府拨款、减免税费、扶贫投入形成的资产一并量化。", "股权设置以成员股为主，实行静态管理，内部流转。"]),
    ):
        title = f"{TOWNSHIP}{topic}实施方案"
        body = ["一、目标任务", lines[0], "二、方法步骤", lines[1], "三、工作要求", "各村要加强领导，严格程序，及时归档，按时上报。"]
        add("PLAN", title, day, "07方案文件/专项方案", title, "docx" if no == 9 else "pdf", red(f"凫政发〔{day.year}〕{no}号", title, body, day), "T11")
    for title, no, day, body in (
        (f"{TOWNSHIP}农村集体资产管理办法", 40, D(2018, 8, 16), ["第一条　为加强农村集体资产和财务管理，制定本办法。", "第二条　集体资产实行台账管理，每年末盘点一次。", "第三条　资产出租、发包须经村民代表会议讨论，公开进行。"]),
        ("关于发展壮大村级集体经济的实施意见", 12, D(2019, 3, 6), ["一、盘活闲置校舍、厂房，发展租赁经营。", "二、用好扶贫光伏等项目资产，增加稳定收入。", "三、镇财政每年安排奖补资金，扶持集体收入薄弱村。"]),
    ):
        add("POLICY_DOC", title, day, "07方案文件/制度文件", title, "pdf", red(f"凫政发〔{day.year}〕{no}号", title, body, day), "T12")


def money_papers(add, red):
    day = D(2018, 4, 9)
    title = f"关于拨付{SHORT}工作经费的通知"
    body = [f"根据年初预算安排，现拨付{SHORT}专项工作经费人民币（大写）壹拾捌万元整（小写180000.00元），列2018年度镇级预算农业支出科目。", "该项经费专项用于清产核资、资料印制、业务培训和档案整理，不得挪作他用，单独核算。"]
    add("BUDGET", title, day, "08经费", title, "pdf", red("凫财〔2018〕6号", title, body, day, "镇经管站："), "T05")
    rows = [["日期", "凭证号", "摘要", "金额"], ["2018-05-11", "记-18", "产权制度改革资料印刷费", 42600.0], ["2018-06-08", "记-07", "清产核资业务培训费", 18350.0],
            ["2018-11-20", "记-25", "产权制度改革档案盒及装具", 36800.0], ["2019-04-16", "记-14", "成员确认公示榜制作费", 27450.5], ["合计", "", "", 125200.5]]
    add("BUDGET", "产改经费支出明细", D(2019, 12, 27), "08经费", "产改经费支出明细", "xlsx", [], "T05", sheets=[("支出明细", [[f"{SHORT}工作经费支出明细"], *rows])])


def inspection(add, photo, names):
    for i, day in enumerate((D(2018, 8, 22), D(2019, 9, 10)), 1):
        sub = f"09调研督查/{day:%Y%m%d}督查"
        blocks = [("title", f"{SHORT}工作督查方案"), ("p", f"定于{zh_date(day)}起对各村{SHORT}工作开展专项督查。"), ("p", "督查内容：程序是否到位，公示是否真实，资料是否齐全。"),
                  ("p", f"督查人员：{names[1]}、{names[4]}、{names[14 + i]}。方式：查阅资料、入户核实。"), ("r", f"{TOWNSHIP}人民政府办公室"), ("r", zh_date(days(day, -4)))]
        add("SUPERVISION", blocks[0][1], days(day, -4), sub, "督查方案", "docx", blocks, "T13")
        blocks = [("title", f"{SHORT}工作督查通报（第{i}期）"), ("p", f"{zh_date(day)}，督查组对各村进行了专项督查。总体看，各村能够按照程序推进。"), ("p", "存在问题：部分村会议记录不完整，公示照片缺少时间和地点说明，资料没有装盒。"),
                  ("p", "整改要求：有关村自通报之日起十五日内完成整改，并将情况书面报镇产改办。"), ("r", f"{TOWNSHIP}产改办"), ("seal",), ("r", zh_date(days(day, 2)))]
        add("SUPERVISION", blocks[0][1], days(day, 2), sub, f"督查通报第{i}期", "pdf", blocks, "T13")
    day = D(2019, 11, 20)
    blocks = [("title", "关于股权证发放准备情况的调研报告"), ("p", f"{zh_date(day)}，镇经管站{names[4]}等到三个村调研。群众最关心的是分红办法和股权继承。"), ("p", "建议：章程写清分配顺序；发证前逐户核对信息。"), ("r", f"{TOWNSHIP}经管站"), ("r", zh_date(days(day, 3)))]
    add("RESEARCH", blocks[0][1], days(day, 3), "09调研督查/20191120调研", "调研报告", "txt:utf-8-sig", blocks, "T13")


def archive(add, red, villages, names):
    day = D(2019, 11, 6)
    title = f"{TOWNSHIP}{SHORT}档案管理办法"
    body = ["第一条　改革中形成的方案、会议记录、决议、报表、名册、公示、照片等，均列入归档范围。", "第二条　方案、决议、报表、名册、章程永久保管，公示和照片保管三十年，宣传培训材料保管十年。",
            "第三条　档案实行镇、村分级管理，村级按照清产核资、成员确认、折股量化、成立合作社、股权证五类装盒，编制卷内目录和备考表。", "第四条　村级清产核资报表、成员名册、股权量化方案、章程、决议报镇经管站备案。", f"第五条　镇级由{names[20]}负责，村级由村会计负责。"]
    add("ARCHIVE_RULE", title, day, "10档案", title, "pdf", red("凫政发〔2019〕67号", title, body, day), "T14")
    rows = [["序号", "村名", "清产核资报表", "成员名册", "股权量化方案", "章程", "决议", "移交人", "接收人", "日期"]]
    for i, v in enumerate(villages[:16], 1):
        asset, member, equity, coop = (int(stage in v.stages) for stage in (1, 2, 3, 4))
        rows.append([i, v.name, asset, member, equity, coop if not v.has("V-q") else 0, asset + member, v.officers["会计"], names[21], "2020-06-26"])
    add("ARCH_HANDOVER", f"{TOWNSHIP}村级改革资料备案目录", D(2020, 6, 26), "10档案", "村级改革资料备案目录", "xlsx", [], "T14", sheets=[("备案目录", [["村级改革资料备案目录"], *rows])],
        faults=[("document-missing", "T14", "the list has 16 of 18 villages; 北崖村 and 龙泉庄村 are not in it")])


def exemplars(add, villages):
    for v, fmt, deed in ((villages[0], "docx", "把清查结果逐项上墙，请老党员、老会计帮着核对，做到笔笔有出处"), (villages[1], "pdf", "用好扶贫光伏收益，先补公益、再按股分红，群众看到了实惠")):
        f = v.fig
        blocks = [("title", f"典型经验材料：{v.name}产权制度改革的做法"), ("p", f"{v.name}共有{f['households']}户、{f['members']}人，集体资产总额{money(f['total'])}元。改革中，该村{deed}。"),
                  ("p", "一是党支部牵头，工作小组成员包户到人；二是程序走全，每一榜都有照片、有说明；三是资料装盒，随时可查。"), ("p", "2020年5月，该村成立股份经济合作社，选举产生理事会和监事会，股权证全部发放到户。"), ("r", f"{TOWNSHIP}产改办"), ("r", "2020年6月20日")]
        add("EXEMPLAR", blocks[0][1], D(2020, 6, 20), "11典型", f"典型经验材料-{v.name}", fmt, blocks, "T15")
    blocks = [("title", f"关于命名{COUNTY}{SHORT}示范村的通报"), ("p", f"经镇街推荐、实地核查，决定命名{TOWNSHIP}张庄村、付庄村为全区{SHORT}示范村，予以通报表扬。"), ("r", f"{COUNTY}农业农村局"), ("seal",), ("r", "2020年6月23日")]
    add("EXEMPLAR", blocks[0][1], D(2020, 6, 23), "11典型", "示范村命名通报", "scan", blocks, "T15")
