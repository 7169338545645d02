//! A format code as tokens.

use super::Numerals;

/// One piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Characters that stand as they are.
    Literal(String),
    /// A digit: `0` shows a zero where there is none, `?` a space, `#` nothing.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` and `E-`, and whether a plus is shown.
    Exponent(bool),
    /// `/`: of a fraction or between the parts of a date.
    Slash,
    /// The number behind a slash: `# ?/8`.
    Denominator(u32),
    /// `@`
    Text,
    General,
    /// The parts of a date, each with how often its letter stands.
    Year(usize),
    Month(usize),
    Day(usize),
    /// `aaa`, `aaaa`: the day of the week in Chinese.
    Weekday(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Hours, minutes or seconds that go on beyond a day, by their letter.
    Elapsed(char, usize),
    /// What stands for the first and the second half of the day.
    HalfDay(&'static str, &'static str),
}

/// Which numbers a section is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    operator: Operator,
    bound: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        let operators = [
            ("<=", Operator::LessOrEqual),
            ("<>", Operator::NotEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
            ("=", Operator::Equal),
        ];
        let (operator, bound) =
            operators.iter().find_map(|(sign, operator)| text.strip_prefix(sign).map(|bound| (*operator, bound)))?;
        let bound = bound.trim().parse().ok().filter(|bound: &f64| bound.is_finite())?;
        Some(Self { operator, bound })
    }

    pub(super) fn holds(self, value: f64) -> bool {
        match self.operator {
            Operator::Less => value < self.bound,
            Operator::LessOrEqual => value <= self.bound,
            Operator::Equal => value == self.bound,
            Operator::NotEqual => value != self.bound,
            Operator::GreaterOrEqual => value >= self.bound,
            Operator::Greater => value > self.bound,
        }
    }
}

/// One section of a format.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) tokens: Vec<Token>,
    pub(super) condition: Option<Condition>,
    pub(super) numerals: Option<Numerals>,
    /// Names of months and days are Chinese.
    pub(super) is_chinese: bool,
}

impl Section {
    /// Whether it shows a date or a time.
    pub(super) fn is_moment(&self) -> bool {
        self.tokens.iter().any(|token| {
            matches!(
                token,
                Token::Year(_)
                    | Token::Month(_)
                    | Token::Day(_)
                    | Token::Weekday(_)
                    | Token::Hour(_)
                    | Token::Minute(_)
                    | Token::Second(_)
                    | Token::Elapsed(..)
                    | Token::HalfDay(..)
            )
        })
    }
}

/// Words for the plain format, in English and as Chinese programs write it.
const GENERAL: [&str; 4] = ["General", "G/通用格式", "G/標準", "Standard"];
const HALF_DAYS: [(&str, &str, &str); 3] = [("上午/下午", "上午", "下午"), ("AM/PM", "AM", "PM"), ("A/P", "A", "P")];

/// The sections of a code, with at least one.
pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut rest = code;
    loop {
        let (section, after) = section(rest);
        sections.push(section);
        match after {
            Some(after) => rest = after,
            None => return sections,
        }
    }
}

/// The first section, and what stands behind its semicolon.
fn section(code: &str) -> (Section, Option<&str>) {
    let mut section = Section::default();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if first == ';' {
            close(&mut section);
            return (section, rest.get(1..));
        }
        rest = next(rest, first, &mut section);
    }
    close(&mut section);
    (section, None)
}

/// Takes the next token; returns what stands behind it.
fn next<'c>(rest: &'c str, first: char, section: &mut Section) -> &'c str {
    let after = &rest[first.len_utf8()..];
    if let Some(word) = GENERAL.iter().find_map(|word| behind(rest, word)) {
        section.tokens.push(Token::General);
        return word;
    }
    let half_day = |(word, am, pm): &(&str, &'static str, &'static str)| Some((behind(rest, word)?, *am, *pm));
    if let Some((behind, am, pm)) = HALF_DAYS.iter().find_map(half_day) {
        section.tokens.push(Token::HalfDay(am, pm));
        return behind;
    }
    let lower = first.to_ascii_lowercase();
    let run = rest.chars().take_while(|c| c.to_ascii_lowercase() == lower).count();
    let token = match lower {
        '"' => {
            let (literal, behind) = after.split_once('"').unwrap_or((after, ""));
            section.tokens.push(Token::Literal(literal.to_owned()));
            return behind;
        }
        '[' => {
            let Some((content, behind)) = after.split_once(']') else {
                section.tokens.push(Token::Literal("[".to_owned()));
                return after;
            };
            bracket(content, section);
            return behind;
        }
        '\\' | '!' => {
            let mut chars = after.chars();
            section.tokens.extend(chars.next().map(|c| Token::Literal(c.to_string())));
            return chars.as_str();
        }
        '_' | '*' => {
            let mut chars = after.chars();
            chars.next();
            section.tokens.extend((lower == '_').then(|| Token::Literal(" ".to_owned())));
            return chars.as_str();
        }
        '0' | '#' | '?' => Token::Digit(first),
        '.' => Token::Point,
        ',' => Token::Comma,
        '%' => Token::Percent,
        '@' => Token::Text,
        '/' => {
            section.tokens.push(Token::Slash);
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, behind) = after.split_at(digits);
            match number.parse() {
                Ok(number) if number > 0 => {
                    section.tokens.push(Token::Denominator(number));
                    return behind;
                }
                _ => return after,
            }
        }
        'e' if after.starts_with(['+', '-']) => {
            section.tokens.push(Token::Exponent(after.starts_with('+')));
            return &after[1..];
        }
        'e' => Token::Year(4),
        'y' => Token::Year(run),
        'm' => Token::Month(run),
        'd' => Token::Day(run),
        'h' => Token::Hour(run),
        's' => Token::Second(run),
        'a' if run >= 3 => Token::Weekday(run),
        // The era, and which calendar is meant: the common one.
        'g' => return &rest[run..],
        'b' if after.starts_with(['1', '2']) => return &after[1..],
        _ => Token::Literal(first.to_string()),
    };
    let length = match token {
        Token::Year(_) | Token::Month(_) | Token::Day(_) | Token::Hour(_) | Token::Second(_) | Token::Weekday(_) => run,
        _ => first.len_utf8(),
    };
    section.tokens.push(token);
    &rest[length..]
}

