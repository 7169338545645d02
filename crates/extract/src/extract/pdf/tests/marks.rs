//! Values of forms, and remarks.

use super::*;

/// A page with a line of text, annotations from object 5 on, and what the catalogue says of the form.
fn marked(form: &str, annotations: &[&str], content: &str) -> Vec<u8> {
    let numbers: Vec<String> = (7..).take(annotations.len()).map(|number| format!("{number} 0 R")).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {form} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R {A4} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [{}] >>",
            numbers.join(" ")
        ),
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Resources << /Font << /F1 5 0 R >> >>",
            "BT /F1 12 Tf 2 9 Td (painted) Tj ET",
        ),
    ];
    objects.extend(annotations.iter().map(|annotation| (*annotation).to_owned()));
    pdf_of(&objects)
}

const NEEDED: &str = "/AcroForm << /NeedAppearances true /DA (/Helv 12 Tf 0 g) /Fields [7 0 R] >>";
const HOST: &str = "BT /F1 12 Tf 150 608 Td (Host:) Tj ET BT /F1 12 Tf 72 500 Td (below) Tj ET";

fn text(bytes: &[u8]) -> String {
    let extraction = extraction(bytes);
    assert!(extraction.notices.is_empty(), "{:?}", extraction.notices);
    extraction.pages[0].text.clone()
}

#[test]
fn a_value_without_appearance_stands_beside_its_label() {
    let field = "<< /Type /Annot /Subtype /Widget /FT /Tx /F 4 /Rect [200 600 400 630] /V <FEFF738B67D04E00> /T (a) >>";
    for form in [NEEDED, "/AcroForm << /Fields [7 0 R] >>", ""] {
        let bytes = marked(form, &[field], HOST);
        let read = extraction(&bytes);
        let lines: Vec<&str> = read.pages[0].lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["Host: 王某一", "below"]);
        let [x0, y0, x1, y1] = read.pages[0].lines[0].bbox;
        assert!(x0 < 160.0 && (230.0..400.0).contains(&x1), "{x0} {x1}");
        assert!(y0 >= 212.0 && y1 <= 242.0, "{y0} {y1}");
    }
}

#[test]
fn values_of_every_kind_of_field() {
    let widget = |rest: &str, y: u32| format!("<< /Subtype /Widget /Rect [200 {y} 300 {}] {rest} >>", y + 20);
    let shown = |fields: &[&str]| {
        let widgets: Vec<String> = (0..).zip(fields).map(|(row, field)| widget(field, 700 - 30 * row)).collect();
        text(&marked(NEEDED, &widgets.iter().map(String::as_str).collect::<Vec<_>>(), ""))
    };
    assert_eq!(shown(&["/FT /Tx /V (one)", "/FT /Tx /V (two)"]), "one\ntwo");
    assert_eq!(shown(&["/FT /Ch /V (b) /Opt [[(a) (first)] [(b) (second)]]"]), "second");
    assert_eq!(shown(&["/FT /Ch /V [(x) (y)] /Opt [(x) (y) (z)]"]), "x\ny");
    assert_eq!(shown(&["/FT /Btn /AS /Yes", "/FT /Btn /V /Yes", "/FT /Btn /V /Off"]), "☑\n☑\n☐");
    assert_eq!(shown(&["/FT /Tx /V (a\\nb) /Ff 4096"]), "a\nb");
    // A password, a button to press, a row of buttons that says nothing, nothing filled in, a hidden field.
    let none = [
        "/FT /Tx /V (x) /Ff 8192",
        "/FT /Btn /Ff 65536 /V /Yes",
        "/FT /Btn /Ff 32768 /V /2",
        "/FT /Tx",
        "/FT /Tx /V ()",
    ];
    assert_eq!(shown(&none), "");
    assert_eq!(shown(&["/FT /Tx /V (x) /F 2", "/FT /Tx /V (y) /F 32"]), "");
}

