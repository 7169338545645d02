"""Small tools: seeded randomness, invented people, identity numbers, dates and amounts in Chinese."""

import datetime as dt
import random

SEED = "cundang-sample/1"

WEEKDAYS = "一二三四五六日"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
MALE_GIVEN = (
    "长河 守田 春山 德厚 广义 传福 庆林 延平 兆海 文柱 继才 茂林 成栋 培根 立冬 秋收 玉堂 宝坤 万顺 志远 "
    "兴旺 同力 新田 来福 永泉 开春 运河 增产 丰年 建社 保仓 方正 学耕 宗岭 怀山 景泉 贵田 洪川 家齐 念祖"
).split()
FEMALE_GIVEN = (
    "桂荣 秀兰 玉芹 春燕 爱莲 凤英 翠平 金枝 美荣 淑贞 红霞 月梅 素云 彩霞 巧珍 雪梅 冬梅 兰芝 秋菊 玉环 "
    "青禾 桃红 麦香 杏花 银环 香草 连翘 晓晴 雨荷 文静 慧心 若兰 思雨 梦竹 佳禾 欣悦"
).split()


def rng(*parts):
    """A generator of its own for each purpose, so that adding a paper never changes another."""
    return random.Random("|".join([SEED, *map(str, parts)]))


def check_digit(first17):
    """The eighteenth character of an identity number (GB 11643, ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, weights)) % 11]


def id_number(village_no, born, serial, male):
    """An identity number with a region code that does not exist (99…), and a right check digit."""
    last = serial % 500 * 2 + (1 if male else 0)
    first17 = f"99{village_no:04d}{born:%Y%m%d}{last:03d}"
    return first17 + check_digit(first17)


def masked(number):
    """The form for public lists."""
    return number[:6] + "********" + number[-4:]


def zh_date(day):
    return f"{day.year}年{day.month}月{day.day}日"


def zh_weekday(day):
    return "星期" + WEEKDAYS[day.weekday()]


def zh_numeral_date(day):
    """二〇二〇年五月十六日, as at the foot of official papers."""
    digits = "〇一二三四五六七八九"

    def small(n):
        if n < 10:
            return digits[n]
        tens, ones = divmod(n, 10)
        return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")

    return "".join(digits[int(c)] for c in str(day.year)) + f"年{small(day.month)}月{small(day.day)}日"


def money(cents):
    """Cents → `1,234,567.89`."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def plain_money(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def capital_amount(cents):
    """Cents → 大写金额."""
    digits, units, groups = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"], ["", "万", "亿"]
    yuan, fen = divmod(cents, 100)
    out, zero, text = "", False, str(yuan)
    for i, c in enumerate(text):
        place = len(text) - 1 - i
        if c == "0":
            zero = True
        else:
            if zero and out:
                out += "零"
            zero = False
            out += digits[int(c)] + units[place % 4]
        if place % 4 == 0 and place and int(text[max(0, i - 3) : i + 1]) > 0:
            out += groups[place // 4]
    out = (out or "零") + "元"
    jiao, f = divmod(fen, 10)
    if fen == 0:
        return out + "整"
    return out + (digits[jiao] + "角" if jiao else "零") + (digits[f] + "分" if f else "")


def days(start, n):
    return start + dt.timedelta(days=n)


class People:
    """Hands out names that are never used twice in one village."""

    def __init__(self, village_no, surnames):
        self.random = rng("people", village_no)
        self.surnames = surnames
        self.used = set()

    def name(self, male, surname=None):
        pool = MALE_GIVEN if male else FEMALE_GIVEN
        for _ in range(400):
            family = surname or self.random.choice(self.surnames)
            name = family + self.random.choice(pool)
            if name not in self.used:
                self.used.add(name)
                return name
        for first in pool:
            for second in pool:
                name = (surname or self.random.choice(self.surnames)) + first[0] + second[1]
                if name not in self.used:
                    self.used.add(name)
                    return name
        raise RuntimeError("names ran out")


def phone(village_no, serial):
    """A mobile number that belongs to nobody."""
    return f"199-0000-{village_no:02d}{serial % 100:02d}"


def credit_code(village_no):
    """A unified social credit code (GB 32100) with right check characters and a region that does not exist."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"MF{village_no:06d}"
    sign = 11 - sum((int(c) if c.isdigit() else ord(c) - 55) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    body += {10: "X", 11: "0"}.get(sign, str(sign))
    code = "N29900" + f"{village_no:02d}" + body
    return code + alphabet[(31 - sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code)) % 31) % 31]
