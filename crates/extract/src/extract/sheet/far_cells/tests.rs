use super::*;
use crate::{
    archive::identify::Format,
    extract::{limits::Limits, sheet},
    model::{Extraction, NoticeCode},
};

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    record(NUMBER, &[words(&[row, column, 0]), value.to_le_bytes().to_vec()].concat())
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
    let begin = |kind: u16| record(BEGIN, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let end = record(END, &[]);
    let name = |name: &str| {
        let units: Vec<u16> = name.encode_utf16().collect();
        [vec![0, 0, units.len() as u8, 1], words(&units)].concat()
    };
    let lists: usize = sheets.iter().map(|(title, _)| 8 + name(title).len()).sum();
    let mut at = begin(5).len() + lists + end.len();
    let (mut globals, mut parts) = (begin(5), Vec::new());
    for (title, cells) in sheets {
        globals.extend(record(SHEET, &[(at as u32).to_le_bytes().to_vec(), name(title)].concat()));
        let part = [begin(0x10), cells.clone(), end.clone()].concat();
        at += part.len();
        parts.extend(part);
    }
    let mut stream = [globals, end, parts].concat();
    stream.resize(stream.len().max(length), 0);
    compound(&stream)
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

#[test]
fn a_stray_cell_in_the_last_corner_is_read_where_it_stands() {
    let declared = record(DIMENSIONS, &[words(&[0, 0, 0, 1, 0]), words(&[256, 0])].concat());
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
            let cells = [record(0x01B6, &vec![1; padding]), cells.concat()].concat();
            let bytes = workbook_of(&[("Sheet1", number(3, 3, 1.0)), ("名册", cells)], length);
            let readable = readable(&bytes).expect("a workbook");
            assert!(matches!(readable.bytes, Cow::Owned(_)));
            let read = read(&bytes);
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
fn an_ordinary_workbook_stays_as_it_is() {
    for length in [0, 5000] {
        let cells = [number(0, 0, 5.0), formula(1, 1, "张庄村"), number(60_000, 20, 1.0)].concat();
        let bytes = workbook_of(&[("名册", cells)], length);
        let readable = readable(&bytes).expect("a workbook");
        assert!(matches!(readable.bytes, Cow::Borrowed(_)) && readable.sheets.is_empty());
        let read = read(&bytes);
        assert!(read.notices.is_empty());
        assert!(read.pages[0].text.starts_with("名册\n5\n\t张庄村\n"), "{:?}", read.pages[0].text);
    }
}

#[test]
fn more_rows_and_columns_with_cells_than_there_is_room_for_are_told_of() {
    // A formula's text goes with it, and columns that no sheet has go first.
    let corner: Vec<u8> = (0..20).flat_map(|at| formula(at, at, "某")).collect();
    let cells = [corner, number(3, 20_000, 1.0), numbers(30, 19, &[1, 2])].concat();
    let bytes = workbook_of(&[("Sheet1", number(3, 3, 1.0)), ("名册", cells)], 0);
    let readable = within(&bytes, PLACE_BYTES * (1 + 10 * 21)).expect("a workbook");
    let (first, second) = (&readable.sheets[0], &readable.sheets[1]);
    assert_eq!((first.left_out_count, second.left_out_count), (0, 13));
    assert_eq!(second.left_out, [(10, 10), (11, 11), (12, 12)]);
    let read = read(&readable.bytes);
    assert_eq!(read.pages[1].text.matches('某').count(), 10);
    let notice = crate::extract::notice::cells_left_out(&["名册!K11".to_owned()], 13);
    assert_eq!(notice.code, NoticeCode::PartlyRead);
    assert!(notice.message.zh.contains("名册!K11") && notice.message.en.contains("13 cells"));
}

#[test]
fn nothing_that_is_damaged_breaks_it() {
    let cells = [number(0, 0, 5.0), formula(1, 1, "张"), numbers(9, 7, &[1, 2]), number(65_535, 255, 6.0)].concat();
    let whole = workbook_of(&[("甲", number(1, 1, 1.0)), ("名册", cells)], 0);
    for end in 0..whole.len() {
        let _ = readable(&whole[..end]);
    }
    for at in 0..whole.len() {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut changed = whole.clone();
            changed[at] = value;
            if !ole::has_cyclic_chain(&changed) {
                let _ = within(&changed, 1 << 20);
            }
        }
    }
    // Two sheets at one place share its cells; where one begins within the other, nothing is certain.
    let stream = workbook(&whole).expect("the workbook");
    let starts = sheets(&stream.bytes).expect("its sheets");
    let listed = stream.bytes.windows(4).position(|word| word == (starts[0] as u32).to_le_bytes()).expect("the list");
    let mut moved = whole.clone();
    for (start, is_certain) in [(starts[1], true), (starts[1] + 20, false)] {
        for (byte, value) in (listed..).zip((start as u32).to_le_bytes()) {
            moved[stream.place(byte).expect("a place")] = value;
        }
        assert_eq!(readable(&moved).is_some(), is_certain);
    }
}

#[test]
fn a_notice_names_the_sheet_of_cells_that_were_left_out() {
    let cells: Vec<u8> = (0..22_000).flat_map(|at| number(2 * at, at % 256, 1.0)).collect();
    let read = read(&workbook_of(&[("名册", cells)], 0));
    let [notice] = &read.notices[..] else { panic!("{:?}", read.notices) };
    assert_eq!(notice.code, NoticeCode::PartlyRead);
    assert!(notice.message.zh.contains("名册!") && notice.message.en.contains("名册!"), "{notice:?}");
    assert!(read.pages[0].text.starts_with("名册\n1\n\t1\n"));
}
