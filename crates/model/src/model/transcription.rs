//! What people read in lines that recognition is not sure of. It is kept beside what was recognised, never in the file.

use serde::{Deserialize, Serialize};

use super::{
    document::{Line, Page, PageSource},
    said::{SaidEntry, SaidStep},
};

/// Two boxes are of one line where they share this part of what both cover. Another version of the recognition draws the
/// box of the same line a little differently.
const SAME_PLACE: f32 = 0.5;

/// One line as a person reads it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Transcription {
    /// The page, counted from 1.
    pub page: u32,
    /// Where the line stands, `[x0, y0, x1, y1]` in the page's own units.
    pub bbox: [f32; 4],
    /// What was recognised.
    pub read: String,
    /// What the person reads.
    pub text: String,
}

impl Eq for Transcription {}

/// What a person did to a transcription.
pub type TranscriptionStep = SaidStep<Transcription>;
/// An entry of the log of transcriptions.
pub type TranscriptionEntry = SaidEntry<Transcription>;

/// The transcriptions that entries of one file's log come to, of those that stand: each line's last.
pub fn standing<'l>(
    steps: impl IntoIterator<Item = (u64, &'l TranscriptionStep)> + Clone,
) -> Vec<(u64, &'l Transcription)> {
    let undone: Vec<u64> = steps
        .clone()
        .into_iter()
        .filter_map(|(_, step)| match step {
            SaidStep::Undo { of } => Some(*of),
            SaidStep::Write(_) | SaidStep::Withdraw => None,
        })
        .collect();
    let mut kept: Vec<(u64, &Transcription)> = Vec::new();
    for (seq, step) in steps.into_iter().filter(|(seq, _)| !undone.contains(seq)) {
        match step {
            SaidStep::Write(written) => {
                kept.retain(|(_, known)| known.page != written.page || !is_same_place(&known.bbox, &written.bbox));
                kept.push((seq, written));
            }
            SaidStep::Withdraw => kept.clear(),
            SaidStep::Undo { .. } => {}
        }
    }
    kept
}

/// Lays what people read over a page as it was recognised. A line of theirs is sure; one whose place holds no line any
/// more is left out.
pub fn lay<'t>(page: &mut Page, transcriptions: impl IntoIterator<Item = &'t Transcription>) {
    if page.source != PageSource::Ocr {
        return;
    }
    let mut by_line: Vec<Option<&str>> = vec![None; page.lines.len()];
    for written in transcriptions.into_iter().filter(|written| written.page == page.page) {
        let shared = |line: &Line| overlap(&line.bbox, &written.bbox);
        let nearest = page.lines.iter().enumerate().max_by(|a, b| shared(a.1).total_cmp(&shared(b.1)));
        if let Some((at, line)) = nearest
            && is_same_place(&line.bbox, &written.bbox)
            && let Some(place) = by_line.get_mut(at)
        {
            *place = Some(&written.text);
        }
    }
    if by_line.iter().all(Option::is_none) {
        return;
    }
    let mut text = String::with_capacity(page.text.len());
    let mut rest = page.text.as_str();
    for (line, written) in page.lines.iter_mut().zip(by_line) {
        // The text is made of its lines in their order.
        let Some((before, after)) = rest.split_once(line.text.as_str()) else { continue };
        text.push_str(before);
        text.push_str(written.unwrap_or(&line.text));
        rest = after;
        if let Some(written) = written {
            written.clone_into(&mut line.text);
            line.confidence = 1.0;
            line.weak.clear();
        }
    }
    text.push_str(rest);
    page.text = text;
}

/// Whether two boxes are of one line.
pub fn is_same_place(a: &[f32; 4], b: &[f32; 4]) -> bool {
    overlap(a, b) >= SAME_PLACE
}

/// What two boxes share, as a part of what both cover.
fn overlap(a: &[f32; 4], b: &[f32; 4]) -> f32 {
    let area = |[x0, y0, x1, y1]: [f32; 4]| (x1 - x0).max(0.0) * (y1 - y0).max(0.0);
    let shared = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    let all = area(*a) + area(*b) - shared;
    if all > 0.0 { shared / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, y: f32) -> Line {
        Line { text: text.to_owned(), bbox: [10.0, y, 110.0, y + 20.0], confidence: 0.8, weak: Vec::new() }
    }

    fn page() -> Page {
        Page {
            page: 1,
            label: None,
            source: PageSource::Ocr,
            width: 200.0,
            height: 200.0,
            text: "主持人：陈秋悔\t记录人：陆霞\n主持人：陈秋悔".to_owned(),
            lines: vec![line("主持人：陈秋悔", 10.0), line("记录人：陆霞", 40.0), line("主持人：陈秋悔", 70.0)],
        }
    }

    fn reads(y: f32, text: &str) -> Transcription {
        Transcription { page: 1, bbox: [12.0, y + 1.0, 111.0, y + 21.0], read: String::new(), text: text.to_owned() }
    }

    #[test]
    fn a_line_takes_what_a_person_reads_and_the_others_stay() {
        let mut read = page();
        lay(&mut read, &[reads(70.0, "主持人：陈秋梅"), reads(40.0, "记录人：陆霞树")]);
        assert_eq!(read.text, "主持人：陈秋悔\t记录人：陆霞树\n主持人：陈秋梅");
        assert_eq!(read.lines[2].text, "主持人：陈秋梅");
        assert!((read.lines[2].confidence - 1.0).abs() < f32::EPSILON && read.lines[0].confidence < 0.9);
    }

    #[test]
    fn what_belongs_to_no_line_of_the_page_is_left_out() {
        let mut read = page();
        let elsewhere = Transcription { page: 2, ..reads(70.0, "别页") };
        lay(&mut read, &[reads(140.0, "空处"), elsewhere]);
        assert_eq!(read, page());
        let mut typed = Page { source: PageSource::TextLayer, ..page() };
        lay(&mut typed, &[reads(70.0, "主持人：陈秋梅")]);
        assert_eq!(typed.text, page().text, "a text layer is not read by people");
    }

    #[test]
    fn the_last_reading_of_a_line_stands_unless_it_was_taken_back() {
        let write = |text| TranscriptionStep::Write(reads(10.0, text));
        let steps = [(1, write("甲")), (2, TranscriptionStep::Write(reads(40.0, "乙"))), (3, write("丙"))];
        let texts = |steps: &[(u64, TranscriptionStep)]| -> Vec<String> {
            standing(steps.iter().map(|(seq, step)| (*seq, step))).iter().map(|(_, it)| it.text.clone()).collect()
        };
        assert_eq!(texts(&steps), ["乙", "丙"]);
        let undone: Vec<_> = steps.iter().cloned().chain([(4, TranscriptionStep::Undo { of: 3 })]).collect();
        assert_eq!(texts(&undone), ["甲", "乙"]);
        let withdrawn: Vec<_> = undone.iter().cloned().chain([(5, TranscriptionStep::Withdraw)]).collect();
        assert_eq!(texts(&withdrawn), [""; 0]);
    }
}
