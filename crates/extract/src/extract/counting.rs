//! Numbers as documents write them for pages and paragraphs.

/// `4` as `IV`; 0 as nothing. The length grows with the number, so the caller bounds it.
pub(super) fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let (mut rest, mut out) = (number, String::new());
    for (value, letters) in PARTS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

/// `3` as `C`. After Z comes AA, then BB (ISO 32000-1, table 159; ECMA-376-1, 17.18.59); no longer than `longest`.
pub(super) fn letters(number: u32, longest: u32) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(b'A' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(longest) as usize).collect()
}
