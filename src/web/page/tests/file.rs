//! A file's page.

use super::{frame, page, rendered};
use crate::{
    index::Needle,
    model::{ArchivePath, CorrectedState, Correction, Enclosed, Lang, Page, PageSource, Written},
    report::fixture,
    web::page::{
        file::{CorrectionForm, FilePage, HitView},
        viewer::{PageText, View},
    },
};

fn text_page(text: &str) -> Page {
    Page {
        page: 2,
        label: None,
        source: PageSource::Ocr,
        width: 595.0,
        height: 842.0,
        text: text.to_owned(),
        lines: Vec::new(),
    }
}

pub(super) fn file(lang: Lang, path: &str, text: &str, quote: &str) -> String {
    let page = text_page(text);
    let shown = PageText { page: Some(&page), number: 2, count: 3 };
    let path = ArchivePath::new(path);
    rendered(&FilePage::new(
        &fixture::report(),
        &path,
        &shown,
        quote,
        &View::new("", "", "/file/x?page=2"),
        frame(lang, "/file/x?page=2"),
    ))
}

#[test]
fn what_was_read_of_a_file_is_shown_and_can_be_corrected() {
    let path = ArchivePath::new("01张庄村/01清产核资/公示.pdf");
    let mut report = fixture::report();
    let entry = report.files.get_mut(&path).expect("the file");
    (entry.issuer, entry.is_draft) = (Some("张庄村民委员会".to_owned()), true);
    entry.corrected = Some(Written {
        seq: 3,
        by: "王芳".to_owned(),
        at: "2020-06-18T09:30:00+08:00".to_owned(),
        said: Correction {
            state: Some(CorrectedState::Draft), reason: "看过原件".to_owned(), ..Correction::default()
        },
        is_stale: true,
    });
    let page = |lang, form: Option<&CorrectionForm>| {
        let shown = PageText { page: None, number: 1, count: 2 };
        let page = FilePage::new(&report, &path, &shown, "", &View::new("", "", "/file/x"), frame(lang, "/file/x"));
        rendered(&match form {
            Some(form) => page.with_correction(&report, &path, form),
            None => page,
        })
    };
    let form = CorrectionForm { trouble: Some("请填写姓名".to_owned()), ..CorrectionForm::default() };
    let html = page(Lang::Zh, Some(&form));
    for words in [
        "<dd lang=\"zh-CN\">张庄村民委员会</dd>",
        "<dd lang=\"zh-CN\">草案</dd>",
        "<option value=\"draft\" selected>草案",
    ] {
        assert!(html.contains(words), "{words} in {html}");
    }
    assert!(html.contains("王芳 2020-06-18 更正：状态 草案。理由：看过原件。文件此后有变动，待复核"));
    assert!(html.contains("role=\"alert\">请填写姓名"));
    let html = page(Lang::En, Some(&CorrectionForm::default()));
    assert!(html.contains("corrected by 王芳 2020-06-18: state draft. Why: 看过原件. The file has changed since"));
    assert!(!page(Lang::Zh, None).contains("<form method=\"post\" action=\"/file"), "who only reads has no form");
}

#[test]
fn a_hit_is_marked_with_the_way_to_its_neighbours() {
    let page = text_page("经股东大会\n2O2O年审议");
    let shown = PageText { page: Some(&page), number: 2, count: 3 };
    let view = HitView {
        query: "股東大會".to_owned(),
        needles: vec![Needle::text("股东大会")],
        number: 2,
        total: 7,
        before: Some("/file/a?page=1".to_owned()),
        after: Some("/file/c?page=1".to_owned()),
        ..HitView::default()
    };
    let path = ArchivePath::new("01张庄村/01清产核资/公示.pdf");
    let plain = FilePage::new(
        &fixture::report(),
        &path,
        &shown,
        "",
        &View::new("", "", "/file/x?page=2"),
        frame(Lang::Zh, "/file/x"),
    );
    let html = rendered(&plain.with_hit(&shown, view));
    assert!(html.contains("经<mark>股东大会</mark>"));
    assert!(html.contains("第 2 个，共 7 个") && html.contains("下一个命中") && html.contains("上一个命中"));
    assert!(html.contains("value=\"股東大會\""), "the search box keeps the query");
}

#[test]
fn a_file_page_lists_seals_and_what_is_attached() {
    let text = text_page("验资报告");
    let shown = PageText { page: Some(&text), number: 1, count: 1 };
    let path = ArchivePath::new("01张庄村/01清产核资/公示.pdf");
    let page = |lang| {
        FilePage::new(&fixture::report(), &path, &shown, "", &View::new("", "", "/file/x"), frame(lang, "/file/x"))
    };
    let signature = "张庄村股份经济合作社 2020-05-06".to_owned();
    let enclosed = Enclosed { attachments: vec!["明细<1>.xlsx".to_owned()], signatures: vec![signature] };
    let html = rendered(&page(Lang::Zh).with_enclosed(&enclosed));
    assert!(html.contains("<dt>电子签名签章（未验证）</dt><dd lang=\"zh-CN\">张庄村股份经济合作社 2020-05-06</dd>"));
    assert!(html.contains("<dt>内嵌附件</dt><dd lang=\"zh-CN\">明细&#60;1&#62;.xlsx</dd>"));
    assert!(rendered(&page(Lang::En).with_enclosed(&enclosed)).contains("Seals and signatures (not verified)"));
    let html = rendered(&page(Lang::Zh).with_enclosed(&Enclosed::default()));
    assert!(!html.contains("签章") && !html.contains("附件"), "nothing is said where there is none");
}

#[test]
fn a_file_page_marks_the_quotation_and_says_where_the_file_counts() {
    let html = page("file", Lang::Zh);
    assert!(html.contains("<mark>公示期：6月15日至\n6月19日</mark>"));
    assert!(html.contains("&#60;script&#62;"));
    assert!(html.contains("文字由图像识别而来，请对照原件"));
    assert!(html.contains("第 2 页，共 3 页"));
    assert!(html.contains("有发现"));
    let other = file(Lang::Zh, "散页/未命名<1>.pdf", "空", "别处的话");
    assert!(other.contains("没有找到引文") && other.contains("目前没有项目用到它"));
    assert!(file(Lang::Zh, "a.pdf", "", "").contains("这一页没有读出文字"));
}
