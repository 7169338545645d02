//! What people corrected of files, laid over what the program makes of them.

use std::sync::Arc;

use super::{
    document::{Dated, Document},
    identity::SetApart,
    said,
};
use crate::{
    model::{Citation, CorrectedState, Correction, CorrectionEntry},
    rubric::Rubric,
    text::fold::fold_name,
};

/// Lays the corrections that stand over documents as the program classified them. A kind or topic that the rubric no
/// longer has is left out.
pub fn lay(documents: &mut [Document], log: &[CorrectionEntry], rubric: &Rubric) {
    let standing = said::of_documents(documents, log);
    for (document, written) in documents.iter_mut().zip(standing) {
        if let Some(written) = written {
            apply(document, &written.said, &written.by, rubric);
            document.corrected = Some(written);
        }
    }
}

fn apply(document: &mut Document, correction: &Correction, by: &str, rubric: &Rubric) {
    let Correction { title, kind, topic, state, counts, date, reason: _ } = correction;
    if !title.is_empty() {
        // Slots that ask for words of a title ask for those of the person's too.
        document.label = format!("{}\n{}", fold_name(title), document.label);
        document.title.clone_from(title);
    }
    let known = kind.as_ref().filter(|kind| kind.is_empty() || rubric.kind(kind).is_some());
    if let Some(kind) = known {
        document.kind = Some(kind.clone()).filter(|kind| !kind.is_empty());
        document.kind_by_name = document.kind.is_some();
        document.secondary.clear();
    }
    if let Some(topic) = topic.as_ref().filter(|id| rubric.topic(id).is_some()) {
        document.topics = vec![topic.clone()];
    }
    if let Some(state) = state {
        document.is_draft = *state == CorrectedState::Draft;
        document.is_template = *state == CorrectedState::Blank;
    }
    match counts {
        Some(true) => document.apart = Arc::default(),
        Some(false) => document.apart = Arc::new([SetApart::by_person(by, &document.path)]),
        None => {}
    }
    if let Some(date) = *date {
        let dated = Dated { date, place: Citation::file(&document.path) };
        (document.date, document.signed) = (Some(dated.clone()), Some(dated));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::{
        evaluate::fixture::{paper, rubric_of},
        model::{ArchivePath, SaidStep},
        rubric::Apart,
    };

    fn rubric() -> Rubric {
        rubric_of(&json!([]))
    }

    fn corrected(document: Document, correction: Correction) -> Document {
        let entry = CorrectionEntry {
            seq: 1,
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            by: "王芳".to_owned(),
            path: document.path.clone(),
            digest: document.digest.clone().unwrap_or_default(),
            step: SaidStep::Write(correction),
        };
        let mut documents = [document];
        lay(&mut documents, &[entry], &rubric());
        let [document] = documents;
        document
    }

    #[test]
    fn what_a_person_says_takes_the_place_of_what_was_read() {
        let rubric = rubric();
        let (kind, topic) = (rubric.kinds[0].id.clone(), rubric.topics[0].id.clone());
        let read = Document { secondary: vec!["OTHER".to_owned()], is_draft: true, ..paper("扫描件.pdf") };
        let correction = Correction {
            title: "第三次会议".to_owned(),
            kind: Some(kind.clone()),
            topic: Some(topic.clone()),
            state: Some(CorrectedState::Final),
            date: Some(date(2020, 5, 6)),
            ..Correction::default()
        };
        let said = corrected(read.clone(), correction);
        assert_eq!((said.kind.as_ref(), said.topics.as_slice()), (Some(&kind), [topic].as_slice()));
        assert!(said.secondary.is_empty() && !said.is_draft && said.kind_by_name);
        assert!(said.label.starts_with("第三次会议\n") && said.title == "第三次会议");
        assert_eq!(said.date.map(|dated| dated.date), Some(date(2020, 5, 6)));
        assert_eq!(said.corrected.map(|written| written.by), Some("王芳".to_owned()));
        // What is left out stays.
        let kept = corrected(read.clone(), Correction { counts: Some(true), ..Correction::default() });
        assert_eq!((kept.kind, kept.secondary, kept.is_draft), (read.kind, read.secondary, true));
    }

    #[test]
    fn a_person_sets_apart_and_takes_in() {
        let out = corrected(paper("名册.xlsx"), Correction { counts: Some(false), ..Correction::default() });
        assert_eq!(out.apart.iter().map(|apart| apart.why).collect::<Vec<_>>(), [Apart::Person]);
        assert!(out.apart[0].message().zh.contains("王芳"));
        let set_apart = Document { apart: out.apart, ..paper("名册.xlsx") };
        let taken_in = corrected(set_apart, Correction { counts: Some(true), ..Correction::default() });
        assert!(taken_in.apart.is_empty());
    }

    #[test]
    fn a_kind_that_the_rubric_lacks_is_left_out_and_none_is_no_riddle() {
        let read = Document { kind: Some("MTG_MINUTES".to_owned()), has_text: false, ..paper("001.pdf") };
        let gone = corrected(read.clone(), Correction { kind: Some("GONE".to_owned()), ..Correction::default() });
        assert_eq!(gone.kind, read.kind);
        let none = corrected(read, Correction { kind: Some(String::new()), ..Correction::default() });
        assert!(none.kind.is_none() && !none.is_unknown());
        assert_eq!(none.path, ArchivePath::new("张庄村/001.pdf"));
    }
}
