use std::io::{Cursor, Write};

use super::*;
use crate::{archive::identify::Format, extract::sheet, model::NoticeCode};

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    let head = if id < 0x80 { vec![id as u8] } else { vec![(id & 0x7F) as u8 | 0x80, (id >> 7) as u8] };
    let length = data.len();
    [head, vec![(length & 0x7F) as u8 | 0x80, (length >> 7) as u8], data.to_vec()].concat()
}

fn doubles(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [doubles(&[units.len() as u32]), units.iter().flat_map(|unit| unit.to_le_bytes()).collect()].concat()
}

fn number(column: u32, style: u32, value: f64) -> Vec<u8> {
    record(CELL_NUMBER, &[doubles(&[column, style]), value.to_le_bytes().to_vec()].concat())
}

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/x";

fn related(pairs: &[(&str, &str)]) -> Vec<u8> {
    let each =
        pairs.iter().map(|(id, target)| format!(r#"<Relationship Id="{id}" Type="{RELATION}" Target="{target}"/>"#));
    format!("<Relationships>{}</Relationships>", each.collect::<String>()).into_bytes()
}

/// A workbook of two sheets; without one part.
fn file(without: &str) -> Vec<u8> {
    let listed = |id: &str, name: &str| record(SHEET, &[doubles(&[0, 1]), text(id), text(name)].concat());
    let book = [listed("rId1", "台账"), listed("rId2", "附表")].concat();
    let formats = [(164_u16, "00000"), (165, "yyyy\"年\"m\"月\""), (166, "0.00\"万元\"")];
    let formats = formats.map(|(id, code)| record(FORMAT, &[id.to_le_bytes().to_vec(), text(code)].concat())).concat();
    let style = |format: u16| record(STYLE, &[vec![0, 0], format.to_le_bytes().to_vec(), vec![0; 12]].concat());
    let styles = [
        formats,
        style(10),
        record(STYLES_BEGIN, &[]),
        [0, 164, 165, 166].map(style).concat(),
        record(STYLES_END, &[]),
    ];
    let shared = record(SHARED_TEXT, &[vec![0], text("张庄村")].concat());
    let mut headers = vec![0, 0];
    headers.extend(text("&C资产清查登记表"));
    headers.extend(text("&L填表人：王某"));
    let cells = [
        record(ROW, &doubles(&[0, 0])),
        number(0, 1, 371.0),
        number(1, 2, 43_983.0),
        record(CELL_COMPACT, &doubles(&[2, 3, 1250 << 2 | 3])),
        record(CELL_SHARED, &doubles(&[3, 0, 0])),
        record(ROW, &doubles(&[1_048_575, 0])),
        record(FORMULA_TEXT, &[doubles(&[16_383, 0]), text("远处"), vec![0; 8]].concat()),
        record(CELL_TRUTH, &[doubles(&[16_382, 0]), vec![1]].concat()),
        record(HEADERS, &headers),
    ];
    let remarks =
        [record(REMARK_BEGIN, &doubles(&[0, 1, 1, 1, 1])), record(REMARK_TEXT, &[vec![0], text("人数待核")].concat())];
    let drawing = "<xdr:wsDr><xdr:txBody><a:p><a:r><a:t>含暂借款</a:t></a:r></a:p></xdr:txBody></xdr:wsDr>";
    let parts = [
        ("_rels/.rels", related(&[("rId1", "xl/workbook.bin")])),
        (
            "xl/_rels/workbook.bin.rels",
            related(&[
                ("rId1", "worksheets/sheet1.bin"),
                ("rId2", "worksheets/sheet2.bin"),
                ("rId3", "styles.bin"),
                ("rId4", "sharedStrings.bin"),
            ]),
        ),
        ("xl/workbook.bin", book),
        ("xl/styles.bin", styles.concat()),
        ("xl/sharedStrings.bin", shared),
        ("xl/worksheets/sheet1.bin", cells.concat()),
        ("xl/worksheets/sheet2.bin", [record(ROW, &doubles(&[0])), number(0, 0, 5.0)].concat()),
        (
            "xl/worksheets/_rels/sheet1.bin.rels",
            related(&[("rId1", "../comments1.bin"), ("rId2", "../drawings/drawing1.xml")]),
        ),
        ("xl/comments1.bin", remarks.concat()),
        ("xl/drawings/drawing1.xml", drawing.as_bytes().to_vec()),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts.iter().filter(|(name, _)| *name != without) {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a package").into_inner()
}

#[test]
fn a_binary_workbook_shows_what_its_formats_say() {
    let bytes = file("");
    let read = sheet::read(&bytes, Format::Xlsb, &Limits::default());
    assert!(read.notices.is_empty(), "{:?}", read.notices);
    let far = "\t".repeat(64);
    assert_eq!(
        read.pages[0].text,
        format!(
            "台账\n资产清查登记表\n00371\t2020年6月\t12.50万元\t张庄村\n{far}TRUE\t远处\n填表人：王某\n批注（B2）：人数待核\n文本框：含暂借款"
        )
    );
    assert_eq!((read.pages[0].width, read.pages[0].height), (16_384.0, 1_048_576.0));
    assert_eq!(read.pages[1].text, "附表\n5");
    assert_eq!(sheet::count(&bytes, Format::Xlsb, &Limits::default()), Some(2));
}

#[test]
fn a_missing_part_of_a_binary_workbook_costs_what_it_held() {
    for (part, name, kept) in [
        ("xl/worksheets/sheet2.bin", "附表", "00371"),
        ("xl/styles.bin", "styles", "371\t43983\t12.5"),
        ("xl/sharedStrings.bin", "sharedStrings", "12.50万元"),
        ("xl/workbook.bin", "workbook", "00371"),
    ] {
        let read = sheet::read(&file(part), Format::Xlsb, &Limits::default());
        assert!(read.pages[0].text.contains(kept), "{part}: {:?}", read.pages[0].text);
        let [notice] = &read.notices[..] else { panic!("{part}: {:?}", read.notices) };
        assert!(notice.code == NoticeCode::PartlyRead && notice.message.zh.contains(name), "{notice:?}");
    }
}

#[test]
fn a_part_that_is_cut_off_leaves_what_stands_before() {
    let part = [record(ROW, &doubles(&[0, 0])), number(0, 0, 5.0), number(1, 0, 6.0)].concat();
    for end in 0..part.len() {
        let mut sheet = Sheet::default();
        read_sheet(&part[..end], &XlsbShared::default(), &mut sheet, &Limits::default());
        assert!(["", "5"].contains(&sheet.grid.text().as_str()));
    }
    let read = |part: &[u8]| {
        let mut sheet = Sheet::default();
        read_sheet(part, &XlsbShared::default(), &mut sheet, &Limits::default());
        (sheet.grid.text(), sheet.grid.cut)
    };
    assert_eq!(read(&part), ("5\t6".to_owned(), false));
    assert_eq!(read(&part[..part.len() - 1]), ("5".to_owned(), true));
}
