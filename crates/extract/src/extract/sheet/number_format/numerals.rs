//! Chinese numerals in number formats: `[DBNum1]` 一二三, `[DBNum2]` 壹贰叁, `[DBNum3]` １２３.

/// How digits are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numerals {
    digits: [char; 10],
    /// Ten, hundred and thousand.
    places: [char; 3],
    /// `十五` for fifteen in dates.
    is_brief: bool,
}

const KINDS: [(&str, Numerals); 3] = [
    (
        "DBNum1",
        Numerals {
            digits: ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
            places: ['十', '百', '千'],
            is_brief: true,
        },
    ),
    (
        "DBNum2",
        Numerals {
            digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
            places: ['拾', '佰', '仟'],
            is_brief: false,
        },
    ),
    (
        "DBNum3",
        Numerals {
            digits: ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'],
            places: ['十', '百', '千'],
            is_brief: true,
        },
    ),
];

impl Numerals {
    pub(super) fn parse(name: &str) -> Option<Self> {
        KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, numerals)| *numerals)
    }

    pub(super) fn digit(&self, digit: u8) -> char {
        self.digits.get(usize::from(digit)).copied().unwrap_or('0')
    }

    /// A text with its digits written so, one by one.
    pub(super) fn one_by_one(&self, text: &str) -> String {
        text.chars().map(|c| c.to_digit(10).map_or(c, |digit| self.digit(digit as u8))).collect()
    }

    /// A number as it is spoken: `1280` is 一千二百八十. What stands behind a point is written digit by digit, and so
    /// are numbers with powers and those of more than 16 digits.
    pub(super) fn spoken(&self, number: &str) -> String {
        let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
        let spoken = match whole.parse::<u64>() {
            Ok(value) if value < 10_000_000_000_000_000 => self.whole(value),
            _ => self.one_by_one(whole),
        };
        match fraction {
            Some(fraction) => format!("{spoken}.{}", self.one_by_one(fraction)),
            None => spoken,
        }
    }

    fn whole(&self, value: u64) -> String {
        for (base, name) in [(100_000_000, '亿'), (10_000, '万')] {
            if value >= base {
                let mut out = self.whole(value / base);
                out.push(name);
                let rest = value % base;
                if rest > 0 {
                    out.extend((rest < base / 10).then(|| self.digit(0)));
                    out.push_str(&self.whole(rest));
                }
                return out;
            }
        }
        if value == 0 {
            return self.digit(0).to_string();
        }
        let mut out = String::new();
        let mut was_zero = false;
        for (power, place) in
            [(1000, Some(self.places[2])), (100, Some(self.places[1])), (10, Some(self.places[0])), (1, None)]
        {
            let digit = (value / power % 10) as u8;
            if digit == 0 {
                was_zero = !out.is_empty();
                continue;
            }
            out.extend(was_zero.then(|| self.digit(0)));
            was_zero = false;
            out.push(self.digit(digit));
            out.extend(place);
        }
        out
    }

    /// A day, a month or an hour: 十五, 壹拾伍.
    pub(super) fn of_date(&self, value: u32) -> String {
        let spoken = self.whole(value.into());
        match spoken.strip_prefix(self.digit(1)) {
            Some(rest) if self.is_brief && (10..20).contains(&value) => rest.to_owned(),
            _ => spoken,
        }
    }
}
