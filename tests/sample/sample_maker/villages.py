"""The eighteen villages: who they are, what they own, who lives there and when each step was taken."""

import datetime as dt
from dataclasses import dataclass, field

from .base import SURNAMES, People, days, id_number, rng

TOWNSHIP, COUNTY, PROVINCE = "凫城镇", "山亭区", "山东省"
TOWNSHIP_FOLDER = "00镇级材料"


@dataclass
class Village:
    no: int
    name: str
    folder: str | None
    layout: str  # A, B, C, D or "-"
    thinness: str  # complete, medium, thin, empty
    households_n: int
    members_n: int
    faults: tuple = ()
    aliases: tuple = ()
    stages: tuple = ()  # stages with papers
    boundary: bool = False
    detail: str = "mid"  # of its plans: full, mid, brief
    collective: bool = False  # has 集体股
    surnames: str = ""
    # filled in by grow()
    center: tuple = (0.0, 0.0)
    radius: int = 2000
    households: list = field(default_factory=list)
    reps: list = field(default_factory=list)
    coop_reps: list = field(default_factory=list)
    officers: dict = field(default_factory=dict)
    fig: dict = field(default_factory=dict)
    d: dict = field(default_factory=dict)

    @property
    def stem(self):
        """The village's name without 村."""
        return self.name.removesuffix("村")

    @property
    def coop(self):
        return f"{TOWNSHIP}{self.name}股份经济合作社"

    @property
    def committee(self):
        return f"{TOWNSHIP}{self.name}村民委员会"

    @property
    def phone(self):
        return f"0632-00000{self.no:02d}"

    def has(self, fault):
        return fault in self.faults

    def persons(self):
        return [person for household in self.households for person in household]


ALL = (0, 1, 2, 3, 4, 5, 6, 7)
TABLE = [
    Village(1, "张庄村", "01张庄村", "A", "complete", 75, 248, ("V-a",), ("张庄", "张庄村委会"), ALL, True, "full"),
    Village(2, "付庄村", "02付庄村", "A", "complete", 66, 221, ("V-r",), ("付庄", "傅庄村"), ALL, detail="full", collective=True),
    Village(3, "东凫山村", "03东凫山村", "A", "complete", 72, 239, ("V-b",), ("东凫山",), ALL),
    Village(4, "西凫山村", "04西凫山村", "A", "medium", 118, 412, ("V-c",), ("西凫山",), (1, 2, 4), collective=True),
    Village(5, "王家峪村", "05王家峪", "B", "medium", 64, 211, ("V-d",), ("王家峪", "王峪"), (1, 2, 3, 6)),
    Village(6, "柳泉村", "06.柳泉村", "C", "medium", 148, 486, ("V-e",), ("柳泉",), (1, 2, 3, 4)),
    Village(7, "石门沟村", "07石门沟村", "D", "medium", 62, 203, ("V-i", "V-j"), ("石门沟", "石门"), (1, 2, 3, 4)),
    Village(8, "大洼村", "8、大洼村委会", "A", "medium", 108, 352, ("V-f", "V-n"), ("大洼", "大凹村"), (1, 3)),
    Village(9, "桃花峪村", "09桃花峪村", "A", "medium", 65, 214, ("V-g",), (), (1, 2)),
    Village(10, "马山头村", "10马山头村", "A", "medium", 67, 224, ("V-h",), ("马山头",), (2, 3)),
    Village(11, "上李庄村", "11上李庄村", "A", "medium", 61, 198, ("V-k",), ("上李庄",), (1, 2), detail="brief"),
    Village(12, "下李庄村", "12下李庄村", "A", "medium", 63, 207, ("V-l",), ("下李庄",), (1, 6), detail="brief"),
    Village(13, "槐树底村", "13槐树底村", "A", "medium", 102, 347, ("V-m",), ("槐树底",), (2, 5), collective=True),
    Village(14, "水磨头村", "14水磨头村", "A", "medium", 66, 218, ("V-o",), (), (3, 4)),
    Village(15, "孟家岭村", "15孟家岭村", "A", "thin", 62, 205, ("V-q",), ("孟家岭", "孟岭"), (4,)),
    Village(16, "黑峪口村", "16黑峪口村", "A", "thin", 61, 196, ("V-p",), (), ()),
    Village(17, "北崖村", "17北崖村", "-", "empty", 70, 230, (), ("北崖",)),
    Village(18, "龙泉庄村", None, "-", "empty", 64, 209, (), ("龙泉庄",)),
]

