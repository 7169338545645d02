use super::*;
use crate::{
    archive::identify::Format,
    extract::{decrypt::DEFAULT_PASSWORD, sheet},
    model::{Extraction, NoticeCode},
};

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    styled(row, column, 0, value)
}

fn styled(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(NUMBER, &[words(&[row, column, style]), value.to_le_bytes().to_vec()].concat())
}

/// Numbers side by side.
fn numbers(row: u16, column: u16, values: &[u16]) -> Vec<u8> {
    let compact = |value: &u16| [words(&[0]), (u32::from(*value) << 2 | 2).to_le_bytes().to_vec()].concat();
    let values: Vec<u8> = values.iter().flat_map(compact).collect();
    let last = column + (values.len() / 6) as u16 - 1;
    record(NUMBERS, &[words(&[row, column]), values, words(&[last])].concat())
}

/// A formula that gives a text.
fn formula(row: u16, column: u16, text: &str) -> Vec<u8> {
    let mut data = words(&[row, column, 0, 0, 0, 0, 0xFFFF]);
    data.resize(22, 0);
    let string =
        [words(&[text.encode_utf16().count() as u16]), vec![1], words(&text.encode_utf16().collect::<Vec<_>>())];
    [record(FORMULA, &data), record(STRING, &string.concat())].concat()
}

/// A workbook with these sheets, each of these records; at least so many bytes long.
fn workbook_of(sheets: &[(&str, Vec<u8>)], length: usize) -> Vec<u8> {
    workbook_with(&[], sheets, length)
}

/// The same with records before the sheets are listed.
fn workbook_with(shared: &[u8], sheets: &[(&str, Vec<u8>)], length: usize) -> Vec<u8> {
    let mut stream = stream_of(shared, sheets);
    stream.resize(stream.len().max(length), 0);
    compound(&stream)
}