#[test]
fn values_and_kinds_come_from_the_field_above_which_may_be_a_circle() {
    let kid = "<< /Subtype /Widget /Rect [200 600 400 630] /Parent 8 0 R >>";
    let parent = "<< /FT /Tx /V (above) /Kids [7 0 R] /Rect [0 0 0 0] /Subtype /Widget >>";
    assert_eq!(text(&marked(NEEDED, &[kid, parent], "")), "above");
    let circle = "<< /FT /Tx /Parent 7 0 R /Kids [7 0 R 8 0 R] /Rect [200 500 400 530] /Subtype /Widget >>";
    assert_eq!(text(&marked(NEEDED, &[kid, circle], HOST)), "Host:\nbelow");
}

#[test]
fn a_value_that_is_painted_is_read_once() {
    let field = "<< /Subtype /Widget /FT /Tx /Rect [200 600 400 630] /V (painted) /AP << /N 6 0 R >> >>";
    assert_eq!(text(&marked("/AcroForm << /Fields [7 0 R] >>", &[field], "")), "painted");
    assert_eq!(text(&marked(NEEDED, &[field], "")), "painted");
    // Shown in another form: the appearance counts.
    let other = "<< /Subtype /Widget /FT /Tx /Rect [200 600 400 630] /V (1234) /AP << /N 6 0 R >> >>";
    assert_eq!(text(&marked(NEEDED, &[other], "")), "painted");
    // An empty appearance is out of date where the form says so.
    let empty = "<< /Subtype /Widget /FT /Tx /Rect [200 600 400 630] /V (1234) /AP << /N 4 0 R >> >>";
    assert_eq!(text(&marked(NEEDED, &[empty], "")), "1234");
    assert_eq!(text(&marked("", &[empty], "")), "");
    // The page itself shows it.
    let drawn = "BT /F1 12 Tf 204 608 Td (1234) Tj ET";
    let field = "<< /Subtype /Widget /FT /Tx /Rect [200 600 400 630] /V (1234) >>";
    assert_eq!(text(&marked("", &[field], drawn)), "1234");
}

#[test]
fn values_on_turned_pages_stand_upright_in_their_place() {
    let bytes = marked(NEEDED, &["<< /Subtype /Widget /FT /Tx /Rect [100 200 130 400] /V (upright) >>"], "");
    let turned = String::from_utf8(bytes).expect("text").replace(A4, "/MediaBox [0 0 595 842] /Rotate 90");
    let read = extraction(turned.as_bytes());
    assert_eq!(read.pages[0].text, "upright");
    let [x0, y0, x1, y1] = read.pages[0].lines[0].bbox;
    assert!(x0 >= 199.0 && x1 <= 401.0 && y0 >= 99.0 && y1 <= 131.0, "{:?}", read.pages[0].lines[0].bbox);
}

#[test]
fn remarks_name_their_author_and_place() {
    let note = "<< /Subtype /Text /Rect [10 10 30 30] /Contents <FEFF6B64590465705B57> /T <FEFF5BA168385458> >>";
    let read = extraction(&marked("", &[note, note], HOST));
    assert_eq!(read.pages[0].text, "Host:\nbelow\n批注（审核员）：此处数字");
    assert_eq!(read.pages[0].lines[2].bbox, [10.0, 812.0, 30.0, 832.0]);
    let nameless = "<< /Subtype /Caret /Rect [10 10 30 30] /Contents (more\\rlines) >>";
    assert_eq!(text(&marked("", &[nameless], "")), "批注：more lines");
    for none in [
        "<< /Subtype /Text /Rect [10 10 30 30] /Contents (hidden) /F 2 >>",
        "<< /Subtype /Text /Rect [10 10 30 30] /Contents (Accepted) /StateModel /Review >>",
        "<< /Subtype /Popup /Rect [10 10 30 30] /Contents (window) >>",
        "<< /Subtype /Link /Rect [10 10 30 30] /Contents (address) >>",
        "<< /Subtype /Text /Rect [10 10 30 30] /Contents () >>",
        "<< /Subtype /FileAttachment /Rect [1 1 9 9] /Contents (a.txt) /FS << /F (a.txt) >> >>",
    ] {
        assert_eq!(text(&marked("", &[none], HOST)), "Host:\nbelow", "{none}");
    }
}

