//! Forms: labels that a signature belongs behind, and whether something stands there.

use std::sync::LazyLock;

use regex::Regex;

use super::flow::Place;
use crate::{evaluate::Document, model::PageSource, text::fold::Folded};

/// A label for a signature.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// The label, `填表人`.
    pub label: String,
    /// What stands behind it; empty for a blank.
    pub value: String,
    /// Where.
    pub place: Place,
    /// Read by recognition: handwriting may be there and not be read.
    pub is_recognised: bool,
}

/// Labels that end a value on the same line.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<label>[\x{4e00}-\x{9fff}]{0,8}(?:签字|签名|签章|负责人|填表人|制表人|填报人|审核人|清查人|调查人|复核人|经办人|移交人|接收人|监督人|盘点人|户主(?:或代表)?签[字名])(?:\([^()]{0,8}(?:签[字名章]|手印|盖章|按印)[^()]{0,8}\)|/?手印)?|(?:户主|户主或代表|户代表|成员代表|村民代表)\([^()]{0,8}(?:签[字名章]|手印|按印)[^()]{0,8}\))\s*:").expect("the pattern is constant")
});
/// What a blank looks like.
static BLANK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[\s_＿\-—.。…/\\]*$").expect("the pattern is constant"));

/// Every label for a signature in a document.
pub fn signatures(document: &Document) -> Vec<Signature> {
    let mut found = Vec::new();
    let lines: Vec<_> = document.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let folded = Folded::normalized(line.text);
        let labels: Vec<_> = LABEL
            .captures_iter(&folded.text)
            .filter_map(|captures| Some((captures.get(0)?, captures.name("label")?)))
            .collect();
        for (index, (whole, label)) in labels.iter().enumerate() {
            // A label may not begin a sentence of its own: 户主签字确认 is none, and has no colon.
            let end = labels.get(index + 1).map_or(folded.text.len(), |(next, _)| next.start());
            let mut value = folded.text[whole.end()..end].trim();
            // 日期 behind a blank is no value.
            if value.starts_with("日期")
                || value.starts_with('年')
                || value.starts_with("电话")
                || value.starts_with("单位")
            {
                value = "";
            }
            // What is signed may stand on the next line.
            let next = lines.get(at + 1).filter(|_| BLANK.is_match(value) && index + 1 == labels.len());
            if let Some(next) = next.filter(|next| next.page == line.page)
                && super::roster::is_name(next.text.trim())
            {
                value = next.text.trim();
            }
            let value = if BLANK.is_match(value) { "" } else { value };
            let quote = &line.text[folded.original(whole.range())];
            found.push(Signature {
                label: label.as_str().to_owned(),
                value: value.to_owned(),
                place: Place {
                    citation: document.cite(line.page, quote),
                    doubtful: document.is_doubtful(line.page, quote),
                },
                is_recognised: line.source == PageSource::Ocr,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::super::fixture::paper, *};

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

    proptest! {
        #[test]
        fn nothing_panics(text in "[填表人签字：丁一（）_ \t\n]{0,40}") {
            let _ = read(&text);
        }
    }
}
