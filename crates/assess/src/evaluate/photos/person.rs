//! What people wrote of photos in the catalogue, laid beside the files it was written of.

use super::caption::{Elements, Gazetteer, elements, list};
use crate::{
    evaluate::{Document, documents::said},
    model::{CaptionEntry, CaptionText},
};

/// Gives each photo the caption that stands for it, and takes away those that do not.
pub fn lay(documents: &mut [Document], log: &[CaptionEntry]) {
    let standing = said::of_documents(documents, log);
    for (document, written) in documents.iter_mut().zip(standing) {
        document.written = written.filter(|_| document.is_photo());
    }
}

/// What a person's caption gives: its own fields, and for those left empty what its free text says.
pub(super) fn given(caption: &CaptionText, gazetteer: &Gazetteer) -> Elements {
    let told = elements(&caption.text, gazetteer);
    let own = |field: &str| Some(field.trim().to_owned()).filter(|field| !field.is_empty());
    let people = list(&caption.people);
    Elements {
        time: own(&caption.time).or(told.time),
        people: if people.is_empty() { told.people } else { people },
        place: own(&caption.place).or(told.place),
        event: own(&caption.event).or(told.event),
        photographer: told.photographer,
    }
}

/// A caption as one text with its labels, as it would stand in a list.
pub fn as_text(caption: &CaptionText) -> String {
    let labels = ["时间：", "人物：", "地点：", "事件：", ""];
    let fields = caption.fields();
    let lines = labels.iter().zip(fields).filter(|(_, field)| !field.trim().is_empty());
    lines.map(|(label, field)| format!("{label}{}", field.trim())).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evaluate::fixture::{paper, photo},
        model::{ArchivePath, CaptionStep},
    };

    #[test]
    fn photos_alone_have_captions() {
        let entry = |path: &str| CaptionEntry {
            seq: 1,
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            by: "王芳".to_owned(),
            path: ArchivePath::new(path),
            digest: String::new(),
            step: CaptionStep::Write(CaptionText { event: "张榜".to_owned(), ..CaptionText::default() }),
        };
        let mut documents = [photo("1.jpg"), paper("1.docx")];
        lay(&mut documents, &[entry("张庄村/1.jpg"), entry("张庄村/1.docx")]);
        let events = documents.each_ref().map(|it| it.written.as_ref().map(|written| written.said.event.as_str()));
        assert_eq!(events, [Some("张榜"), None]);
        lay(&mut documents, &[]);
        assert!(documents[0].written.is_none());
    }

    #[test]
    fn empty_fields_are_filled_from_the_free_text() {
        let caption = CaptionText {
            people: "王芳、李明".to_owned(),
            event: "公示内容：张榜".to_owned(),
            text: "2020年6月15日，在张庄村公示栏".to_owned(),
            ..CaptionText::default()
        };
        let found = given(&caption, &Gazetteer::default());
        assert_eq!(found.names(), ["time", "people", "place", "event"]);
        assert_eq!(found.event.as_deref(), Some("公示内容：张榜"), "a field is taken as it is");
        assert_eq!(found.people, ["王芳", "李明"]);
        assert!(as_text(&caption).starts_with("人物：王芳、李明\n事件："));
    }
}
