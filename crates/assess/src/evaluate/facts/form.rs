//! Forms: labels that a signature belongs behind, and whether something stands there.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    evaluate::{
        Document,
        documents::{document::TextLine, prose::flow::FactPlace},
    },
    model::PageSource,
    text::{Cut, fold::Folded},
    vocabulary,
};

/// A label for a signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// The label, `填表人`.
    pub label: String,
    /// What stands behind it; empty for a blank.
    pub value: String,
    /// Where.
    pub place: FactPlace,
    /// Read by recognition: handwriting may be there and not be read.
    pub is_recognised: bool,
}

/// What a label for a signature is called, in folded text.
static CALLED: LazyLock<String> = LazyLock::new(|| {
    let list = vocabulary!("labels.tsv");
    let (labels, signers) = (list.forms("form-signature"), list.forms("form-signer"));
    format!(
        r"(?P<label>[\x{{4e00}}-\x{{9fff}}]{{0,8}}(?:{labels})(?:\([^()]{{0,8}}(?:签[字名章]|手印|盖章|按印)[^()]{{0,8}}\)|/?手印)?|(?:{signers})\([^()]{{0,8}}(?:签[字名章]|手印|按印)[^()]{{0,8}}\))"
    )
});

/// Labels that end a value on the same line.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"{}\s*:", *CALLED)).expect("the pattern is constant"));
/// A label that fills a cell, with or without its colon.
static CELL_LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^{}\s*:?$", *CALLED)).expect("the pattern is constant"));
/// Other fields of a form, which end a value on the same line: 填报日期：, 联系电话：.
static OTHER_FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|\s)(?:[\x{4e00}-\x{9fff}]{0,4}(?:日期|时间|电话|单位|盖章|公章)(?:\([^()]{0,8}\))?\s*:|[0-9]{0,4}\s*年[\s0-9]*月)")
        .expect("the pattern is constant")
});
/// What a blank looks like.
static BLANK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[\s_＿\-—.。…/\\]*$").expect("the pattern is constant"));

/// Every label for a signature in a document.
pub fn signatures(document: &Document) -> Vec<Signature> {
    let mut found = Vec::new();
    let lines: Vec<_> = document.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let below = lines.get(at + 1).filter(|next| next.page == line.page).copied();
        match in_cells(document, *line, below) {
            Some(signatures) => found.extend(signatures),
            None => in_words(document, *line, below, &mut found),
        }
    }
    found
}

fn signature(document: &Document, line: TextLine<'_>, label: &str, value: &str, quote: &str) -> Signature {
    Signature {
        label: label.to_owned(),
        value: if BLANK.is_match(value) { String::new() } else { value.trim().to_owned() },
        place: FactPlace {
            citation: document.cite(line.page, quote),
            doubtful: document.is_doubtful(line.page, quote),
        },
        is_recognised: line.source == PageSource::Ocr,
    }
}

/// Labels with a colon in a line of words.
fn in_words(document: &Document, line: TextLine<'_>, below: Option<TextLine<'_>>, found: &mut Vec<Signature>) {
    let folded = Folded::normalized(line.text);
    let labels: Vec<_> = LABEL
        .captures_iter(&folded.text)
        .filter_map(|captures| Some((captures.get(0)?, captures.name("label")?)))
        .collect();
    for (index, (whole, label)) in labels.iter().enumerate() {
        // A label may not begin a sentence of its own: 户主签字确认 is none, and has no colon.
        let end = labels.get(index + 1).map_or(folded.text.len(), |(next, _)| next.start());
        let rest = folded.text.part(whole.end()..end);
        let mut value = OTHER_FIELD.find(rest).map_or(rest, |other| rest.part(..other.start())).trim();
        // What is signed may stand on the next line.
        let next = below.filter(|_| BLANK.is_match(value) && index + 1 == labels.len());
        if let Some(next) = next.filter(|next| super::roster::is_name(next.text.trim())) {
            value = next.text.trim();
        }
        let quote = line.text.part(folded.original(whole.range()));
        found.push(signature(document, line, label.as_str(), value, quote));
    }
}

/// What a cell of a form is.
#[derive(Clone, Copy, PartialEq)]
enum CellPart {
    Label,
    Field,
    Value,
}

