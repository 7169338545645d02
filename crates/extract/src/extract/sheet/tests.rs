use rust_xlsxwriter::{ExcelDateTime as Moment, Format as CellFormat, Workbook};

use super::{
    cell::{shown, shown_moment, shown_number},
    *,
};
use crate::extract::ole::tests::END;
use calamine::ExcelDateTime;

fn pages(book: &mut Workbook) -> Vec<Page> {
    let bytes = book.save_to_buffer().expect("a workbook can be written");
    let extraction = read(&bytes, Format::Xlsx, &Limits::default());
    assert!(extraction.notices.is_empty());
    extraction.pages
}

#[test]
fn cells_as_people_see_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = CellFormat::new().set_num_format("yyyy-mm-dd");
    let chinese = CellFormat::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let plain = CellFormat::new();
    let day = Moment::from_ymd(2020, 6, 15).expect("a day");
    let write = |result: Result<&mut rust_xlsxwriter::Worksheet, rust_xlsxwriter::XlsxError>| {
        result.map(|_| ()).expect("a cell can be written");
    };
    write(sheet.merge_range(0, 1, 0, 4, "资产台账", &plain));
    write(sheet.write(2, 1, "名称\n（全称）"));
    write(sheet.write(2, 3, "金额"));
    write(sheet.write(3, 1, "机井"));
    write(sheet.write(3, 3, 12000));
    write(sheet.write(3, 4, 0.1 + 0.2));
    write(sheet.write_with_format(4, 3, &day, &date));
    write(sheet.write_with_format(4, 4, &day, &chinese));
    write(sheet.write_with_format(5, 5, 0.845, &CellFormat::new().set_num_format("0%;[Red]-0%")));
    write(sheet.write(1_000_000, 16_000, "远处"));
    let pages = pages(&mut book);
    assert_eq!(
        pages[0].text,
        "\t资产台账\n\t名称 （全称）\t\t金额\n\t机井\t\t12000\t0.3\n\t\t\t2020-06-15\t2020-06-15\n\t\t\t\t\t85%\n"
            .to_owned()
            + &"\t".repeat(64)
            + "远处"
    );
    let page = &pages[0];
    assert_eq!((page.source, page.width, page.height), (PageSource::Cells, 16_001.0, 1_000_001.0));
    // Every cell with its place, a merged one with its region.
    assert_eq!((page.lines[0].text.as_str(), page.lines[0].bbox), ("资产台账", [1.0, 0.0, 5.0, 1.0]));
    let well = page.lines.iter().find(|line| line.text == "机井").expect("the cell");
    assert_eq!(well.bbox, [1.0, 3.0, 2.0, 4.0]);
}

#[test]
fn a_page_for_each_sheet_and_its_own_name_first() {
    let mut book = Workbook::new();
    for (name, text) in [("Sheet1", "甲"), ("成员名册", "乙"), ("Sheet3", "")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name").write(0, 0, text).expect("a cell");
    }
    book.worksheet_from_name("成员名册").expect("the sheet").set_hidden(true);
    let pages = pages(&mut book);
    let texts: Vec<_> = pages.iter().map(|page| (page.label.as_deref().unwrap_or(""), page.text.as_str())).collect();
    assert_eq!(texts, [("Sheet1", "甲"), ("成员名册（隐藏）", "成员名册\n乙"), ("Sheet3", "")]);
}

#[test]
fn numbers_and_times() {
    assert_eq!(shown_number(-0.0), "0");
    assert_eq!(shown_number(5.0), "5");
    assert_eq!(shown_number(-1234.5), "-1234.5");
    assert_eq!(shown_number(1.0 / 3.0), "0.333333333333333");
    assert_eq!(shown_number(370_481_199_001_010_000.0), "370481199001010000");
    let moment = |value, kind| shown_moment(&ExcelDateTime::new(value, kind, false));
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
    assert_eq!(moment(43_997.0, DateTime), "2020-06-15");
    assert_eq!(moment(43_997.604_166_667, DateTime), "2020-06-15 14:30");
    assert_eq!(moment(0.375, DateTime), "09:00");
    assert_eq!(moment(1.5, TimeDelta), "36:00:00");
    assert_eq!(moment(-1.5, TimeDelta), "-36:00:00");
    assert_eq!(moment(f64::MIN, TimeDelta), "-2562047788015215:30:08");
}

#[test]
fn a_moment_written_as_text_stays_on_its_line() {
    assert_eq!(shown(&Data::DateTimeIso("2020-06-15T00:00:00".to_owned())), "2020-06-15");
    assert_eq!(shown(&Data::DateTimeIso("2020-06-15\n14:30\t".to_owned())), "2020-06-15 14:30");
    assert_eq!(shown(&Data::DurationIso("PT\n36H".to_owned())), "PT 36H");
}

