"""Meetings of a village: notice, sign-in sheet, minutes, resolution, photos."""

import datetime as dt

from .base import rng, zh_date, zh_weekday
from .paper import Doc

CLOCK = {8: "上午8时30分", 9: "上午9时", 14: "下午2时30分", 15: "下午3时"}
EXCUSES = ["外出务工", "住院治疗", "在外地走亲", "临时有事请假"]


class Meeting:
    """One meeting. `body` is 村民代表会议 or 成员代表大会; `matter` what it decides; `figures` the figures it confirms."""

    def __init__(self, v, body, matter, day, roll, stage, sub, item, figures="", hour=9, present=None, votes=None,
                 weekday=None, topic=""):
        self.v, self.body, self.matter, self.day, self.stage, self.sub, self.item = v, body, matter, day, stage, sub, item
        self.topic, self.figures, self.hour, self.roll = topic or matter, figures, hour, roll
        self.chance = rng("meeting", v.no, matter, day)
        n = len(roll)
        count = present or n - self.chance.choice([0, 1, 1, 2])
        absent = set(self.chance.sample(range(1, n), n - count))
        self.present = [name for i, name in enumerate(roll) if i not in absent]
        self.absent = [name for i, name in enumerate(roll) if i in absent]
        yes = count - self.chance.choice([0, 0, 0, 1])
        self.votes = votes or (yes, 0, count - yes)
        self.weekday = weekday or zh_weekday(day)
        self.place = f"{v.name}村委会会议室"
        self.name = f"{v.name}{self.topic}{body}"

    @property
    def time(self):
        return f"{zh_date(self.day)}（{self.weekday}）{CLOCK[self.hour]}"

    def _doc(self, kind, title, name, fmt, blocks, day=None):
        items = [(i, kind) for i in ([self.item] if isinstance(self.item, str) else self.item)]
        return Doc(kind, title, day or self.day, self.stage, self.sub, name, fmt, blocks, ev=items)

    def notice(self, day, fmt="docx"):
        v = self.v
        blocks = [
            ("title", f"关于召开{self.name}的通知"),
            ("n", "各位成员代表：" if "成员" in self.body else "各位村民代表："),
            ("p", f"经村党支部、村委会研究，定于{self.time}召开{self.name}，现将有关事项通知如下。"),
            ("p", f"一、会议时间：{self.time}"),
            ("p", f"二、会议地点：{self.place}"),
            ("p", f"三、参会人员：全体{'成员' if '成员' in self.body else '村民'}代表共{len(self.roll)}人，村务监督委员会成员列席"),
            ("p", f"四、会议议题：审议并表决{self.matter}"),
            ("p", f"请各位代表准时参加，因故不能参加的提前请假，联系电话{v.phone}。"),
            ("r", v.committee), ("seal",), ("r", zh_date(day)),
        ]
        return self._doc("MTG_NOTICE", blocks[0][1], "01会议通知", fmt, blocks, day)

    def signin(self, fmt="scan"):
        rows = [["序号", "姓名", "身份", "签字"]]
        identity = "成员代表" if "成员" in self.body else "村民代表"
        rows += [[str(i), name, identity, name] for i, name in enumerate(self.present, 1)]
        blocks = [
            ("title", f"{self.name}签到表"), ("n", f"时间：{self.time}"), ("n", f"地点：{self.place}"),
            ("table", rows, [1, 2, 2, 3], 3), ("n", f"应到{len(self.roll)}人，实到{len(self.present)}人。"),
        ]
        return self._doc("MTG_SIGNIN", blocks[0][1], "02签到表", fmt, blocks)

    def minutes(self, fmt="pdf"):
        o, n = self.v.officers, len(self.present)
        yes, no, abstain = self.votes
        speakers = self.chance.sample(self.present[3:], min(3, len(self.present) - 3))
        remarks = [
            "我听了方案的说明，数字和步骤都讲清楚了，没有意见，同意提交表决。",
            "建议把结果在公开栏和各组都贴一份，让没来开会的人也能看到。",
            "前几天入户时有人问到这件事，希望会后再逐户解释一下。",
            "去年的账目我们看过，和今天报告的数字对得上，我同意。",
            "在外打工的户要打电话通知到，免得回来说不知道。",
            "这件事关系到每家每户，程序一步都不能少，资料要保存好。",
        ]
        self.chance.shuffle(remarks)
        absence = "；".join(f"{name}（{self.chance.choice(EXCUSES)}）" for name in self.absent)
        blocks = [
            ("title", "会议记录"),
            ("n", f"会议名称：{self.name}"), ("n", f"会议时间：{self.time}"), ("n", f"会议地点：{self.place}"),
            ("n", f"主持人：{o['书记']}（村党支部书记、村委会主任）"), ("n", f"记录人：{o['记录']}"),
            ("n", f"应到人数：{len(self.roll)}人　实到人数：{n}人"),
            ("n", f"缺席人员及原因：{absence or '无'}"),
            ("n", f"出席人员：{'、'.join(self.present)}"),
            ("n", f"列席人员：{o['监委主任']}（村务监督委员会主任）"),
            ("n", f"会议议题：审议并表决{self.matter}"),
            ("h", "一、主持人讲话"),
            ("p", f"{o['书记']}：今天会议应到代表{len(self.roll)}人，实到{n}人。会议的议题是审议{self.matter}，请大家认真听、充分讨论。"),
            ("h", "二、情况说明"),
            ("p", f"{o['会计']}：我把{self.matter}的起草经过和主要内容向大家报告。{self.figures}请各位代表审议。"),
            ("h", "三、讨论发言"),
            *[("p", f"{name}：{text}") for name, text in zip(speakers, remarks)],
            ("h", "四、表决情况"),
            ("p", f"会议采取举手表决方式，由{o['监委主任']}监票，{o['记录']}计票。表决结果：同意{yes}人，反对{no}人，弃权{abstain}人。"),
            ("h", "五、会议决议"),
            ("p", f"会议对{self.matter}形成决议，由工作小组按照决议组织实施并及时公布。{self.figures}"),
            ("n", "参会人员签字："), ("sign", self.present),
            ("n", f"主持人签字：{o['书记']}　　记录人签字：{o['记录']}"),
        ]
        return self._doc("MTG_MINUTES", f"{self.name}会议记录", "03会议记录", fmt, blocks)

    def resolution(self, fmt="pdf"):
        n, (yes, no, abstain) = len(self.present), self.votes
        who = self.v.coop if "成员" in self.body else self.v.committee
        blocks = [
            ("title", f"{self.name}决议"),
            ("p", f"{zh_date(self.day)}，{self.v.name}在{self.place}召开{self.body}，审议{self.matter}。会议应到代表{len(self.roll)}人，实到代表{n}人。"),
            ("p", f"会议认真讨论了{self.matter}，经举手表决，同意{yes}人，反对{no}人，弃权{abstain}人，形成如下决议："),
            ("p", f"一、{'通过' if yes * 2 > n else '关于'}{self.matter}。{self.figures}"),
            ("p", "二、由村工作小组负责组织实施，并在村务公开栏公布，接受群众监督。"),
            ("p", "三、有关资料整理归档，报镇经管站备案。"),
            ("n", "代表签字："), ("sign", self.present), ("r", who), ("seal",), ("r", zh_date(self.day)),
        ]
        return self._doc("MTG_RESOLUTION", blocks[0][1], "04会议决议", fmt, blocks)

    def photo(self, n, exif=True, gps=True):
        v = self.v
        minutes = 12 + 17 * n + self.chance.randint(0, 9)
        when = dt.datetime(self.day.year, self.day.month, self.day.day, self.hour, 0, self.chance.randint(1, 59))
        when += dt.timedelta(minutes=minutes)
        doc = self._doc("MTG_PHOTO", f"{self.name}照片", f"IMG_{when:%Y%m%d_%H%M%S}", "photo", [])
        doc.sub, doc.scene = self.sub + "/05照片", "meeting"
        doc.text = {"banner": self.name}
        doc.when, doc.exif, doc.seed = when, exif, f"{v.no}/{self.matter}/{n}"
        doc.gps = near(v, doc.seed) if gps else None
        doc.caption = (zh_date(self.day), f"{v.officers['书记']}及{len(self.present)}名代表", self.place, f"召开{self.name}")
        return doc