LEADING_SURNAME = dict(zip(range(1, 19), "张付刘凫王柳石王陶马李李槐孟孟黑周龙"))


def grow(v):
    """Fills in place, people, figures and dates."""
    column, row = (v.no - 1) % 5, (v.no - 1) // 5
    v.center = (round(117.400 + 0.032 * column, 4), round(35.055 + 0.028 * row, 4))
    v.radius = 2000
    lead = LEADING_SURNAME[v.no]
    if lead not in SURNAMES + "付石柳陶孟龙":
        lead = "宋"
    chance = rng("village", v.no)
    people = People(v.no, SURNAMES + lead * 30)
    _households(v, people, chance)
    _officers(v, people, chance)
    _figures(v, chance)
    _dates(v, chance)
    return v


def _person(v, people, chance, serial, male, year, relation, surname=None):
    born = dt.date(year, chance.randint(1, 12), chance.randint(1, 28))
    return {
        "name": people.name(male, surname),
        "male": male,
        "relation": relation,
        "born": born,
        "id": id_number(v.no, born, serial, male),
    }


def _households(v, people, chance):
    sizes = [v.members_n // v.households_n] * v.households_n
    for i in range(v.members_n - sum(sizes)):
        sizes[i] += 1
    for _ in range(v.households_n // 2):  # move a few people about, so that sizes differ
        a, b = chance.randrange(len(sizes)), chance.randrange(len(sizes))
        if sizes[a] > 2 and sizes[b] < 6:
            sizes[a] -= 1
            sizes[b] += 1
    chance.shuffle(sizes)
    serial = 0
    for size in sizes:
        head = _person(v, people, chance, serial, True, chance.randint(1950, 1982), "户主")
        household = [head]
        family = head["name"][0]
        for k in range(1, size):
            serial += 1
            year = head["born"].year
            if k == 1:
                one = _person(v, people, chance, serial, False, year + chance.randint(-2, 4), "配偶")
            elif k == 4:
                one = _person(v, people, chance, serial, False, year - chance.randint(22, 26), "母亲")
            else:
                male = chance.random() < 0.5
                one = _person(v, people, chance, serial, male, min(year + 24 + 2 * k, 2016), "子" if male else "女", family)
            household.append(one)
        serial += 1
        v.households.append(household)


def _officers(v, people, chance):
    adults = [p for h in v.households for p in h if p["born"].year < 1985]
    chance.shuffle(adults)
    men = [p["name"] for p in adults if p["male"]]
    women = [p["name"] for p in adults if not p["male"]]
    v.officers = {
        "书记": men.pop(), "副主任": men.pop(), "会计": women.pop(), "委员": men.pop(), "妇女主任": women.pop(),
        "监委主任": men.pop(), "监委": [men.pop(), women.pop()], "记录": women.pop(), "摄影": men.pop(),
        "理事": [men.pop(), women.pop(), men.pop()], "监事": [men.pop(), women.pop()],
    }
    o = v.officers
    # Village committee of three, and one representative for at least five households, so that they are four fifths.
    size = 32 if v.has("V-e") else 24 if v.has("V-f") else 3 + v.households_n // 5
    two = [o["书记"], o["委员"], o["妇女主任"]]
    need = size - len(two)
    women_need = size // 3 + 1
    v.reps = two + women[:women_need] + men[: need - women_need]
    if len(v.reps) < size:
        v.reps += women[women_need : women_need + size - len(v.reps)]
    coop = [o["书记"], *o["理事"], *o["监事"], o["监委主任"]] + women[:8] + men[:10]
    v.coop_reps = list(dict.fromkeys(coop))[: v.households_n // 5]


def _figures(v, chance):
    """Figures in cents and in hundredths of a 亩; every equation among them holds."""
    shares_member = v.members_n * 10
    shares_collective = shares_member // 4 if v.collective else 0
    shares = shares_member + shares_collective
    per_share = chance.choice([4200, 5650, 6800, 7350, 8120, 9400])
    quantified = shares * per_share
    liabilities = chance.randint(12_000, 48_000) * 100 + chance.randint(0, 99)
    operating = quantified + liabilities
    receivable = chance.randint(6_000, 16_000) * 100 + chance.randint(0, 99)
    fixed_operating = operating * 7 // 10 // 100 * 100
    cash = operating - receivable - fixed_operating
    assert v.folder is None or cash > 0, v.name
    nonoperating = chance.randint(820_000, 2_600_000) * 100
    farm = chance.randint(60_000, 140_000)
    forest = chance.randint(15_000, 60_000)
    built = chance.randint(9_000, 24_000)
    unused = chance.randint(1_500, 8_000)
    solar = 12_800_000  # the poverty-relief solar station, part of the operating fixed assets
    solar = min(solar, fixed_operating // 3 // 100 * 100)
    shop = fixed_operating * 4 // 10 // 100 * 100
    road = nonoperating * 6 // 10 // 100 * 100
    school = nonoperating * 3 // 10 // 100 * 100
    v.fig = dict(
        shares_member=shares_member, shares_collective=shares_collective, shares=shares, per_share=per_share,
        quantified=quantified, liabilities=liabilities, operating=operating, receivable=receivable, cash=cash,
        fixed_operating=fixed_operating, nonoperating=nonoperating, total=operating + nonoperating,
        net=operating + nonoperating - liabilities, farm=farm, forest=forest, built=built, unused=unused,
        land=farm + forest + built + unused, unassigned=chance.randint(2_000, 9_000),
        solar=solar, shop=shop, well=fixed_operating - solar - shop, road=road, school=school,
        hall=nonoperating - road - school, households=v.households_n, members=v.members_n,
        reference=dt.date(2017, 12, 31),
    )


def _dates(v, chance):
    """The steps in their order; each village is some days later than the model calendar."""
    s = [chance.randint(0, 6) for _ in range(3)] + [chance.randint(0, 3)]
    if v.no == 1:
        s = [0, 0, 0, 0]
    a = lambda m, day: days(dt.date(2018, m, day), s[0])
    b = lambda m, day: days(dt.date(2019, m, day), s[1])
    c = lambda m, day: days(dt.date(2019, m, day), s[2])
    e = lambda m, day: days(dt.date(2020, m, day), s[3])
    v.d = dict(
        lead=a(3, 20), rep_roster=a(3, 26), propaganda=a(3, 28),
        asset_group=a(4, 10), asset_plan=a(4, 18), asset_meet1=a(4, 25), asset_fill=a(5, 28), asset_pub=a(6, 1),
        asset_pub_end=a(6, 12), asset_result=a(6, 13), asset_meet=a(6, 15), ledger=a(6, 20),
        asset_file=a(6, 25), transfer=a(11, 20),
        member_group=b(3, 5), member_method=b(3, 12), member_notice1=b(3, 13), member_meet1=b(3, 18), survey=b(3, 25),
        list1=b(4, 4), list1_end=b(4, 15), list2=b(4, 17), list2_end=b(4, 28), list3=b(5, 6), list3_end=b(5, 17),
        objection=b(5, 18), member_notice=b(5, 15), member_meet=b(5, 20), member_file=b(5, 24),
        equity_group=c(6, 3), equity_plan=c(6, 10), equity_notice=c(6, 16), equity_meet=c(6, 20), equity_mgmt=c(6, 22),
        equity_pub=c(6, 25), equity_pub_end=c(7, 6), equity_roster=c(7, 8),
        coop_reps=e(4, 8), draft=e(4, 15), coop_notice=e(5, 4), coop_meet=e(5, 16), coop_pub=e(5, 17),
        coop_pub_end=e(5, 28), elected=e(5, 17), reg=e(6, 1), fin=e(6, 3), finreport=e(1, 15), cert=e(6, 8), receipt=e(6, 11),
        archive=e(6, 22), interview=e(6, 19), petition=e(6, 24),
    )


def villages():
    return [grow(v) for v in TABLE]
