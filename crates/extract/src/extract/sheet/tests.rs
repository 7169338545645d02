use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{ExcelDateTime as Moment, Format as CellFormat, Workbook};

use super::{
    cell::{CellValue, shown},
    grid::CellGrid,
    number_format::{Epoch, shown_number},
    *,
};
use crate::{extract::ole::tests::END, model::NoticeCode};

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
        "\t资产台账\n\t名称 （全称）\t\t金额\n\t机井\t\t12000\t0.3\n\t\t\t2020-06-15\t2020年6月15日\n\t\t\t\t\t85%\n"
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
fn numbers() {
    assert_eq!(shown_number(-0.0), "0");
    assert_eq!(shown_number(5.0), "5");
    assert_eq!(shown_number(-1234.5), "-1234.5");
    assert_eq!(shown_number(1.0 / 3.0), "0.333333333333333");
    assert_eq!(shown_number(370_481_199_001_010_000.0), "370481199001010000");
}

#[test]
fn a_moment_written_as_text_stays_on_its_line() {
    let shown = |text| shown(CellValue::Moment(text), None, Epoch::Of1900);
    assert_eq!(shown("2020-06-15T00:00:00"), "2020-06-15");
    assert_eq!(shown("2020-06-15\n14:30\t"), "2020-06-15 14:30");
}

#[test]
fn a_cell_beyond_every_sheet_has_a_place() {
    let mut grid = CellGrid::default();
    grid.merge([((u32::MAX, u32::MAX), (u32::MAX, u32::MAX))]);
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
fn the_words_of_a_chart_follow_the_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("统计").expect("a name");
    sheet.write(0, 0, 7).expect("a cell");
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Column);
    chart.add_series().set_values("统计!$A$1:$A$1").set_name("户数");
    chart.title().set_name("各村股权");
    chart.x_axis().set_name("村别");
    sheet.insert_chart(2, 2, &chart).expect("a chart");
    let text = &pages(&mut book)[0].text;
    assert_eq!(text, "统计\n7\n图表：各村股权；村别；户数");
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

/// The parts of a package, by name, changed by `change`; parts without content are left out.
fn changed(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).expect("a part");
        let (name, mut content) = (member.name().expect("a name").into_owned(), String::new());
        member.read_to_string(&mut content).expect("text");
        let content = change(&name, content);
        if !content.is_empty() {
            writer.start_file(&*name, zip::write::SimpleFileOptions::default()).expect("a part");
            writer.write_all(content.as_bytes()).expect("its content");
        }
    }
    writer.finish().expect("a package").into_inner()
}

#[test]
fn cells_show_what_their_formats_say() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (code, value)) in [
        ("00000", 371.0),
        ("0.00\"万元\"", 12.5),
        ("[DBNum2][$-804]General\"元整\"", 1280.0),
        ("yyyy\"年\"m\"月\"", 43_983.0),
        ("\"第\"0\"组\"", 3.0),
        ("\"是\";;\"否\"", 1.0),
        ("aaaa", 43_997.0),
        ("#,##0.00", 1_234.5),
    ]
    .into_iter()
    .enumerate()
    {
        sheet.write_with_format(0, column as u16, value, &CellFormat::new().set_num_format(code)).expect("a cell");
    }
    let village = CellFormat::new().set_num_format("@\"村\"");
    sheet.write_with_format(1, 0, "张庄", &village).expect("a cell");
    let short = CellFormat::new().set_num_format_index(57);
    sheet.write_with_format(1, 1, 43_983.0, &short).expect("a cell");
    assert_eq!(
        pages(&mut book)[0].text,
        "00371\t12.50万元\t壹仟贰佰捌拾元整\t2020年6月\t第3组\t是\t星期一\t1,234.50\n张庄村\t2020年6月"
    );
}

#[test]
fn the_day_that_dates_are_counted_from_is_the_workbooks() {
    let mut book = Workbook::new();
    let format = CellFormat::new().set_num_format("yyyy/m/d");
    book.add_worksheet().write_with_format(0, 0, 43_997.0 - 1_462.0, &format).expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let later = changed(&bytes, |_, part| part.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    let text = |bytes: &[u8]| read(bytes, Format::Xlsx, &Limits::default()).pages[0].text.clone();
    assert_eq!((text(&bytes).as_str(), text(&later).as_str()), ("2016/6/14", "2020/6/15"));
}

#[test]
fn what_is_printed_above_and_below_stands_around_the_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "机井").expect("a cell");
    sheet.set_header("&C&\"宋体,加粗\"&14凫城镇资产清查登记表").set_footer("&L填表人：王某&C第 &P 页 共 &N 页&R附：&A");
    assert_eq!(pages(&mut book)[0].text, "凫城镇资产清查登记表\n机井\n填表人：王某\n附：Sheet1");
}

#[test]
fn a_missing_part_costs_what_it_held() {
    let mut book = Workbook::new();
    let dated = CellFormat::new().set_num_format("yyyy\"年\"");
    book.add_worksheet().set_name("主表").expect("a name").write(0, 0, "主表尚在").expect("a cell");
    let sheet = book.add_worksheet().set_name("附表").expect("a name");
    sheet.write(0, 0, "附表内容").expect("a cell").write_with_format(0, 1, 43_997.0, &dated).expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let without = |part: &str| {
        let bytes = changed(&bytes, |name, content| if name == part { String::new() } else { content });
        let read = read(&bytes, Format::Xlsx, &Limits::default());
        let texts: Vec<String> = read.pages.iter().map(|page| page.text.clone()).collect();
        let notices: Vec<_> = read.notices.into_iter().map(|notice| (notice.code, notice.message.zh)).collect();
        assert!(notices.iter().all(|(code, _)| *code == NoticeCode::PartlyRead), "{part}: {notices:?}");
        (texts.join("|"), notices.into_iter().map(|(_, words)| words).collect::<String>())
    };
    assert_eq!(without(""), ("主表\n主表尚在|附表\n附表内容\t2020年".to_owned(), String::new()));
    let (text, notice) = without("xl/worksheets/sheet2.xml");
    assert!(text == "主表\n主表尚在|" && notice.contains("附表"), "{text} {notice}");
    let (text, notice) = without("xl/sharedStrings.xml");
    assert!(text == "|附表\n\t2020年" && notice.contains("sharedStrings"), "{text} {notice}");
    let (text, notice) = without("xl/styles.xml");
    assert!(text.ends_with("附表内容\t43997") && notice.contains("styles"), "{text} {notice}");
    let (text, notice) = without("xl/_rels/workbook.xml.rels");
    assert_eq!((text.as_str(), notice.as_str()), ("主表\n主表尚在|附表\n附表内容\t2020年", ""));
    let (text, notice) = without("xl/workbook.xml");
    assert!(text.contains("主表尚在") && text.contains("附表内容") && notice.contains("workbook"), "{text} {notice}");
}

#[test]
fn the_last_cell_of_a_sheet_takes_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "名册").expect("a cell").write(1_048_575, 16_383, "远处").expect("a cell");
    let page = &pages(&mut book)[0];
    assert_eq!(page.text.split('\n').map(|line| line.trim_start()).collect::<Vec<_>>(), ["名册", "远处"]);
    assert_eq!((page.width, page.height), (16_384.0, 1_048_576.0));
}
