//! XMP packets (ISO 16684-1): captions, times, place and program.
//!
//! Properties stand as attributes or as elements, plain or in lists; they are known by their namespace, whatever
//! prefix a program gives it.

use quick_xml::{
    NsReader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};

use jiff::civil::DateTime;

use super::words::{iso_moment, meaningful};
use crate::model::{CaptionSaid, Coordinates, Source, TimeSaid};

const DC: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const EXIF: &str = "http://ns.adobe.com/exif/1.0/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const IPTC_CORE: &str = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Events of the parser that are read at most; packets of editors with long histories have some ten thousand.
const MAX_EVENTS: usize = 200_000;
/// Elements inside each other; properties stand six deep.
const MAX_DEPTH: usize = 200;
/// The longest value that is kept while reading, in bytes.
const MAX_VALUE: usize = 64 << 10;

/// The captions that are wanted, the most telling first.
const CAPTIONS: [&str; 7] = [
    "dc:description",
    "photoshop:Headline",
    "dc:title",
    "exif:UserComment",
    "dc:subject",
    "Iptc4xmpCore:Location",
    "photoshop:City",
];

/// What one packet says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Xmp {
    pub(super) captions: Vec<CaptionSaid>,
    /// exif:DateTimeOriginal, or else photoshop:DateCreated.
    pub(super) taken: Option<TimeSaid>,
    /// exif:DateTimeDigitized or xmp:CreateDate, which stand for EXIF DateTimeDigitized (CIPA DC-010).
    pub(super) digitized: Option<DateTime>,
    /// xmp:ModifyDate, which stands for EXIF DateTime.
    pub(super) modified: Option<DateTime>,
    pub(super) gps: Option<Coordinates>,
    /// xmp:CreatorTool: the program that made the file, a phone's firmware or an editor.
    pub(super) creator_tool: Option<String>,
    pub(super) creator: Option<String>,
}

/// A value with the language it is in.
#[derive(Debug)]
struct XmpValue {
    name: &'static str,
    language: Option<String>,
    text: String,
}

/// Reads a packet as far as it is well formed.
pub(super) fn read(packet: &[u8]) -> Xmp {
    let text = String::from_utf8_lossy(packet);
    let values = values(text.trim_matches(['\u{FEFF}', '\0']));
    let first = |name: &str| values.iter().find(|value| value.name == name).and_then(|value| meaningful(&value.text));
    let moment = |name: &str| iso_moment(&first(name)?);
    let time = |name: &str| {
        let (at, offset_minutes) = moment(name)?;
        Some(TimeSaid { at, offset_minutes, source: Source::Xmp })
    };
    let caption = |name: &&'static str| {
        let text = caption(&values, name)?;
        Some(CaptionSaid { text, source: Source::Xmp, field: (*name).to_owned() })
    };
    let gps = || {
        let lat = degrees(&first("exif:GPSLatitude")?)?;
        let lon = degrees(&first("exif:GPSLongitude")?)?;
        let there = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat != 0.0 || lon != 0.0);
        there.then_some(Coordinates { lat, lon })
    };
    Xmp {
        captions: CAPTIONS.iter().filter_map(caption).collect(),
        taken: time("exif:DateTimeOriginal").or_else(|| time("photoshop:DateCreated")),
        digitized: moment("exif:DateTimeDigitized").or_else(|| moment("xmp:CreateDate")).map(|(at, _)| at),
        modified: moment("xmp:ModifyDate").map(|(at, _)| at),
        gps: gps(),
        creator_tool: first("xmp:CreatorTool"),
        creator: first("dc:creator"),
    }
}

/// One property's text: the Chinese one of several languages, or else the default, or else the first; the words of a
/// list of keywords together.
fn caption(values: &[XmpValue], name: &str) -> Option<String> {
    let mut said: Vec<&XmpValue> = values.iter().filter(|value| value.name == name).collect();
    if name == "dc:subject" {
        let words: Vec<&str> = said.iter().map(|value| value.text.trim()).filter(|word| !word.is_empty()).collect();
        return meaningful(&words.join("、"));
    }
    said.sort_by_key(|value| match value.language.as_deref() {
        Some(language) if language.starts_with("zh") => 0,
        Some("x-default") => 1,
        _ => 2,
    });
    said.into_iter().find_map(|value| meaningful(&value.text))
}

