//! Numbers under a section without parts of dates.

use super::{
    decimal::Decimal,
    general::shown_number,
    token::{Section, Token},
};

/// What a number from 0 on shows.
pub(super) fn shown(section: &Section, value: f64, has_minus: bool) -> String {
    let tokens = &section.tokens[..];
    let mut out = String::from(if has_minus { "-" } else { "" });
    let is_digit = |token: &Token| matches!(token, Token::Digit(_));
    let position = |wanted: fn(&Token) -> bool| tokens.iter().position(wanted);
    let is_scientific = position(|token| matches!(token, Token::Exponent(_)));
    let slash = position(|token| matches!(token, Token::Slash)).filter(|at| {
        let (before, after) = tokens.split_at(*at);
        before.iter().any(is_digit)
            && after.iter().any(|token| is_digit(token) || matches!(token, Token::Denominator(_)))
    });
    match (is_scientific, slash) {
        (Some(at), _) => scientific(section, value, at, &mut out),
        (_, Some(at)) => fraction(tokens, value, at, &mut out),
        _ => plain(section, Decimal::new(value), value, &mut out),
    }
    out
}

/// Which digits a row of placeholders has, and what scales the number.
struct DigitLayout {
    /// Placeholders before the point.
    whole: usize,
    /// Placeholders behind it.
    decimals: usize,
    is_grouped: bool,
    /// The power of ten by which the number is multiplied.
    power: i32,
}

impl DigitLayout {
    fn of(tokens: &[Token]) -> Self {
        let point = tokens.iter().position(|token| *token == Token::Point).unwrap_or(tokens.len());
        let digits: Vec<usize> =
            (0..tokens.len()).filter(|at| matches!(tokens.get(*at), Some(Token::Digit(_)))).collect();
        let whole = digits.iter().filter(|at| **at < point).count();
        let (mut is_grouped, mut power) = (false, 0);
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Percent => power += 2,
                Token::Comma => {
                    let is_behind = digits.first().is_some_and(|first| *first < at);
                    let goes_on = digits.iter().any(|digit| *digit > at && (*digit < point || at > point));
                    match (is_behind, goes_on) {
                        (true, true) => is_grouped |= at < point,
                        (true, false) => power -= 3,
                        (false, _) => {}
                    }
                }
                _ => {}
            }
        }
        Self { whole, decimals: digits.len() - whole, is_grouped, power }
    }
}

fn plain(section: &Section, number: Decimal, value: f64, out: &mut String) {
    let layout = DigitLayout::of(&section.tokens);
    let number = number.shifted(layout.power).rounded(layout.decimals);
    let (whole, fraction) = number.parts(layout.decimals);
    let significant = fraction.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
    let digit = |digit: u8| match &section.numerals {
        Some(numerals) => numerals.digit(digit),
        None => char::from(b'0' + digit),
    };
    let (mut place, mut decimal, mut is_behind) = (0, 0, false);
    for token in &section.tokens {
        match token {
            Token::Digit(kind) if is_behind => {
                let found = fraction.get(decimal).copied().unwrap_or(0);
                match kind {
                    '0' => out.push(digit(found)),
                    _ if decimal < significant => out.push(digit(found)),
                    '?' => out.push(' '),
                    _ => {}
                }
                decimal += 1;
            }
            Token::Digit(kind) => {
                let right = layout.whole - 1 - place;
                // The first placeholder takes all digits that are more than there are placeholders.
                let from = if place == 0 { whole.len().max(layout.whole) } else { right + 1 };
                for at in (right..from).rev() {
                    let found = whole.len().checked_sub(at + 1).and_then(|index| whole.get(index));
                    match (found, kind) {
                        (Some(found), _) => out.push(digit(*found)),
                        (None, '0') if at == right => out.push(digit(0)),
                        (None, '?') if at == right => out.push(' '),
                        _ => continue,
                    }
                    if layout.is_grouped && at > 0 && at % 3 == 0 && !out.ends_with(' ') {
                        out.push(',');
                    }
                }
                place += 1;
            }
            Token::Point if !is_behind && layout.whole + layout.decimals > 0 => {
                is_behind = true;
                let shows_zeros = || {
                    let behind = section.tokens.iter().skip_while(|token| **token != Token::Point);
                    behind.into_iter().any(|token| *token == Token::Digit('0'))
                };
                if layout.whole == 0 || significant > 0 || shows_zeros() {
                    out.push('.');
                }
            }
            Token::Point => out.push('.'),
            Token::Percent => out.push('%'),
            Token::Slash => out.push('/'),
            Token::Denominator(number) => out.push_str(&number.to_string()),
            Token::Literal(literal) => out.push_str(literal),
            Token::General | Token::Text => {
                let plain = shown_number(value);
                match &section.numerals {
                    Some(numerals) => out.push_str(&numerals.spoken(&plain)),
                    None => out.push_str(&plain),
                }
            }
            _ => {}
        }
    }
}

