use super::*;

/// A bitmap of 24 bits in one colour: its head and its pixels.
fn dib(width: u32, height: u32, grey: u8) -> (Vec<u8>, Vec<u8>) {
    let mut head = 40_u32.to_le_bytes().to_vec();
    head.extend(width.to_le_bytes());
    head.extend(height.to_le_bytes());
    head.extend([1, 0, 24, 0]);
    head.resize(40, 0);
    (head, vec![grey; (width as usize * 3).next_multiple_of(4) * height as usize])
}

fn record(kind: u32, content: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    record.extend((8 + content.len() as u32).next_multiple_of(4).to_le_bytes());
    record.extend(content);
    record.resize(record.len().next_multiple_of(4), 0);
    record
}

pub(in crate::extract) fn emf(records: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![0; 100];
    header[32..36].copy_from_slice(b" EMF");
    let end = record(14, &[0; 12]);
    [record(1, &header)].iter().chain(records).chain([&end]).flatten().copied().collect()
}

fn numbers(values: &[i32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A bitmap stretched to a place (EMR_STRETCHDIBITS).
pub(in crate::extract) fn stretched(size: (u32, u32), grey: u8, place: [i32; 4]) -> Vec<u8> {
    let (head, pixels) = dib(size.0, size.1, grey);
    let [x, y, width, height] = place;
    let (w, h) = (size.0 as i32, size.1 as i32);
    let mut content = numbers(&[0, 0, 0, 0, x, y, 0, 0, w, h, 80, 40, 120, pixels.len() as i32, 0, 0, width, height]);
    content.extend(head);
    content.extend(pixels);
    record(81, &content)
}

/// Words at a place (EMR_EXTTEXTOUTW).
pub(in crate::extract) fn words(x: i32, y: i32, text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut content = numbers(&[0, 0, 0, 0, 1, 0, 0, x, y, units.len() as i32 / 2, 76, 0, 0, 0, 0, 0, 0]);
    content.extend(units);
    record(84, &content)
}

#[test]
fn strips_of_a_scan_are_one_picture() {
    let drawing = Drawing::of(&emf(&[
        stretched((400, 100), 10, [0, 0, 800, 200]),
        stretched((400, 100), 200, [0, 200, 800, 200]),
    ]))
    .expect("a drawing");
    let picture = drawing.picture().expect("a picture");
    assert_eq!(picture.dimensions(), (400, 200));
    assert_eq!((picture.get_pixel(5, 5)[0], picture.get_pixel(5, 150)[0]), (10, 200));
    assert_eq!(drawing.text(), "");
}

#[test]
fn words_stand_in_reading_order() {
    let drawing =
        Drawing::of(&emf(&[words(50, 20, "金额"), words(0, 40, "甲某"), words(0, 20, "姓名"), words(50, 40, "5")]));
    assert_eq!(drawing.expect("a drawing").text(), "姓名 金额\n甲某 5");
}

#[test]
fn images_of_the_newer_form_are_found() {
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(320, 240).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    let png = png.into_inner();
    let mut object = numbers(&[0, 1, 0, 0, 0, 0, 1]);
    object.extend(&png);
    object.resize(object.len().next_multiple_of(4), 0);
    let mut plus = vec![0x08, 0x40, 0x00, 0x05];
    plus.extend((12 + object.len() as u32).to_le_bytes());
    plus.extend((object.len() as u32).to_le_bytes());
    plus.extend(object);
    let mut comment = (4 + plus.len() as u32).to_le_bytes().to_vec();
    comment.extend(b"EMF+");
    comment.extend(plus);
    let drawing = Drawing::of(&emf(&[record(70, &comment)])).expect("a drawing");
    assert_eq!(drawing.picture().expect("a picture").dimensions(), (320, 240));
}

#[test]
fn old_metafiles_have_bitmaps_and_words() {
    let (head, pixels) = dib(300, 200, 77);
    let words16 = |values: &[i16]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let record = |kind: u16, content: &[u8]| {
        let words = (6 + content.len()).div_ceil(2) as u32;
        let mut record = words.to_le_bytes().to_vec();
        record.extend(kind.to_le_bytes());
        record.extend(content);
        record.resize(words as usize * 2, 0);
        record
    };
    let bitmap = [vec![0x20, 0, 0xCC, 0], words16(&[0, 200, 300, 0, 0, 100, 150, 5, 5]), head, pixels].concat();
    let name = encoding_rs::GB18030.encode("张庄村").0.into_owned();
    let text = [words16(&[40, 9, name.len() as i16, 0]), name].concat();
    let header = [words16(&[1, 9, 0x300]), vec![0; 12]].concat();
    let file = [header, record(0x0F43, &bitmap), record(0x0A32, &text), record(0, &[])].concat();
    let placed = [vec![0xD7, 0xCD, 0xC6, 0x9A], vec![0; 18], file.clone()].concat();
    for file in [file, placed] {
        let drawing = Drawing::of(&file).expect("a drawing");
        assert_eq!(drawing.picture().expect("a picture").dimensions(), (300, 200));
        assert_eq!(drawing.text(), "张庄村");
    }
}

proptest::proptest! {
    #[test]
    fn any_drawing_is_read(data in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), kind in 2u32..120, old in 0u16..0x1000) {
        for bytes in [
            emf(&[record(kind, &data)]),
            emf(&[record(70, &[[200, 0, 0, 0].as_slice(), b"EMF+", &data].concat())]),
            [[1, 0, 9, 0, 0, 3].as_slice(), &[0; 12], &(4 + data.len() as u32 / 2).to_le_bytes(), &old.to_le_bytes(), &data].concat(),
        ] {
            if let Some(drawing) = Drawing::of(&bytes) {
                let _ = (drawing.picture(), drawing.text());
            }
        }
    }
}
