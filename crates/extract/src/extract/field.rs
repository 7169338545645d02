//! Fields of Word that show something without a result of their own: formulas (`EQ`), by which the phonetic guide writes
//! readings above characters, and single characters of symbol fonts (`SYMBOL`).

use super::symbol;

/// How deep the parts of a formula may nest.
const MAX_DEPTH: usize = 32;
/// Longer instructions are no formula.
const MAX_LENGTH: usize = 8_192;

/// What a field without a result shows, by its instruction; `None` for other fields.
///
/// Of characters with a reading above them only the characters are given: a name must stay one word.
pub(super) fn shown(instruction: &str) -> Option<String> {
    let instruction = instruction.trim();
    if instruction.len() > MAX_LENGTH {
        return None;
    }
    let (name, rest) =
        instruction.split_at_checked(instruction.find([' ', '\\', '\t']).unwrap_or(instruction.len()))?;
    let text = if name.eq_ignore_ascii_case("eq") {
        formula(rest)
    } else if name.eq_ignore_ascii_case("symbol") {
        symbol_of(rest)?
    } else {
        return None;
    };
    Some(text).filter(|text| !text.is_empty())
}

/// `168 \f "Wingdings"` as its character.
fn symbol_of(rest: &str) -> Option<String> {
    let code = rest.split_whitespace().next()?;
    let code: u32 = match code.strip_prefix("0x").or_else(|| code.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    let font = rest.split_once("\\f").map(|(_, font)| font.trim_start().trim_start_matches('"')).unwrap_or_default();
    let font = font.split(['"', '\\']).next().unwrap_or_default().trim();
    let unicode = rest.to_lowercase().contains("\\u");
    match u8::try_from(code) {
        Ok(byte) if !unicode => Some(symbol::char_of(font, byte).to_string()),
        _ => char::from_u32(code).map(String::from),
    }
}

fn formula(rest: &str) -> String {
    let mut reader = FormulaReader { rest };
    let parts = reader.arguments(0, true);
    parts.into_iter().map(|part| part.text).collect::<Vec<_>>().join(",").trim().to_owned()
}

/// One part of a formula.
#[derive(Debug, Default)]
struct FormulaPart {
    text: String,
    /// It stands above or below the line and nothing else does.
    raised: bool,
}

struct FormulaReader<'t> {
    rest: &'t str,
}

impl FormulaReader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn take(&mut self, keep: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken.to_owned()
    }

    /// The parts between brackets, or all that is left; commas or semicolons divide them.
    fn arguments(&mut self, depth: usize, outermost: bool) -> Vec<FormulaPart> {
        let mut parts = vec![FormulaPart::default()];
        let mut brackets = 0;
        // The switches read so far, and whether one of them raises what follows.
        let mut switches: Vec<String> = Vec::new();
        let add = |parts: &mut Vec<FormulaPart>, text: &str, raised: bool| {
            if let Some(part) = parts.last_mut() {
                part.raised = raised && part.text.trim().is_empty();
                part.text.push_str(text);
            }
        };
        while let Some(c) = self.next() {
            match c {
                '\\' => match self.rest.chars().next() {
                    Some('*') => {
                        self.next();
                        self.take(char::is_whitespace);
                        if self.rest.starts_with('"') {
                            self.next();
                            self.take(|c| c != '"');
                            self.next();
                        } else {
                            self.take(|c| !c.is_whitespace() && c != '\\');
                        }
                    }
                    Some(letter) if letter.is_ascii_alphabetic() => {
                        let name = self.take(|c| c.is_ascii_alphabetic()).to_lowercase();
                        if matches!(name.as_str(), "lc" | "rc" | "bc") {
                            // The bracket to draw, behind a backslash of its own.
                            if self.rest.trim_start().starts_with('\\') {
                                self.rest = self.rest.trim_start();
                                self.next();
                                self.next();
                            }
                        } else {
                            // A distance in points belongs to the switch.
                            let before = self.rest;
                            self.take(char::is_whitespace);
                            let digits = self.take(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
                            if digits.is_empty() {
                                self.rest = before;
                            }
                        }
                        switches.push(name);
                    }
                    Some(_) => {
                        let literal = self.next().map(String::from).unwrap_or_default();
                        add(&mut parts, &literal, false);
                    }
                    None => {}
                },
                '(' if !switches.is_empty() && depth < MAX_DEPTH => {
                    let inner = self.arguments(depth + 1, false);
                    let part = combined(&std::mem::take(&mut switches), inner);
                    add(&mut parts, &part.text, part.raised);
                }
                '(' => {
                    brackets += 1;
                    add(&mut parts, "(", false);
                }
                ')' if brackets > 0 => {
                    brackets -= 1;
                    add(&mut parts, ")", false);
                }
                ')' if !outermost => break,
                ',' | ';' if brackets == 0 && !outermost => parts.push(FormulaPart::default()),
                c if c.is_whitespace()
                    && (!switches.is_empty() || parts.last().is_some_and(|part| part.text.is_empty())) => {}
                c => {
                    switches.clear();
                    add(&mut parts, c.encode_utf8(&mut [0; 4]), false);
                }
            }
        }
        parts
    }
}