/// `0.00E+00`; with several placeholders before the point the power is a multiple of their count.
fn scientific(section: &Section, value: f64, at: usize, out: &mut String) {
    let (mantissa, exponent) = section.tokens.split_at(at);
    let layout = DigitLayout::of(mantissa);
    let step = i32::try_from(layout.whole.clamp(1, 300)).unwrap_or(1);
    let number = Decimal::new(value);
    let power_of = |number: &Decimal| number.power().div_euclid(step) * step;
    let mut power = power_of(&number);
    let rounded = number.clone().shifted(-power).rounded(layout.decimals);
    // Rounding may have made one digit more: 9.99 is 10.0.
    power += power_of(&rounded);
    let mantissa = Section { tokens: mantissa.to_vec(), numerals: section.numerals, ..Section::default() };
    plain(&mantissa, number.shifted(-power), value, out);
    let has_plus = matches!(exponent.first(), Some(Token::Exponent(true)));
    out.push('E');
    out.push_str(if power < 0 { "-" } else { ["", "+"][usize::from(has_plus)] });
    let digits = exponent.iter().filter(|token| matches!(token, Token::Digit(_))).count();
    out.push_str(&format!("{:0digits$}", power.unsigned_abs()));
    for token in exponent {
        match token {
            Token::Literal(literal) => out.push_str(literal),
            Token::Percent => out.push('%'),
            _ => {}
        }
    }
}

/// `# ?/?`, `?/?`, `# ?/8`.
fn fraction(tokens: &[Token], value: f64, slash: usize, out: &mut String) {
    let (before, after) = tokens.split_at(slash);
    let is_digit = |token: &Token| matches!(token, Token::Digit(_));
    // The placeholders right before the slash are the numerator; those before a gap the whole number.
    let end = before.iter().rposition(is_digit).map_or(0, |last| last + 1);
    let begin = before[..end].iter().rposition(|token| !is_digit(token)).map_or(0, |gap| gap + 1);
    let has_whole = before[..begin].iter().any(is_digit);
    let places = after.iter().filter(|token| is_digit(token)).count().clamp(1, 7) as u32;
    let fixed = after.iter().find_map(|token| match token {
        Token::Denominator(number) => Some(u64::from(*number)),
        _ => None,
    });
    if value > 1e15 {
        out.push_str(&shown_number(value));
        return;
    }
    let (whole, rest) = if has_whole { (value.floor(), value.fract()) } else { (0.0, value) };
    let (numerator, denominator) = match fixed {
        Some(denominator) => ((rest * denominator as f64).round(), denominator as f64),
        None => nearest(rest, 10_u64.pow(places) - 1),
    };
    let (whole, numerator) =
        if has_whole && numerator >= denominator { (whole + 1.0, 0.0) } else { (whole, numerator) };
    let literals = |tokens: &[Token], out: &mut String| {
        for token in tokens {
            if let Token::Literal(literal) = token {
                out.push_str(literal);
            }
        }
    };
    if has_whole {
        let shows_zero = before[..begin].contains(&Token::Digit('0'));
        let first = before.iter().position(is_digit).unwrap_or(0);
        let last = before[..begin].iter().rposition(is_digit).map_or(0, |last| last + 1);
        literals(&before[..first], out);
        if whole > 0.0 || shows_zero || numerator == 0.0 {
            out.push_str(&shown_number(whole));
        }
        if numerator > 0.0 {
            literals(&before[last..begin], out);
        }
    } else {
        literals(&before[..begin], out);
    }
    if !has_whole || numerator > 0.0 {
        out.push_str(&format!("{}/{}", shown_number(numerator), shown_number(denominator)));
    }
    literals(&before[end..], out);
    literals(after, out);
}

/// The last of a number's continued fractions with a denominator up to `most`, as spreadsheets find it.
fn nearest(value: f64, most: u64) -> (f64, f64) {
    let ((mut p0, mut q0), (mut p1, mut q1)) = ((0.0, 1.0), (1.0, 0.0));
    let mut rest = value;
    for _ in 0..40 {
        let whole = rest.floor();
        let (p2, q2) = (whole * p1 + p0, whole * q1 + q0);
        if q2 > most as f64 {
            break;
        }
        ((p0, q0), (p1, q1)) = ((p1, q1), (p2, q2));
        if rest - whole < 1e-10 || (p1 / q1 - value).abs() < 1e-12 {
            break;
        }
        rest = 1.0 / (rest - whole);
    }
    (p1, q1)
}