def near(v, seed):
    """A place inside the village, within some 600 m of its centre."""
    chance = rng("gps", v.no, seed)
    return (v.center[0] + chance.uniform(-0.006, 0.006), v.center[1] + chance.uniform(-0.005, 0.005))


def committee_minutes(v, body, matter, day, stage, fmt):
    """Minutes of the party branch and village committee (两委), or of the party members' meeting."""
    o = v.officers
    if body == "党员大会":
        people = [o["书记"], o["副主任"], o["委员"], o["监委主任"], *o["监委"], *v.reps[5:12]]
    else:
        people = [o["书记"], o["副主任"], o["委员"], o["妇女主任"], o["会计"]]
    time = f"{zh_date(day)}（{zh_weekday(day)}）{CLOCK[15]}"
    blocks = [
        ("title", f"{v.name}{body}会议记录".replace("会议会议", "会议")),
        ("n", f"会议名称：{v.name}{body}"), ("n", f"会议时间：{time}"), ("n", f"会议地点：{v.name}党群服务中心"),
        ("n", f"主持人：{o['书记']}"), ("n", f"记录人：{o['记录']}"),
        ("n", f"应到人数：{len(people)}人　实到人数：{len(people)}人"), ("n", "缺席人员及原因：无"),
        ("n", f"出席人员：{'、'.join(people)}"), ("n", f"列席人员：{o['记录']}"), ("n", f"会议议题：商议{matter}"),
        ("p", f"{o['书记']}：按照镇里的统一安排，今天主要商议{matter}，请大家发表意见。"),
        ("p", f"{people[1]}：草稿我看过了，内容符合我们村的情况，建议尽快提交会议讨论。"),
        ("p", f"{people[2]}：要提前把材料发到代表手里，开会时讲清楚，公示时间要留足。"),
        ("p", f"表决方式与结果：举手表决，同意{len(people)}人，反对0人，弃权0人。"),
        ("p", f"会议决议：同意{matter}，提交下一次会议审议。"),
        ("n", "参会人员签字："), ("sign", people),
    ]
    title = f"{v.name}{body}会议记录".replace("会议会议", "会议")
    return Doc("MTG_MINUTES", title, day, stage, "02会议" if stage != 4 else "02成员代表大会", f"{body}记录{day:%Y%m%d}", fmt, blocks,
               ev=[("V25", "MTG_MINUTES")])