/// The labels of a row of a form; `None` where the row is none of labels, other fields and their values. What is signed
/// stands in the next filled cell behind a label, or in the one below where labels stand side by side.
fn in_cells(document: &Document, line: TextLine<'_>, below: Option<TextLine<'_>>) -> Option<Vec<Signature>> {
    if !line.text.contains('\t') {
        return None;
    }
    let cells: Vec<&str> = line.cells().collect();
    let mut parts: Vec<(usize, CellPart, String)> = Vec::new();
    for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let folded = Folded::normalized(cell).text;
        let (part, label) = if let Some(label) = CELL_LABEL.captures(&folded).and_then(|found| found.name("label")) {
            (CellPart::Label, label.as_str().to_owned())
        } else if OTHER_FIELD.is_match(&folded) || OTHER_FIELD.is_match(&format!("{folded}:")) {
            (CellPart::Field, folded)
        } else if LABEL.is_match(&folded) {
            // Label and name in one cell read as words do.
            return None;
        } else if parts.last().is_some_and(|(_, before, _)| *before != CellPart::Value) {
            (CellPart::Value, folded)
        } else {
            // The head of a list has other words beside its 签字.
            return None;
        };
        parts.push((at, part, label));
    }
    let labels = parts.iter().filter(|(_, part, _)| *part == CellPart::Label).count();
    // One word without a colon and with nothing beside it can be a heading.
    let (first, ..) = *parts.first()?;
    let ends_with_colon = cells.get(first).is_some_and(|cell| cell.ends_with([':', '：']));
    if labels == 0 || (parts.len() == 1 && !ends_with_colon && first + 1 >= cells.len()) {
        return None;
    }
    let under: Vec<&str> = below.map(|next| next.cells().collect()).unwrap_or_default();
    let read = |(index, (at, part, label)): (usize, &(usize, CellPart, String))| {
        if *part != CellPart::Label {
            return None;
        }
        let beside =
            parts.get(index + 1).filter(|(_, part, _)| *part == CellPart::Value).map(|(_, _, words)| words.as_str());
        let signed_below = || under.get(*at).filter(|cell| super::roster::is_name(cell)).copied();
        let value = beside.or_else(signed_below).unwrap_or_default();
        Some(signature(document, line, label, value, cells.get(*at)?))
    };
    Some(parts.iter().enumerate().filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn read(text: &str) -> Vec<(String, String)> {
        signatures(&paper("表.docx").saying(&[text]))
            .into_iter()
            .map(|signature| (signature.label, signature.value))
            .collect()
    }

    fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
        wanted.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn labels_and_what_stands_behind_them() {
        for (text, wanted) in [
            ("单位负责人：丁一 填表人：丙三", vec![("单位负责人", "丁一"), ("填表人", "丙三")]),
            ("调查人签字：　　　户主签字：戊四", vec![("调查人签字", ""), ("户主签字", "戊四")]),
            ("户主（签字）：　日期：2018年5月1日", vec![("户主(签字)", "")]),
            ("审核人（签字）：____ 日期：2018年5月1日", vec![("审核人(签字)", "")]),
            ("户主签名：\n己五", vec![("户主签名", "己五")]),
            ("代表签字：\n丁一\t丙三", vec![("代表签字", "")]),
            ("逐户核对，由户主签字确认。", vec![]),
            ("户主签字：\t调查人签字：孟小河", vec![("户主签字", ""), ("调查人签字", "孟小河")]),
            ("单位负责人：　　填表人：　　填报日期：2018年5月1日", vec![("单位负责人", ""), ("填表人", "")]),
            ("审核人：丁一　联系电话：0632-0000012", vec![("审核人", "丁一")]),
            ("填表人（签字）：　　　　年　　月　　日", vec![("填表人(签字)", "")]),
        ] {
            let read = read(text);
            // What follows a blank with a date is still a blank.
            assert_eq!(
                read.iter()
                    .map(|(l, v)| (l.clone(), if v.starts_with("____") { String::new() } else { v.clone() }))
                    .collect::<Vec<_>>(),
                pairs(&wanted),
                "{text}"
            );
        }
    }

    #[test]
    fn labels_in_cells() {
        for (text, wanted) in [
            ("单位负责人\t\t填表人\t\t填报日期\t2018年5月1日", vec![("单位负责人", ""), ("填表人", "")]),
            ("填表人\t丁一\t审核人\t", vec![("填表人", "丁一"), ("审核人", "")]),
            ("填表人：\t\t\t负责人：\t\t", vec![("填表人", ""), ("负责人", "")]),
            ("填表人：\t\t\t负责人：", vec![("填表人", ""), ("负责人", "")]),
            ("填表人：\t\t丁一\t负责人：\t\t丙三", vec![("填表人", "丁一"), ("负责人", "丙三")]),
            ("制表人\t审核人\t负责人\n丁一\t\t丙三", vec![("制表人", "丁一"), ("审核人", ""), ("负责人", "丙三")]),
            (
                "\t\t单位负责人（签章）\t戊四\t填表人（签字）\t",
                vec![("单位负责人(签章)", "戊四"), ("填表人(签字)", "")],
            ),
            ("单位负责人：戊四\t\t填表人：", vec![("单位负责人", "戊四"), ("填表人", "")]),
            ("清查人\t", vec![("清查人", "")]),
        ] {
            assert_eq!(read(text), pairs(&wanted), "{text}");
        }
        for text in [
            "序号\t姓名\t金额\t领取人签字\n1\t丁一\t20\t",
            "编号\t名称\t负责人\n1\t水塘\t",
            "负责人\t坐落\t面积\n丁一\t村东\t3",
            "签字",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[填表人签字：丁一（）_ \t\n]{0,40}")) {
            let _ = read(&text);
        }
    }
}