fn stream_of(shared: &[u8], sheets: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let begin = |kind: u16| record(BEGIN, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let end = record(END, &[]);
    let name = |name: &str| {
        let units: Vec<u16> = name.encode_utf16().collect();
        [vec![0, 0, units.len() as u8, 1], words(&units)].concat()
    };
    let lists: usize = sheets.iter().map(|(title, _)| 8 + name(title).len()).sum();
    let mut at = begin(5).len() + shared.len() + lists + end.len();
    let (mut globals, mut parts) = ([begin(5), shared.to_vec()].concat(), Vec::new());
    for (title, cells) in sheets {
        globals.extend(record(SHEET, &[(at as u32).to_le_bytes().to_vec(), name(title)].concat()));
        let part = [begin(0x10), cells.clone(), end.clone()].concat();
        at += part.len();
        parts.extend(part);
    }
    [globals, end, parts].concat()
}

/// A compound file of one stream, whose sectors stand in the file in turned order.
fn compound(stream: &[u8]) -> Vec<u8> {
    const FREE: u32 = u32::MAX;
    const LAST: u32 = 0xFFFF_FFFE;
    // The table of sectors is a single one, and has to have room.
    let size: usize = if stream.len() > 40_000 { 4096 } else { 512 };
    let count = stream.len().div_ceil(size) as u32;
    let is_short = stream.len() < 4096;
    let mut file = vec![0; size * (4 + count as usize)];
    let mut put = |at: usize, value: u32| file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    put(0, 0xE011_CFD0);
    put(4, 0xE11A_B1A1);
    put(24, 3 << 16 | 0x3E);
    put(28, if size == 512 { 9 } else { 12 } << 16 | 0xFFFE);
    put(32, 6);
    put(44, 1);
    put(48, 1);
    put(56, 4096);
    put(60, if is_short { 2 } else { LAST });
    put(64, u32::from(is_short));
    put(68, LAST);
    (0..109).for_each(|at| put(76 + 4 * at, if at == 0 { 0 } else { FREE }));
    // Sector 0 holds the table, 1 the directory, 2 the table of short sectors, and the stream ends at 3.
    (0..size / 4).for_each(|at| put(size + 4 * at, FREE));
    (0..3).for_each(|at| put(size + 4 * at, if at == 0 { 0xFFFF_FFFD } else { LAST }));
    (0..count).for_each(|at| put(size + 4 * (3 + at as usize), if at == 0 { LAST } else { 2 + at }));
    let short = stream.len().div_ceil(64) as u32;
    (0..size / 4).for_each(|at| put(size * 3 + 4 * at, if at + 1 < short as usize { at as u32 + 1 } else { LAST }));
    let first = 2 + count;
    put(2 * size + 116, if is_short { first } else { LAST });
    put(2 * size + 120, if is_short { 64 * short } else { 0 });
    put(2 * size + 128 + 116, if is_short { 0 } else { first });
    put(2 * size + 128 + 120, stream.len() as u32);
    for (entry, name) in [(0, "Root Entry"), (128, "Workbook")] {
        for (at, unit) in (0..).step_by(2).zip(name.encode_utf16()) {
            file[2 * size + entry + at..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        file[2 * size + entry + 64] = 2 * name.len() as u8 + 2;
        file[2 * size + entry + 66] = if entry == 0 { 5 } else { 2 };
    }
    for (at, part) in stream.chunks(size).enumerate() {
        let place = size * (1 + first as usize - at);
        file[place..place + part.len()].copy_from_slice(part);
    }
    file
}

fn read(bytes: &[u8]) -> Extraction {
    sheet::read(bytes, Format::Xls, &Limits::default())
}

/// A text as records have it, in two bytes a character.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [words(&[units.len() as u16]), vec![1], words(&units)].concat()
}

fn style(format: u16) -> Vec<u8> {
    record(STYLE, &[words(&[0, format]), vec![0; 16]].concat())
}

fn format(id: u16, code: &str) -> Vec<u8> {
    record(FORMAT, &[words(&[id]), wide(code)].concat())
}

#[test]
fn a_stray_cell_in_the_last_corner_is_read_where_it_stands() {
    let declared = record(0x0200, &[words(&[0, 0, 0, 1, 0]), words(&[256, 0])].concat());
    let cells = [
        declared,
        number(0, 0, 5.0),
        formula(1, 1, "张庄村"),
        numbers(2, 1, &[7, 8, 9]),
        formula(40_000, 200, "远处"),
        number(65_535, 255, 6.0),
    ];
    // In a stream of its own, and among the short ones; records lie across the borders of sectors.
    for length in [0, 5000] {
        for padding in 0..70 {
            let cells = [record(0x0086, &vec![1; padding]), cells.concat()].concat();
            let read = read(&workbook_of(&[("Sheet1", number(3, 3, 1.0)), ("名册", cells)], length));
            assert!(read.notices.is_empty(), "{:?}", read.notices);
            assert_eq!(read.pages[0].text, "\t\t\t1");
            let far = "\t".repeat(64);
            assert_eq!(
                read.pages[1].text,
                format!("名册\n5\n\t张庄村\n\t7\t8\t9\n{far}远处\n{far}\t6"),
                "{length} {padding}"
            );
            assert_eq!(read.pages[1].lines.last().map(|line| line.bbox), Some([255.0, 65_535.0, 256.0, 65_536.0]));
            assert_eq!((read.pages[1].width, read.pages[1].height), (256.0, 65_536.0));
        }
    }
}

#[test]
fn cells_show_what_their_formats_say() {
    let shared = [
        format(164, "00000"),
        format(165, "0.00\"万元\""),
        format(166, "@\"村\""),
        [0, 10, 164, 165, 166, 57].map(style).concat(),
    ]
    .concat();
    let label = record(LABEL, &[words(&[1, 0, 4]), wide("张庄")].concat());
    let mut dated = formula(1, 1, "x");
    dated.splice(4 + 4..4 + 6, 5_u16.to_le_bytes());
    dated.splice(4 + 6..4 + 14, 43_983.0_f64.to_le_bytes());
    let cells =
        [styled(0, 0, 1, 0.845), styled(0, 1, 2, 371.0), styled(0, 2, 3, 12.5), number(0, 3, 0.1), label, dated];
    let read = read(&workbook_with(&shared, &[("名册", cells.concat())], 0));
    assert_eq!(read.pages[0].text, "名册\n84.50%\t00371\t12.50万元\t0.1\n张庄村\t2020年6月");
    let later = [record(DATE_MODE, &words(&[1])), style(14)].concat();
    let read =
        sheet::read(&workbook_with(&later, &[("Sheet1", number(0, 0, 42_535.0))], 0), Format::Xls, &Limits::default());
    assert_eq!(read.pages[0].text, "2020/6/15");
}

#[test]
fn shared_texts_go_on_over_records() {
    let label = |column: u16, index: u16| record(SHARED_LABEL, &words(&[0, column, 0, index, 0]));
    // The second text is cut within its characters, and goes on in one byte a character.
    let head = [words(&[3, 0, 3, 0]), wide("张庄"), words(&[4]), vec![1], words(&[0x6751])].concat();
    let rest = [vec![0], b"abc".to_vec(), words(&[1]), vec![9], words(&[1]), words(&[0x7532]), vec![0; 4]].concat();
    let shared = [record(TEXTS, &head), record(0x003C, &rest)].concat();
    let cells = [label(0, 0), label(1, 1), label(2, 2), label(3, 9)].concat();
    let read = read(&workbook_with(&shared, &[("Sheet1", cells)], 0));
    assert_eq!(read.pages[0].text, "张庄\t村abc\t甲");
    assert_eq!(read.notices[0].code, NoticeCode::PartlyRead, "a text that is not there is told of");
}

#[test]
fn text_boxes_remarks_and_printed_lines_stand_around_the_cells() {
    let object = |kind: u16, id: u16| record(OBJECT, &words(&[0x15, 0x12, kind, id, 0, 0, 0, 0, 0, 0, 0]));
    let text = |text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let object = record(TEXT_OBJECT, &words(&[0x0212, 0, 0, 0, 0, units.len() as u16, 16, 0, 0]));
        let (first, last) = units.split_at(units.len() / 2);
        let more = |units: &[u16]| record(0x003C, &[vec![1], words(units)].concat());
        [object, more(first), more(last), record(0x003C, &[0; 16])].concat()
    };
    let chart_words = |text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        record(CHART_WORDS, &[vec![0, 0, units.len() as u8, 1], words(&units)].concat())
    };
    let cells = [
        record(HEADER, &wide("&C凫城镇资产清查登记表")),
        record(FOOTER, &wide("&L填表人：王某&R第 &P 页")),
        number(0, 0, 5.0),
        object(6, 1),
        text("说明：含暂借款三万元"),
        object(REMARK, 2),
        text("人数待核"),
        record(NOTE, &words(&[1, 1, 0, 2, 0])),
        record(BEGIN, &words(&[0x0600, 0x20, 0, 0, 0, 0, 0, 0])),
        chart_words("户数"),
        chart_words("各村股权"),
        chart_words("户数"),
        number(0, 0, 9.0),
        record(END, &[]),
    ];
    let read = read(&workbook_of(&[("台账", cells.concat())], 0));
    assert!(read.notices.is_empty(), "{:?}", read.notices);
    assert_eq!(
        read.pages[0].text,
        "台账\n凫城镇资产清查登记表\n5\n填表人：王某\n批注（B2）：人数待核\n文本框：说明：含暂借款三万元\n图表：户数；各村股权"
    );
}

