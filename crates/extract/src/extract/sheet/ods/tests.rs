use std::io::{Cursor, Write};

use super::*;
use crate::{
    archive::identify::Format,
    extract::sheet,
    model::{Extraction, NoticeCode},
};

fn file(content: &str, styles: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"ta1\" \
         style:master-page-name=\"登记\"><style:table-properties table:display=\"true\"/></style:style><style:style \
         style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{content}</office:spreadsheet></office:body></office:document-content>"
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, part) in [
        ("mimetype", mime),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
        ("styles.xml", styles),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(part.as_bytes()).expect("its content");
    }
    archive.finish().expect("a package").into_inner()
}

fn read(rows: &str) -> Extraction {
    let table = format!("<table:table table:name=\"名册\" table:style-name=\"ta1\">{rows}</table:table>");
    sheet::read(&file(&table, "<office:document-styles/>"), Format::Ods, &Limits::default())
}

const NAME: &str = "<table:table-cell office:value-type=\"string\"><text:p>张庄村</text:p></table:table-cell>";

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn cells_show_what_they_showed_when_saved() {
    let cell = |kind: &str, value: &str, text: &str| {
        format!("<table:table-cell office:value-type=\"{kind}\" {value}>{text}</table:table-cell>")
    };
    let cells = [
        cell("float", "office:value=\"12.5\"", "<text:p>12.50万元</text:p>"),
        cell("date", "office:date-value=\"2020-06-01\"", "<text:p>2020年6月</text:p>"),
        cell("float", "office:value=\"371\"", ""),
        cell("date", "office:date-value=\"2020-06-15T14:30:00\"", ""),
        cell("string", "office:string-value=\"甲\"", ""),
        cell("boolean", "office:boolean-value=\"true\"", ""),
        cell("string", "", "<text:p>甲<text:s text:c=\"2\"/>乙 &amp; 丙</text:p><text:p>丁</text:p>"),
    ];
    assert_eq!(
        read(&row(&cells.concat())).pages[0].text,
        "名册\n12.50万元\t2020年6月\t371\t2020-06-15 14:30:00\t甲\tTRUE\t甲 乙 & 丙 丁"
    );
}

#[test]
fn what_is_far_away_takes_nothing() {
    let far = "<table:table-cell table:number-columns-repeated=\"16383\"/>";
    let empty = format!("<table:table-row table:number-rows-repeated=\"1048574\">{far}</table:table-row>");
    for rows in [
        format!("{}{empty}", row(&format!("{NAME}{far}"))),
        format!("{}{empty}{}", row(NAME), row(&format!("{far}{NAME}"))),
        row(&NAME.replace("<text:p>", "<text:p><text:s text:c=\"4000000000\"/>")),
    ] {
        let read = read(&rows);
        assert!(read.notices.is_empty(), "{:?}", read.notices);
        assert!(read.pages[0].text.starts_with("名册\n张庄村"));
    }
    let read = read(&format!("{}{empty}{}", row(NAME), row(&format!("{far}{NAME}"))));
    assert_eq!((read.pages[0].width, read.pages[0].height), (16_384.0, 1_048_576.0));
}

#[test]
fn full_cells_are_repeated_until_the_sheet_is_full() {
    let rows = format!("<table:table-row table:number-rows-repeated=\"3\">{}</table:table-row>", NAME.repeat(2));
    assert_eq!(read(&rows).pages[0].text, format!("名册{}", "\n张庄村\t张庄村".repeat(3)));
    let rows = format!("<table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row>", NAME.repeat(30));
    let table = format!("<table:table table:name=\"名册\">{rows}</table:table>");
    let limits = Limits { max_cells_per_sheet: 1000, ..Limits::default() };
    let read = sheet::read(&file(&table, ""), Format::Ods, &limits);
    assert!(read.notices[0].code == NoticeCode::PartlyRead && read.pages[0].lines.len() == 1000);
}

#[test]
fn what_is_printed_with_a_sheet_and_what_lies_on_it_follow() {
    let remark = "<office:annotation><dc:creator>x</dc:creator><text:p>人数待核</text:p></office:annotation>";
    let shape = "<table:shapes><draw:frame><draw:text-box><text:p>含暂借款</text:p></draw:text-box></draw:frame></table:shapes>";
    let rows = format!(
        "{shape}{}{}",
        row(NAME),
        row(&format!("<table:table-cell/>{}", NAME.replace("<text:p>", &format!("{remark}<text:p>"))))
    );
    let tables = format!(
        "<table:table table:name=\"名册\" table:style-name=\"ta1\">{rows}</table:table>\
         <table:table table:name=\"隐\" table:style-name=\"ta2\">{}</table:table>",
        row(NAME)
    );
    let styles = "<office:master-styles><style:master-page style:name=\"登记\"><style:header><style:region-center>\
                  <text:p>资产清查登记表<text:sheet-name>???</text:sheet-name></text:p></style:region-center></style:header>\
                  <style:header-left style:display=\"false\"><text:p>无</text:p></style:header-left><style:footer>\
                  <text:p>填表人：王某</text:p><text:p>第 <text:page-number>1</text:page-number> 页</text:p></style:footer>\
                  </style:master-page></office:master-styles>";
    let read = sheet::read(&file(&tables, styles), Format::Ods, &Limits::default());
    assert_eq!(
        read.pages[0].text,
        "名册\n资产清查登记表名册\n张庄村\n\t张庄村\n填表人：王某\n文本框：含暂借款\n批注（B2）：人数待核"
    );
    assert_eq!((read.pages[1].text.as_str(), read.pages[1].label.as_deref()), ("隐\n张庄村", Some("隐（隐藏）")));
}

#[test]
fn damage_leaves_the_rows_before_it() {
    let table = format!("<table:table table:name=\"名册\">{}{}", row(NAME), row("<table:table-cell <"));
    let read = sheet::read(&file(&table, ""), Format::Ods, &Limits::default());
    assert!(read.pages[0].text.starts_with("名册\n张庄村"), "{:?}", read.pages);
}
