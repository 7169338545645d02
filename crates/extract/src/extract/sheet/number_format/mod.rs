//! Number formats: what a cell shows of the value it keeps (ECMA-376 part 1, 18.8.30 and 18.8.31; MS-XLS 2.4.126).
//!
//! A format has up to four sections: for positive numbers, negative ones, zero, and text. A section may name the
//! numbers that it is for instead (`[>=100]`). Colours, widths and fillings show nothing that could be read and are
//! passed over. A Chinese system is assumed where a format leaves the order of a date or its words to the system.
//!
//! Two writings are not followed, since they say less than the value: a whole date in another order than year, month,
//! day, or with a year of two digits, is written `2020-06-15`; and a number too large or too small for the date that
//! its format wants is written as a number, where programs show `####`.

mod builtin;
mod decimal;
mod general;
mod moment;
mod number;
mod numerals;
mod token;

pub(super) use self::general::shown_number;
use self::{
    builtin::code_of,
    numerals::Numerals,
    token::{Section, Token},
};

/// Longer codes are no number formats: programs accept 255 characters. In bytes.
const MAX_CODE: usize = 500;
/// Formats of one workbook; programs allow some hundreds.
pub(super) const MAX_FORMATS: usize = 5_000;

/// The day that dates are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    /// Day 1 is 1 January 1900, and there is a 29 February 1900.
    #[default]
    Of1900,
    /// Day 0 is 1 January 1904.
    Of1904,
}

impl Epoch {
    /// A serial number counted from 1900.
    fn serial(self, value: f64) -> f64 {
        match self {
            Self::Of1900 => value,
            Self::Of1904 => value + 1462.0,
        }
    }
}

/// A number format, taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberFormat {
    /// The sections for numbers, without the one for text.
    numbers: Vec<Section>,
    text: Option<Section>,
}

impl NumberFormat {
    /// Takes a format code apart; what is no format at all shows values as they are.
    pub(super) fn parse(code: &str) -> Self {
        if code.len() > MAX_CODE {
            return Self::default();
        }
        let mut sections = token::sections(code);
        let is_for_text = |section: &Section| section.tokens.contains(&Token::Text);
        let text = match sections.len() {
            4.. => sections.drain(3..).next(),
            _ if sections.last().is_some_and(is_for_text) => sections.pop(),
            _ => None,
        };
        Self { numbers: sections, text }
    }

    /// The format of a built-in number, as Chinese systems have it.
    pub(super) fn of_builtin(id: u32) -> Option<Self> {
        code_of(id).map(Self::parse)
    }

    /// What a number shows; `None` where the format says nothing of it and the number stands as it is.
    pub(super) fn number(&self, value: f64, epoch: Epoch) -> Option<String> {
        if !value.is_finite() {
            return None;
        }
        let (section, is_signed) = self.section(value)?;
        if section.is_moment() {
            return moment::shown(section, value, epoch);
        }
        Some(number::shown(section, value.abs(), is_signed && value < 0.0))
    }

    /// What a text shows; `None` where it stands as it is.
    pub(super) fn text(&self, text: &str) -> Option<String> {
        let section = self.text.as_ref()?;
        let mut out = String::new();
        for token in &section.tokens {
            match token {
                Token::Text => out.push_str(text),
                Token::Literal(literal) => out.push_str(literal),
                _ => {}
            }
        }
        Some(out)
    }

    /// The section for a number, and whether a minus has to stand before a negative one.
    fn section(&self, value: f64) -> Option<(&Section, bool)> {
        let [first, rest @ ..] = &self.numbers[..] else { return None };
        if self.numbers.iter().any(|section| section.condition.is_some()) {
            let holds = |section: &&Section| section.condition.is_none_or(|condition| condition.holds(value));
            let found = self.numbers.iter().find(holds).or(self.numbers.last())?;
            // Where a section is for negative numbers alone, its own characters say so.
            let rest_is_negative = found.condition.is_none()
                && first.condition.is_some_and(|condition| condition.holds(f64::MAX) && condition.holds(0.0));
            let is_negative = found.condition.is_some_and(|condition| !condition.holds(0.0) && condition.holds(-1e300));
            return Some((found, !(is_negative || rest_is_negative)));
        }
        Some(match (value, rest) {
            (..0.0, [negative, ..]) => (negative, false),
            (0.0, [_, zero, ..]) => (zero, false),
            _ => (first, true),
        })
    }
}

#[cfg(test)]
mod tests;