#[test]
fn a_workbook_of_before_1997_is_read_in_its_code_page() {
    let text = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let short = |name: &str| [vec![text(name).len() as u8], text(name)].concat();
    let long = |name: &str| [words(&[text(name).len() as u16]), text(name)].concat();
    let begin = |kind: u16| record(BEGIN, &words(&[0x0500, kind, 0, 0]));
    let head =
        [begin(5), record(CODE_PAGE, &words(&[936])), record(FORMAT, &[words(&[164]), short("0\"户\"")].concat())];
    let head = [head.concat(), style(0), style(164)].concat();
    let list = |start: u32| record(SHEET, &[start.to_le_bytes().to_vec(), vec![0, 0], short("名册")].concat());
    let start = head.len() + list(0).len() + 4;
    let label = record(LABEL, &[words(&[0, 0, 0]), long("张庄村")].concat());
    let cells =
        [begin(0x10), record(HEADER, &short("&C登记表")), label, styled(0, 1, 1, 32.0), record(END, &[])].concat();
    let stream = [head, list(start as u32), record(END, &[]), cells].concat();
    let bytes = crate::extract::ole::tests::compound(&[("Book", &stream)]);
    assert_eq!(read(&bytes).pages[0].text, "名册\n登记表\n张庄村\t32户");
}

#[test]
fn a_sheet_that_is_not_there_is_named() {
    let mut stream = stream_of(&[], &[("主表", number(0, 0, 5.0)), ("附表", number(0, 0, 6.0))]);
    let place = stream.windows(2).rposition(|word| word == BEGIN.to_le_bytes()).expect("the second sheet");
    stream.truncate(place);
    let read = read(&crate::extract::ole::tests::compound(&[("Workbook", &stream)]));
    assert_eq!(read.pages[0].text, "主表\n5");
    let notice = &read.notices[0];
    assert!(notice.code == NoticeCode::PartlyRead && notice.message.zh.contains("附表"), "{notice:?}");
}

#[test]
fn the_password_that_everybody_has_opens_a_workbook() {
    let label = record(LABEL, &[words(&[0, 0, 0]), wide("应到三十人")].concat());
    let filling: Vec<u8> = (1..200).flat_map(|row| number(row, 0, 5.0)).collect();
    let sheets = [("会议", [label, filling].concat())];
    for password in [DEFAULT_PASSWORD, "abc"] {
        for said in decrypt::tests::encryptions(password) {
            let stream = stream_of(&record(FILE_PASS, &said), &sheets);
            let sealed = decrypt::tests::encrypted(&stream, &said, password);
            assert_ne!(sealed, stream);
            let read = read(&crate::extract::ole::tests::compound(&[("Workbook", &sealed)]));
            if password == DEFAULT_PASSWORD {
                assert!(read.notices.is_empty(), "{:?}", read.notices);
                assert!(read.pages[0].text.starts_with("会议\n应到三十人\n5\n"), "{:?}", read.pages[0].text);
            } else {
                assert!(read.notices[0].code == NoticeCode::EncryptedFile && read.pages.is_empty());
            }
        }
    }
}

#[test]
fn nothing_that_is_damaged_breaks_it() {
    let cells = [number(0, 0, 5.0), formula(1, 1, "张"), numbers(9, 7, &[1, 2]), number(65_535, 255, 6.0)].concat();
    let whole = workbook_of(&[("甲", number(1, 1, 1.0)), ("名册", cells)], 0);
    for end in 0..whole.len() {
        let _ = read(&whole[..end]);
    }
    for at in 0..whole.len() {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut changed = whole.clone();
            changed[at] = value;
            let _ = read(&changed);
        }
    }
}
