//! Files attached to a PDF: members of it, in the ledger, found and reachable.

use lopdf::{Document, Object, Stream, StringFormat, dictionary};

use crate::support::Archive;

/// A text as PDF files write it: UTF-16 behind its mark.
fn text(said: &str) -> Object {
    let units = said.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xFE, 0xFF].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}

/// A page with a form that is filled in, a sticky note, and attached files.
fn pdf(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let mut names = Vec::new();
    for (name, bytes) in files {
        let stream = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes.to_vec()));
        let file = dictionary! { "Type" => "Filespec", "UF" => text(name), "EF" => dictionary! { "F" => stream } };
        names.push(text(name));
        names.push(document.add_object(file).into());
    }
    let rectangle = |values: [i64; 4]| Object::Array(values.into_iter().map(Object::Integer).collect());
    let field = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => text("主持人"), "V" => text("王某一"),
        "Rect" => rectangle([200, 600, 400, 630]),
    });
    let note = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "T" => text("审核员"), "Contents" => text("此处数字有误请更正"),
        "Rect" => rectangle([10, 10, 30, 30]),
    });
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => rectangle([0, 0, 595, 842]),
        "Annots" => vec![field.into(), note.into()],
    });
    document.set_object(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
    let root = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => pages,
        "AcroForm" => dictionary! { "NeedAppearances" => true, "Fields" => vec![field.into()] },
        "Names" => dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } },
    });
    document.trailer.set("Root", root);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("memory can be written");
    out
}

fn sheet(cell: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, cell).expect("a cell");
    book.save_to_buffer().expect("a workbook")
}

fn paths(archive: &Archive, query: &str) -> Vec<String> {
    let found = archive.run("search", &[query, "--format", "json"]).expect_status(0).json();
    let hits = found["hits"].as_array().expect("hits").iter();
    hits.map(|hit| hit["path"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn attached_files_are_read_like_members_of_a_zip() {
    let archive = Archive::new(&[("02李庄村/说明.txt", "说明")]);
    let inner = pdf(&[("内层.txt", "水渠两千米".as_bytes())]);
    let whole =
        pdf(&[("清单.xlsx", &sheet("抽水机三台")), ("D:\\公示\\报告.pdf", &inner), ("坏.bin", b"\x00\x01\x02")]);
    archive.write("01张庄村/清产核资报告.pdf", &whole);
    archive.run("index", &["--quiet"]).expect_status(0);

    let report = archive.run("check", &["--format", "json"]).expect_status(0).json();
    assert_eq!(report["ledger"]["files"], 6, "{}", report["ledger"]);
    assert_eq!(report["ledger"]["unreadable"], 1, "{}", report["notices"]);
    assert_eq!(report["notices"][0]["path"], "01张庄村/清产核资报告.pdf!/坏.bin");
    assert_eq!(paths(&archive, "抽水机三台"), ["01张庄村/清产核资报告.pdf!/清单.xlsx"]);
    assert_eq!(paths(&archive, "水渠两千米"), ["01张庄村/清产核资报告.pdf!/报告.pdf!/内层.txt"]);
    let pages = ["01张庄村/清产核资报告.pdf", "01张庄村/清产核资报告.pdf!/报告.pdf"];
    assert_eq!(paths(&archive, "王某一"), pages);
    assert_eq!(paths(&archive, "此处数字有误请更正"), pages);

    // The same bytes in another place have the same members, although none of them is read again.
    archive.write("02李庄村/同一份.pdf", &whole);
    archive.run("index", &["--quiet"]).expect_status(0);
    assert_eq!(paths(&archive, "抽水机三台").len(), 2);
    archive.remove("01张庄村/清产核资报告.pdf");
    archive.run("index", &["--quiet"]).expect_status(0);
    assert_eq!(paths(&archive, "抽水机三台"), ["02李庄村/同一份.pdf!/清单.xlsx"]);
}