#[test]
fn a_cell_beyond_every_sheet_has_a_place() {
    let mut grid = Grid::default();
    grid.merge([calamine::Dimensions::new((u32::MAX, u32::MAX), (u32::MAX, u32::MAX))]);
    assert!(grid.add_text(u32::MAX, u32::MAX, "远处".to_owned(), &Limits::default()));
    assert_eq!(grid.size(), (u32::MAX, u32::MAX));
    assert_eq!(grid.text(), "\t".repeat(64) + "远处");
    assert_eq!(grid.lines()[0].bbox, [u32::MAX as f32; 4]);
}

#[test]
fn a_full_sheet_is_cut_with_a_notice() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..20 {
        sheet.write(row, 0, "行").expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let limits = Limits { max_cells_per_sheet: 5, ..Limits::default() };
    let extraction = read(&bytes, Format::Xlsx, &limits);
    assert_eq!(extraction.pages[0].text.lines().count(), 5);
    assert_eq!(extraction.notices.len(), 1);
}

#[test]
fn long_codes_stored_as_numbers_are_told_once() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("名册").expect("a name");
    sheet.write(0, 2, "身份证号").expect("a cell");
    for row in 4..10 {
        sheet.write(row, 2, 990_101_199_001_011_000.0).expect("a cell");
        sheet.write(row, 3, 123_456_789_012_345.0).expect("a cell");
        sheet.write(row, 4, "990101199001010011").expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let extraction = read(&bytes, Format::Xlsx, &Limits::default());
    assert_eq!(extraction.notices.len(), 1);
    let notice = &extraction.notices[0];
    assert_eq!(notice.code, crate::model::NoticeCode::NumberRounded);
    assert!(notice.message.zh.contains("6 个单元格") && notice.message.zh.contains("名册!C5、名册!C6"));
    assert!(extraction.pages[0].text.contains("\t\t990101199001011000\t123456789012345\t990101199001010011"));
}

#[test]
fn pictures_on_sheets_follow_the_sheets() {
    let mut picture = Cursor::new(Vec::new());
    image::RgbImage::new(400, 300).write_to(&mut picture, image::ImageFormat::Png).expect("a picture");
    let picture = rust_xlsxwriter::Image::new_from_buffer(picture.get_ref()).expect("a picture");
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "甲").expect("a cell");
    book.add_worksheet().insert_image(2, 2, &picture).expect("a picture");
    let bytes = book.save_to_buffer().expect("a workbook");
    let extraction = read(&bytes, Format::Xlsx, &Limits::default());
    assert_eq!((extraction.pages.len(), extraction.wants_ocr.as_slice()), (3, [3].as_slice()));
    assert_eq!(extraction.pages[2].label.as_deref(), Some("图1"));
    let drawn =
        crate::extract::picture::page_picture(&bytes, Format::Xlsx, 3, 200, &Limits::default()).expect("a picture");
    assert_eq!((drawn.pixels.width(), drawn.scale), (200, 0.5));
}

#[test]
fn remarks_and_text_boxes_follow_the_cells() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "甲").expect("a cell");
    let sheet = book.add_worksheet().set_name("名册").expect("a name");
    sheet.write(0, 0, "乙").expect("a cell");
    sheet.insert_note(1, 1, &rust_xlsxwriter::Note::new("人数待核").set_author("x")).expect("a remark");
    sheet.insert_shape(4, 4, &rust_xlsxwriter::Shape::textbox().set_text("含暂借款")).expect("a text box");
    let texts: Vec<String> = pages(&mut book).into_iter().map(|page| page.text).collect();
    assert_eq!(texts[0], "甲");
    let mut lines: Vec<&str> = texts[1].lines().collect();
    lines[2..].sort_unstable();
    assert_eq!(lines[..2], ["名册", "乙"]);
    assert!(lines[2].starts_with("批注（B2）：") && lines[2].ends_with("人数待核"), "{lines:?}");
    assert_eq!(lines[3..], ["文本框：含暂借款"]);
}

#[test]
fn cells_have_names() {
    let names = [(0, 0), (4, 2), (9, 25), (9, 26), (0, 701), (0, 702)].map(|(row, column)| cell_name(row, column));
    assert_eq!(names, ["A1", "C5", "Z10", "AA10", "ZZ1", "AAA1"]);
}

#[test]
fn a_compound_file_in_a_circle_is_damaged_whatever_it_is_called() {
    // The directory's chain leads back to itself; a library that follows it takes all memory there is.
    let bytes = crate::extract::ole::tests::file([END, 1, END, END, END], END);
    for format in [Format::Xlsx, Format::Xlsb, Format::Ods, Format::Xls] {
        let read = read(&bytes, format, &Limits::default());
        assert!(read.pages.is_empty() && read.notices.len() == 1, "{format:?}");
        assert_eq!(count(&bytes, format, &Limits::default()), None, "{format:?}");
    }
}