/// What stands behind a word, whatever its case.
fn behind<'c>(rest: &'c str, word: &str) -> Option<&'c str> {
    let (head, behind) = rest.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(behind)
}

/// What stands in brackets: a condition, a span of time, a currency with a language, numerals, a colour.
fn bracket(content: &str, section: &mut Section) {
    if let Some(condition) = Condition::parse(content) {
        section.condition = Some(condition);
    } else if let Some(numerals) = Numerals::parse(content) {
        section.numerals = Some(numerals);
    } else if let Some(currency) = content.strip_prefix('$') {
        let (sign, language) = currency.split_once('-').unwrap_or((currency, ""));
        if !sign.is_empty() {
            section.tokens.push(Token::Literal(sign.to_owned()));
        }
        language_of(language, section);
    } else if let Some(letter) = content.chars().next().map(|c| c.to_ascii_lowercase())
        && matches!(letter, 'h' | 'm' | 's')
        && content.chars().all(|c| c.to_ascii_lowercase() == letter)
    {
        section.tokens.push(Token::Elapsed(letter, content.len()));
    }
}

/// The long date and the time of a Chinese system.
const SYSTEM_DATE: &str = "yyyy\"年\"m\"月\"d\"日\"";
const SYSTEM_TIME: &str = "h:mm:ss";

fn language_of(language: &str, section: &mut Section) {
    let lower = language.to_ascii_lowercase();
    let system = match lower.as_str() {
        "f800" | "x-sysdate" => Some(SYSTEM_DATE),
        "f400" | "x-systime" => Some(SYSTEM_TIME),
        _ => None,
    };
    if let Some(system) = system {
        // What follows is only an example of what the system shows.
        section.tokens = vec![Token::Literal(system.to_owned()), Token::General];
    }
    let code = u32::from_str_radix(&lower, 16).unwrap_or(0);
    // The lowest ten bits are the language (MS-LCID).
    section.is_chinese |= lower.starts_with("zh") || code & 0x3FF == 0x04;
}

/// Puts right what only the whole section tells.
fn close(section: &mut Section) {
    if let [Token::Literal(system), Token::General, ..] = &section.tokens[..]
        && [SYSTEM_DATE, SYSTEM_TIME].contains(&system.as_str())
    {
        let (whole, _) = self::section(&system.clone());
        section.tokens = whole.tokens;
        return;
    }
    // `m` is a minute behind an hour and before a second.
    let parts: Vec<usize> = (0..section.tokens.len())
        .filter(|at| {
            let token = section.tokens.get(*at);
            !matches!(token, Some(Token::Literal(_) | Token::HalfDay(..) | Token::Slash | Token::Point | Token::Comma))
        })
        .collect();
    let token = |tokens: &[Token], at: Option<&usize>| at.and_then(|at| tokens.get(*at)).cloned();
    for (place, at) in parts.iter().enumerate() {
        let Some(Token::Month(run @ 1..=2)) = section.tokens.get(*at) else { continue };
        let run = *run;
        let before = place.checked_sub(1).and_then(|place| token(&section.tokens, parts.get(place)));
        let after = token(&section.tokens, parts.get(place + 1));
        let is_minute = matches!(before, Some(Token::Hour(_) | Token::Elapsed('h', _)))
            || matches!(after, Some(Token::Second(_) | Token::Elapsed('s', _)));
        if is_minute && let Some(token) = section.tokens.get_mut(*at) {
            *token = Token::Minute(run);
        }
    }
}
