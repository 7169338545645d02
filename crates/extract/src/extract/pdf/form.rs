//! The values of form fields (ISO 32000-1, 12.7), where no appearance shows them.

use lopdf::{Dictionary, Object};

use super::{objects::Objects, place::Setting};

/// Field flags (ISO 32000-1, tables 226 to 230).
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
const RADIO: i64 = 1 << 15;
const PUSH_BUTTON: i64 = 1 << 16;

/// The most characters that one field shows.
const MAX_CHARACTERS: usize = 20_000;
/// The most entries of a list that are looked at.
const MAX_OPTIONS: usize = 5_000;

/// A box that is ticked, and one that is not.
const TICKED: &str = "☑";
const UNTICKED: &str = "☐";

/// What a field's widget would show, and whether an appearance may show it already.
pub(super) struct FieldValue {
    pub(super) setting: Setting,
    pub(super) has_appearance: bool,
}

/// The value of a widget; `None` where it shows none, or where its appearance shows it.
///
/// A form that `needs_appearances` says so itself that those in the file are out of date.
pub(super) fn value(objects: &Objects, widget: &Dictionary, needs_appearances: bool) -> Option<FieldValue> {
    let kind = objects.inherited(widget, "FT")?.as_name().ok()?;
    let flags = objects.inherited(widget, "Ff").and_then(|flags| flags.as_i64().ok()).unwrap_or_default();
    let has_appearance =
        objects.dict(widget, "AP").and_then(|appearance| objects.get(appearance, "N")).is_some_and(is_drawable);
    if has_appearance && (!needs_appearances || kind == b"Btn") {
        return None;
    }
    let mut lines = match kind {
        b"Tx" if flags & PASSWORD == 0 => objects.lines(objects.inherited(widget, "V")?),
        b"Ch" => chosen(objects, widget),
        b"Btn" if flags & PUSH_BUTTON == 0 => vec![tick(objects, widget, flags & RADIO != 0)?.to_owned()],
        _ => return None,
    };
    let breaks = kind == b"Tx" && flags & MULTILINE != 0;
    if kind == b"Tx" && !breaks && lines.len() > 1 {
        lines = vec![lines.join(" ")];
    }
    let mut left = MAX_CHARACTERS;
    for line in &mut lines {
        *line = line.chars().take(left).collect();
        left -= line.chars().count();
    }
    lines.retain(|line| !line.trim().is_empty());
    let size = objects.inherited(widget, "DA").and_then(|appearance| font_size(appearance.as_str().ok()?));
    (!lines.is_empty()).then_some(FieldValue { setting: Setting { lines, size, breaks }, has_appearance })
}

/// Whether a normal appearance is one: a stream, or one for each state.
fn is_drawable(appearance: &Object) -> bool {
    match appearance {
        Object::Stream(_) => true,
        Object::Dictionary(states) => !states.is_empty(),
        _ => false,
    }
}

/// What is chosen from a list, as the list shows it.
fn chosen(objects: &Objects, widget: &Dictionary) -> Vec<String> {
    let Some(value) = objects.inherited(widget, "V") else { return Vec::new() };
    let values = match value {
        Object::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let options = objects.inherited(widget, "Opt").and_then(|options| options.as_array().ok());
    let shown = |value: &Object| {
        let said = objects.lines(value);
        let option = options?.iter().take(MAX_OPTIONS).find_map(|option| {
            let (_, option) = objects.resolved(option)?;
            let [export, shown] = option.as_array().ok()?.as_slice() else { return None };
            (objects.lines(export) == said).then(|| objects.lines(shown))
        });
        option.filter(|lines| !lines.is_empty())
    };
    values.iter().take(MAX_OPTIONS).flat_map(|value| shown(value).unwrap_or_else(|| objects.lines(value))).collect()
}

/// The mark of a check box; `None` where nothing says which of a row of radio buttons is chosen.
fn tick(objects: &Objects, widget: &Dictionary, is_radio: bool) -> Option<&'static str> {
    let state = match objects.name(widget, "AS") {
        Some(state) => Some(state),
        None if is_radio => return None,
        None => objects.inherited(widget, "V").and_then(|value| value.as_name().ok()),
    };
    Some(if state.is_some_and(|state| state != b"Off") { TICKED } else { UNTICKED })
}

/// The size in an appearance string, `/Helv 12 Tf 0 g`; `None` for 0, which stands for one that fits.
fn font_size(appearance: &[u8]) -> Option<f64> {
    let text = String::from_utf8_lossy(appearance);
    let words: Vec<&str> = text.split_whitespace().take(100).collect();
    let at = words.iter().rposition(|word| *word == "Tf")?;
    let size: f64 = words.get(at.checked_sub(1)?)?.parse().ok()?;
    (size.is_finite() && size > 0.0).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_appearance_strings() {
        assert_eq!(font_size(b"/Helv 12 Tf 0 g"), Some(12.0));
        assert_eq!(font_size(b"0 g /F1 9.5 Tf"), Some(9.5));
        for none in [b"/Helv 0 Tf".as_slice(), b"Tf", b"/Helv x Tf", b"/Helv inf Tf", b""] {
            assert_eq!(font_size(none), None);
        }
    }
}