fn known(namespace: &str, local: &str) -> Option<&'static str> {
    Some(match (namespace, local) {
        (DC, "description") => "dc:description",
        (DC, "title") => "dc:title",
        (DC, "subject") => "dc:subject",
        (DC, "creator") => "dc:creator",
        (PHOTOSHOP, "Headline") => "photoshop:Headline",
        (PHOTOSHOP, "City") => "photoshop:City",
        (PHOTOSHOP, "DateCreated") => "photoshop:DateCreated",
        (IPTC_CORE, "Location") => "Iptc4xmpCore:Location",
        (EXIF, "UserComment") => "exif:UserComment",
        (EXIF, "DateTimeOriginal") => "exif:DateTimeOriginal",
        (EXIF, "DateTimeDigitized") => "exif:DateTimeDigitized",
        (EXIF, "GPSLatitude") => "exif:GPSLatitude",
        (EXIF, "GPSLongitude") => "exif:GPSLongitude",
        (XMP, "CreatorTool") => "xmp:CreatorTool",
        (XMP, "CreateDate") => "xmp:CreateDate",
        (XMP, "ModifyDate") => "xmp:ModifyDate",
        _ => return None,
    })
}

/// Every value of a wanted property, in document order.
fn values(packet: &str) -> Vec<XmpValue> {
    let mut reader = NsReader::from_str(packet);
    let mut out: Vec<XmpValue> = Vec::new();
    // The property being read, with the depth of its element; the value being read in it.
    let mut property: Option<(&'static str, usize)> = None;
    let mut open: Option<XmpValue> = None;
    let mut depth = 0_usize;
    for _ in 0..MAX_EVENTS {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    break;
                }
                let (namespace, local) = reader.resolver().resolve_element(start.name());
                let name = known(bound(&namespace), local.into_inner());
                if property.is_none() {
                    attributes(&reader, &start, &mut out);
                    if let Some(name) = name {
                        property = Some((name, depth));
                        open = Some(XmpValue { name, language: None, text: String::new() });
                    }
                } else if let Some((name, _)) = property
                    && bound(&namespace) == RDF
                    && local.into_inner() == "li"
                {
                    open = Some(XmpValue { name, language: language(&start), text: String::new() });
                }
            }
            Ok(Event::Empty(start)) => {
                if property.is_none() {
                    attributes(&reader, &start, &mut out);
                }
            }
            Ok(Event::Text(text)) => push(&mut open, &text.xml10_content()),
            Ok(Event::CData(text)) => push(&mut open, &text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                let c = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => resolve_predefined_entity(&reference.into_inner()).unwrap_or("").to_owned(),
                };
                push(&mut open, &c);
            }
            Ok(Event::End(end)) => {
                let (namespace, local) = reader.resolver().resolve_element(end.name());
                let is_item = bound(&namespace) == RDF && local.into_inner() == "li";
                let closes = property.is_some_and(|(_, at)| at == depth);
                if is_item || closes {
                    out.extend(open.take().filter(|value| !value.text.trim().is_empty()));
                }
                if closes {
                    property = None;
                }
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    out
}

fn push(open: &mut Option<XmpValue>, text: &str) {
    if let Some(value) = open
        && value.text.len() + text.len() <= MAX_VALUE
    {
        value.text.push_str(text);
    }
}

fn bound<'a>(namespace: &ResolveResult<'a>) -> &'a str {
    match namespace {
        ResolveResult::Bound(Namespace(name)) => name,
        _ => "",
    }
}

/// Properties that stand as attributes of an `rdf:Description`.
fn attributes(reader: &NsReader<&[u8]>, start: &BytesStart<'_>, out: &mut Vec<XmpValue>) {
    for attribute in start.attributes().with_checks(false).flatten() {
        let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
        if let Some(name) = known(bound(&namespace), local.into_inner())
            && let Ok(text) = attribute.normalized_value(XmlVersion::Implicit1_0)
            && text.len() <= MAX_VALUE
        {
            out.push(XmpValue { name, language: None, text: text.into_owned() });
        }
    }
}

fn language(start: &BytesStart<'_>) -> Option<String> {
    let attribute = start.try_get_attribute("xml:lang").ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.to_lowercase())
}

