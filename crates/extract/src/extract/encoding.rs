//! Text of parts of files, and what people are told of its damage.

use super::notice;
use crate::{
    archive::encoding::{self, Damage},
    model::Notice,
};

/// Text in whatever encoding it is; damaged places are replacement characters.
pub(super) fn decode(bytes: &[u8]) -> String {
    encoding::decode(bytes).text
}

/// Text in whatever encoding it is, with a notice where a part of it could not be decoded.
pub(super) fn decode_and_tell(bytes: &[u8]) -> (String, Option<Notice>) {
    let decoded = encoding::decode(bytes);
    let notice = notice_of(&decoded.damage);
    (decoded.text, notice)
}

fn notice_of(damage: &Damage) -> Option<Notice> {
    if damage.is_none() {
        None
    } else if damage.places == usize::from(damage.cut_off) {
        Some(notice::cut_off())
    } else {
        Some(notice::text_damaged(damage.places, &damage.lines))
    }
}
