//! Parts that several of the JSON shapes share.

use serde::{Serialize, Serializer};

use crate::{
    model::{Citation, Finding, Lang, Ledger, Notice, Score, Unit},
    report::view::Report,
    rubric::{Rubric, Settings},
};

/// A number without needless decimals: `4`, not `4.0`; points are rounded to hundredths.
pub(super) struct Number(pub(super) f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = (self.0 * 100.0).round() / 100.0;
        if rounded.fract() == 0.0 && rounded.abs() < 1e15 {
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
            serializer.serialize_i64(rounded as i64)
        } else {
            serializer.serialize_f64(rounded)
        }
    }
}

#[derive(Serialize)]
pub(super) struct LedgerV1 {
    files: u64,
    read: u64,
    unreadable: u64,
    ignored: u64,
    bytes: u64,
}

impl LedgerV1 {
    pub(super) fn new(ledger: Ledger) -> Self {
        let Ledger { files, read, unreadable, ignored, bytes } = ledger;
        Self { files, read, unreadable, ignored, bytes }
    }
}

#[derive(Serialize)]
pub(super) struct ScoreV1 {
    confirmed: Number,
    possible: Number,
    max: Number,
}

impl ScoreV1 {
    pub(super) fn new(score: Score) -> Self {
        Self { confirmed: Number(score.confirmed), possible: Number(score.possible), max: Number(score.max) }
    }
}

#[derive(Serialize)]
pub(super) struct RubricV1<'a> {
    id: &'a str,
    title: &'a str,
    total: Number,
    /// As they stand in the rubric file, whose format is public too.
    settings: &'a Settings,
}

impl<'a> RubricV1<'a> {
    pub(super) fn new(rubric: &'a Rubric) -> Self {
        Self { id: &rubric.id, title: &rubric.title, total: Number(rubric.total), settings: &rubric.settings }
    }
}

#[derive(Serialize)]
pub(super) struct NoticeV1<'a> {
    path: &'a str,
    code: &'static str,
    message: &'a str,
}

impl<'a> NoticeV1<'a> {
    pub(super) fn new(notice: &'a Notice, lang: Lang) -> Self {
        Self {
            path: notice.path.as_ref().map_or("", |path| path.as_str()),
            code: notice.code.as_str(),
            message: notice.message.get(lang),
        }
    }
}

/// A place in the archive.
#[derive(Serialize)]
pub(super) struct PlaceV1<'a> {
    path: &'a str,
    page: Option<u32>,
    quote: &'a str,
}

impl<'a> PlaceV1<'a> {
    pub(super) fn new(citation: &'a Citation) -> Self {
        Self { path: citation.path.as_str(), page: citation.page, quote: &citation.quote }
    }
}

#[derive(Serialize)]
pub(super) struct FindingV1<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    r#where: Vec<PlaceV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl<'a> FindingV1<'a> {
    /// A finding with the key by which a person settles it.
    pub(super) fn with_key(finding: &'a Finding, key: String, lang: Lang) -> Self {
        Self { key: Some(key), ..Self::new(finding, lang) }
    }

    pub(super) fn new(finding: &'a Finding, lang: Lang) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            message: finding.message.get(lang),
            r#where: finding.places.iter().map(PlaceV1::new).collect(),
            key: None,
        }
    }
}

pub(super) fn findings(findings: &[Finding], lang: Lang) -> Vec<FindingV1<'_>> {
    findings.iter().map(|finding| FindingV1::new(finding, lang)).collect()
}

/// The folder of a village; `None` for one that is listed and has none.
pub(super) fn folder<'a>(report: &'a Report, unit: &Unit) -> Option<&'a str> {
    let village = report.township.villages.iter().find(|village| Some(village.name.as_str()) == unit.village())?;
    village.folder.as_deref()
}

/// Indented, with a newline at the end.
pub(super) fn written(view: &impl Serialize) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(view)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_bear_no_needless_decimals() {
        let text = |number| serde_json::to_string(&Number(number)).expect("a number is written");
        assert_eq!([4.0, 61.5, -0.0, 0.1 + 0.2].map(text), ["4", "61.5", "0", "0.3"]);
    }
}
