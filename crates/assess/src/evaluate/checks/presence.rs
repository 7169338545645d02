//! Presence (R01): each required slot is filled, or it is said what stands in its way.

use super::Words;
use crate::{
    evaluate::{
        Case,
        case::slot::{Filled, PieceState},
    },
    model::{Citation, Code, Finding, Severity},
    msg,
};

/// The codes that it gives.
pub(super) const CODES: &[Code] =
    &[Code::DocumentMissing, Code::DocumentDraftOnly, Code::DocumentTemplateOnly, Code::UnreadableFile];

/// What it does, for people.
pub const WORDS: Words = Words {
    looks_for: [
        "材料有没有、够不够数；只有草案、空白样表的指出来",
        "whether the papers are there and enough; only a draft or a blank form is named",
    ],
    reads: ["文件名、文件夹名、标题和首页，卷内目录", "names, folders, titles and first pages, contents lists"],
    blind_to: [
        "名称和内容都没有写明是什么的文件；纸上有而没有放进档案的",
        "files whose name and text do not say what they are; papers that are not in the archive",
    ],
};

/// At most so many unread files are named in one finding; the ledger names all.
const NAMED: usize = 20;

pub(super) fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    filled.iter().filter(|slot| slot.is_required() && !slot.is_filled()).map(|slot| unfilled(case, slot)).collect()
}

fn unfilled(case: &Case<'_>, filled: &Filled<'_>) -> Finding {
    let (zh, en) = (&filled.slot.name.zh, &filled.slot.name.en);
    let (found, required) = (filled.found, filled.slot.required);
    let in_state = |wanted: PieceState| -> Vec<Citation> {
        let pieces = filled.pieces.iter().filter(|piece| piece.state == wanted);
        let documents = pieces.filter_map(|piece| case.documents.get(piece.document));
        documents.map(|document| document.shown_by.clone()).collect()
    };
    let drafts = in_state(PieceState::Draft);
    let templates = in_state(PieceState::Template);
    let rejected = in_state(PieceState::Rejected);
    let finding = |code, severity, message, places| Finding { code, severity, message, places };
    if !drafts.is_empty() {
        let message = msg!("“{zh}”只找到草案：请补定稿", "only a draft of “{en}” was found: add the final paper");
        finding(Code::DocumentDraftOnly, Severity::Warning, message, drafts)
    } else if !templates.is_empty() {
        let message =
            msg!("“{zh}”只找到空白样表：请补填写后的材料", "only a blank form of “{en}” was found: add the filled one");
        finding(Code::DocumentTemplateOnly, Severity::Warning, message, templates)
    } else if !filled.unknown.is_empty() {
        let count = filled.unknown.len();
        let unread = filled.unknown.iter().filter_map(|&i| case.documents.get(i));
        let places = unread.take(NAMED).map(|document| document.shown_by.clone()).collect();
        let message = if found == 0 {
            msg!(
                "未找到“{zh}”，但有 {count} 份文件内容未能识别，可能就是它：请核实",
                "“{en}” was not found, but the content of {count} files is not known and it may be among them: please look"
            )
        } else {
            msg!(
                "“{zh}”找到 {found} 份，需要 {required} 份；另有 {count} 份文件内容未能识别：请核实",
                "of “{en}”, {found} found and {required} needed; the content of {count} files is not known: please look"
            )
        };
        finding(Code::UnreadableFile, Severity::Hint, message, places)
    } else if !rejected.is_empty() {
        let count = rejected.len();
        let message = msg!(
            "“{zh}”找到 {found} 份，需要 {required} 份；另有 {count} 张照片经核实不作数：请补",
            "of “{en}”, {found} found and {required} needed; {count} photos were confirmed not to count: add others"
        );
        finding(Code::DocumentMissing, Severity::Warning, message, rejected)
    } else {
        let message = if found == 0 {
            msg!("未找到“{zh}”", "“{en}” was not found")
        } else {
            msg!("“{zh}”找到 {found} 份，需要 {required} 份", "of “{en}”, {found} found and {required} needed")
        };
        finding(Code::DocumentMissing, Severity::Warning, message, Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        Document, assess_item,
        fixture::{paper, rubric, scan, slot, with_case},
    };

    /// The codes for a slot that asks for so many plans about `shares`.
    fn found(required: u32, documents: Vec<Document>) -> Vec<(Code, Severity)> {
        let slots = json!([slot("plan", required, &json!({ "topics": ["shares"] }))]);
        let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), documents, assess_item);
        item.findings.into_iter().map(|finding| (finding.code, finding.severity)).collect()
    }

    fn plan(path: &str) -> Document {
        paper(path).kind("plan").topics(&["shares"])
    }

    #[test]
    fn what_lacks_is_named_once_and_by_its_reason() {
        let draft = || Document { is_draft: true, ..plan("股权设置方案（征求意见稿）.docx") };
        let blank = || Document { is_template: true, ..plan("股权设置方案（参考格式）.docx") };
        let unknown = || scan("折股量化/IMG_2031.pdf").topics(&["shares"]);
        let other = || paper("清查方案.docx").kind("plan").topics(&["assets"]);
        for (required, documents, wanted) in [
            (1, vec![other()], (Code::DocumentMissing, Severity::Warning)),
            (1, vec![other(), draft()], (Code::DocumentDraftOnly, Severity::Warning)),
            (1, vec![draft(), blank(), unknown()], (Code::DocumentDraftOnly, Severity::Warning)),
            (1, vec![blank(), unknown()], (Code::DocumentTemplateOnly, Severity::Warning)),
            (1, vec![unknown(), other()], (Code::UnreadableFile, Severity::Hint)),
            (2, vec![plan("方案.docx"), unknown()], (Code::UnreadableFile, Severity::Hint)),
            (2, vec![plan("方案.docx"), other()], (Code::DocumentMissing, Severity::Warning)),
        ] {
            assert_eq!(found(required, documents), [wanted]);
        }
    }

    #[test]
    fn what_is_there_or_not_asked_for_is_left_alone() {
        let draft = || Document { is_draft: true, ..plan("方案草案.docx") };
        for (required, documents) in [
            (1, vec![plan("方案.docx")]),
            (1, vec![plan("方案.pdf").unread()]),
            (1, vec![plan("方案.docx"), draft(), scan("扫描.pdf")]),
            (0, vec![draft()]),
            (0, Vec::new()),
            (2, vec![plan("方案一.docx"), plan("方案二.docx")]),
        ] {
            assert_eq!(found(required, documents), []);
        }
    }
}