#[test]
fn what_the_page_shows_is_no_remark_to_it() {
    let free = "<< /Subtype /FreeText /Rect [200 600 400 630] /Contents (painted) /AP << /N 6 0 R >> >>";
    assert_eq!(text(&marked("", &[free], "")), "painted");
    let bare = "<< /Subtype /FreeText /Rect [200 600 400 630] /Contents (painted) /T (Li) >>";
    assert_eq!(text(&marked("", &[bare], "")), "批注（Li）：painted");
    let copied = "<< /Subtype /Highlight /Rect [150 600 200 625] /Contents (Host:) >>";
    assert_eq!(text(&marked("", &[copied], HOST)), "Host:\nbelow");
    let remark = "<< /Subtype /Highlight /Rect [150 600 200 625] /Contents (who) >>";
    assert_eq!(text(&marked("", &[remark], HOST)), "Host:\nbelow\n批注：who");
}

#[test]
fn a_scan_keeps_its_marks_beside_what_is_recognised() {
    let note = "<< /Subtype /Text /Rect [10 10 30 30] /Contents (wrong) /T (Li) >>";
    let field = "<< /Subtype /Widget /FT /Tx /Rect [200 600 400 630] /V (value) >>";
    let bytes = page(
        &format!("{A4} /Annots [{note} {field}]"),
        "q 595 0 0 842 0 0 cm /I Do Q BT /F2 9 Tf 72 20 Td <D3C9> Tj ET",
    );
    let read = extraction(&bytes);
    assert_eq!(read.wants_ocr, [1]);
    assert_eq!(read.pages[0].text, "value\n批注（Li）：wrong");
    let mut recognised =
        Page { source: PageSource::Ocr, text: "recognised".to_owned(), lines: Vec::new(), ..read.pages[0].clone() };
    add_marks(&mut recognised, &bytes, &Limits::default());
    assert_eq!(recognised.text, "recognised\nvalue\n批注（Li）：wrong");
    assert_eq!(recognised.lines.len(), 2);
}

#[test]
fn marks_that_cannot_be_read_are_told() {
    let note = "<< /Subtype /Text /Rect [10 10 30 30] /Contents (wrong) >>";
    let limits = Limits { max_objects: 0, ..Limits::default() };
    let read = read(&marked("", &[note], HOST), &limits);
    assert_eq!(read.pages[0].text, "Host:\nbelow");
    assert_eq!(codes(&read), [NoticeCode::PartlyRead]);
    assert!(super::read(&marked("", &[], HOST), &limits).notices.is_empty());
}

#[test]
fn a_damaged_table_of_objects_costs_no_marks() {
    let note = "<< /Subtype /Text /Rect [10 10 30 30] /Contents (wrong) >>";
    let whole = String::from_utf8(marked("", &[note], HOST)).expect("text");
    for damaged in
        [whole.replacen("%PDF-1.4\n", "%PDF-1.4\n% more than there was\n", 1), whole.replace("xref\n", "xerf\n")]
    {
        assert_eq!(text(damaged.as_bytes()), "Host:\nbelow\n批注：wrong");
    }
}

#[test]
fn encrypted_forms_that_open_without_a_password_are_read() {
    let note = "<< /Subtype /Text /Rect [10 10 30 30] /Contents <FEFF738B> >>";
    let bytes = encrypt(&marked("", &[note], HOST), "");
    assert_eq!(text(&bytes), "Host:\nbelow\n批注：王");
}

#[test]
fn a_form_that_only_its_program_draws_is_told() {
    let xfa = "/AcroForm << /XFA (x) /Fields [] >>";
    assert_eq!(codes(&extraction(&marked(xfa, &[], ""))), [NoticeCode::PartlyRead]);
    assert_eq!(
        codes(&extraction(&marked(xfa, &[], HOST))),
        [NoticeCode::PartlyRead],
        "nothing shows what was filled in"
    );
    let both = "/AcroForm << /XFA (x) /Fields [<< /FT /Tx /T (name) >>] >>";
    assert!(extraction(&marked(both, &[], HOST)).notices.is_empty(), "its fields show it");
    let waits = format!("{xfa} /NeedsRendering true");
    assert_eq!(
        codes(&extraction(&marked(&waits, &[], "BT /F1 9 Tf 9 9 Td (Please wait) Tj ET"))),
        [NoticeCode::PartlyRead]
    );
}