/// What a switch makes of its parts, in one line.
fn combined(switches: &[String], parts: Vec<FormulaPart>) -> FormulaPart {
    const FRAMES: [&str; 9] = ["○", "〇", "◯", "□", "△", "◇", "▢", "O", "☐"];
    let kind = switches.first().map(String::as_str).unwrap_or_default();
    let texts = || parts.iter().map(|part| part.text.trim()).filter(|text| !text.is_empty());
    let joined = |between: &str| texts().collect::<Vec<_>>().join(between);
    let text = match kind {
        "o" => {
            let on_line: Vec<&str> = parts
                .iter()
                .filter(|part| !part.raised)
                .map(|part| part.text.trim())
                .filter(|text| !text.is_empty())
                .collect();
            match on_line.as_slice() {
                [] => joined(""),
                // A character in a circle.
                [frame, inner] | [inner, frame] if FRAMES.contains(frame) => circled(inner),
                some => some.concat(),
            }
        }
        "f" => joined("/"),
        "r" => match parts.len() {
            1 => format!("√{}", joined("")),
            _ => joined("√"),
        },
        "b" => format!("({})", joined(",")),
        "a" => joined(" "),
        "l" => joined(","),
        "d" => String::new(),
        _ => joined(""),
    };
    let raised = kind == "s" && switches.iter().any(|switch| matches!(switch.as_str(), "up" | "do"));
    FormulaPart { text, raised }
}

/// `3` as `③`; other text as it is.
fn circled(text: &str) -> String {
    match text.parse::<u32>() {
        Ok(number @ 1..=20) => char::from_u32(0x2460 + number - 1).map_or_else(|| text.to_owned(), String::from),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phonetic_guide_keeps_its_characters() {
        for (instruction, text) in [
            (r"EQ \* jc2 \* hps21 \o\ad(\s\up 9(ㄨㄤˊ),王)", "王"),
            (r#" EQ \* jc3 \* "Font:Calibri" \* hps22 \o\al(\s\up 10(wáng),王) "#, "王"),
            (r"eq \o\ac(\s\up 9(wang yue);王玥)", "王玥"),
            (r"EQ \o\ad(王,\s\do 9(wáng))", "王"),
            (r"EQ \o\ac(○,3)", "③"),
            (r"EQ \o\ac(□,印)", "印"),
            (r"EQ \f(1,2)", "1/2"),
            (r"EQ m\s\up 6(2)", "m2"),
            (r"EQ \r(3,x\,y)", "3√x,y"),
            (r"EQ \b\lc\{(a(b))", "(a(b))"),
            (r#"SYMBOL 168 \f "Wingdings" \s 12"#, "□"),
        ] {
            assert_eq!(shown(instruction).as_deref(), Some(text), "{instruction}");
        }
    }

    #[test]
    fn other_fields_show_their_result_alone() {
        for instruction in ["", "PAGE", "MERGEFIELD 姓名", r#"HYPERLINK "http://x""#, "EQUAL", "EQ", r"EQ \o("] {
            assert_eq!(shown(instruction), None, "{instruction}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_formula_is_read(rest in r#"[\\a-z(),;* "0-9王○]{0,80}"#) {
            let _ = shown(&format!("EQ {rest}"));
        }
    }
}