/// `35,6.6N`, `35,6,36N` (degrees, minutes, seconds and a direction), or plain signed degrees.
fn degrees(text: &str) -> Option<f64> {
    let text = text.trim();
    let (numbers, sign) = match text.chars().next_back()? {
        'N' | 'n' | 'E' | 'e' => (&text[..text.len() - 1], 1.0),
        'S' | 's' | 'W' | 'w' => (&text[..text.len() - 1], -1.0),
        _ => (text, 1.0),
    };
    let parts: Vec<f64> = numbers.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let value = match parts.as_slice() {
        [degrees] => *degrees,
        [degrees, minutes] => degrees + minutes / 60.0,
        [degrees, minutes, seconds] => degrees + minutes / 60.0 + seconds / 3600.0,
        _ => return None,
    };
    value.is_finite().then_some(value * sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packet(inside: &str, attributes: &str) -> String {
        format!(
            "<?xpacket begin='\u{FEFF}' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>\
             <r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about='' \
             xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' \
             xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' {attributes}>{inside}\
             </r:Description></r:RDF></x:xmpmeta>"
        )
    }

    #[test]
    fn elements_and_attributes_under_any_prefix() {
        let inside = "<d:description><r:Alt><r:li xml:lang='x-default'>meeting</r:li>\
                      <r:li xml:lang='zh-CN'>张庄村&#25104;员&amp;代表</r:li></r:Alt></d:description>\
                      <d:subject><r:Bag><r:li>公示</r:li><r:li>近景</r:li></r:Bag></d:subject>\
                      <exif:GPSLatitude>35,6.6N</exif:GPSLatitude><exif:GPSLongitude>117,27,0W</exif:GPSLongitude>";
        let attributes = "photoshop:DateCreated='2020-06-15T14:30:05+08:00' xmp:CreatorTool='HUAWEI P30'";
        let read = read(packet(inside, attributes).as_bytes());
        let said: Vec<_> = read.captions.iter().map(|said| (said.field.as_str(), said.text.as_str())).collect();
        assert_eq!(said, [("dc:description", "张庄村成员&代表"), ("dc:subject", "公示、近景")]);
        let taken = read.taken.expect("a time");
        assert_eq!((taken.at.to_string().as_str(), taken.offset_minutes), ("2020-06-15T14:30:05", Some(480)));
        let gps = read.gps.expect("a place");
        assert!((gps.lat - 35.11).abs() < 1e-9 && (gps.lon + 117.45).abs() < 1e-9);
        assert_eq!(read.creator_tool.as_deref(), Some("HUAWEI P30"));
    }

    #[test]
    fn the_original_time_goes_before_the_day_created() {
        let inside = "<photoshop:DateCreated>2020-06-16</photoshop:DateCreated>\
                      <exif:DateTimeOriginal>2020-06-15T08:00:00</exif:DateTimeOriginal>";
        let taken = read(packet(inside, "").as_bytes()).taken.expect("a time");
        assert_eq!(taken.at.to_string(), "2020-06-15T08:00:00");
    }

    #[test]
    fn the_times_of_the_file_are_no_times_of_taking() {
        let attributes = "xmp:CreateDate='2020-06-17T09:00:00+08:00' xmp:ModifyDate='2020-07-01T10:30:00Z'";
        let said = read(packet("", attributes).as_bytes());
        assert_eq!(said.taken, None);
        assert_eq!(said.digitized.expect("a time").to_string(), "2020-06-17T09:00:00");
        assert_eq!(said.modified.expect("a time").to_string(), "2020-07-01T10:30:00");
        let both = "<exif:DateTimeDigitized>2020-06-16T08:00:00</exif:DateTimeDigitized>";
        let said = read(packet(both, attributes).as_bytes());
        assert_eq!(said.digitized.expect("a time").to_string(), "2020-06-16T08:00:00");
    }

    #[test]
    fn what_is_not_well_formed_gives_what_came_before() {
        let whole = packet("<d:title>公示</d:title><d:description>甲</d:wrong>", "");
        let read = read(whole.as_bytes());
        assert_eq!(read.captions.len(), 1);
        assert_eq!(read.captions[0].text, "公示");
        assert_eq!(degrees("0/0"), None);
        assert_eq!(degrees("五N"), None);
        assert_eq!(degrees("北"), None);
    }

    proptest! {
        #[test]
        fn any_packet_is_read(inside in "(<|>|/|d:title|r:li|&|#x41;|;|'|=|甲| |!\\[CDATA\\[|\\]\\]|--){0,40}", raw in any::<Vec<u8>>()) {
            for bytes in [packet(&inside, "").into_bytes(), inside.clone().into_bytes(), raw] {
                for said in read(&bytes).captions {
                    prop_assert!(!said.text.trim().is_empty());
                }
            }
            let _ = degrees(&inside);
        }
    }
}
