//! Characters that older Chinese programs and fonts keep in the private use area.
//!
//! GBK had 80 characters, in rows FE50 to FEA0, and some signs for which Unicode had no place when it was made. Windows
//! gave them codes of private use; GB 18030-2005 and GB 18030-2022 name their places since. They are met in names.

/// The characters of GBK's FE50 to FEA0, whose private codes follow each other from U+E815.
#[rustfmt::skip]
const RARE: [char; 80] = [
    '⺁', '𠂇', '𠂉', '𠃌', '⺄', '㑳', '㑇', '⺈', '⺋', '龴',
    '㖞', '㘚', '㘎', '⺌', '⺗', '㥮', '㤘', '龵', '㧏', '㧟',
    '㩳', '㧐', '龶', '龷', '㭎', '㱮', '㳠', '⺧', '𡗗', '龸',
    '⺪', '䁖', '䅟', '⺮', '䌷', '⺳', '⺶', '⺷', '𢦏', '䎱',
    '䎬', '⺻', '䏝', '䓖', '䙡', '䙌', '龹', '䜣', '䜩', '䝼',
    '䞍', '⻊', '䥇', '䥺', '䥽', '䦂', '䦃', '䦅', '䦆', '䦟',
    '䦛', '䦷', '䦶', '龺', '𤇾', '䲣', '䲟', '䲠', '䲡', '䱷',
    '䲢', '䴓', '䴔', '䴕', '䴖', '䴗', '䴘', '䴙', '䶮', '龻',
];

/// The place that a character of private use has since been given; `None` for any other character.
pub fn assigned_since(c: char) -> Option<char> {
    let code = u32::from(c);
    Some(match c {
        '\u{E78D}' => '︐',
        '\u{E78E}' => '︒',
        '\u{E78F}' => '︑',
        '\u{E790}'..='\u{E796}' => char::from_u32(0xFE13 + (code - 0xE790))?,
        '\u{E7C7}' => 'ḿ',
        '\u{E7C8}' => 'ǹ',
        '\u{E7E7}' => '〾',
        '\u{E7E8}'..='\u{E7F3}' => char::from_u32(0x2FF0 + (code - 0xE7E8))?,
        '\u{E815}'..='\u{E864}' => *RARE.get((code - 0xE815) as usize)?,
        _ => return None,
    })
}

/// A text with those characters in their places; `None` where it has none of them.
pub fn with_assigned(text: &str) -> Option<String> {
    let is_there = text.chars().any(|c| assigned_since(c).is_some());
    is_there.then(|| text.chars().map(|c| assigned_since(c).unwrap_or(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_names_have_their_places() {
        for (private, place) in
            [('\u{E863}', '䶮'), ('\u{E81E}', '龴'), ('\u{E864}', '龻'), ('\u{E815}', '⺁'), ('\u{E844}', '䜣')]
        {
            assert_eq!(assigned_since(private), Some(place));
        }
        assert_eq!(with_assigned("王\u{E863}某").as_deref(), Some("王䶮某"));
        assert_eq!(with_assigned("王某\u{E000}"), None, "a code of somebody's own stays");
        assert!(RARE.iter().all(|c| !matches!(c, '\u{E000}'..='\u{F8FF}')));
    }
}
