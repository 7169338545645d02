//! Walks through XML documents, and reads the values in them.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// How deep elements may nest; pages of the standard need a dozen levels.
const MAX_DEPTH: usize = 128;

/// One event of the walk of [`visit`].
pub(super) enum XmlEvent<'x> {
    /// An element begins; the path ends with its name.
    Start(&'x BytesStart<'x>),
    /// Text of the path's last element.
    Text(&'x str),
    /// The path's last element ends.
    End,
}

/// Walks through a document. The path holds the names of the open elements, without prefixes. False where the
/// document is damaged, cut off or nested without end; the events before that have been seen then.
pub(super) fn visit(xml: &str, mut see: impl FnMut(&[String], XmlEvent<'_>)) -> bool {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut path: Vec<String> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                if path.len() >= MAX_DEPTH {
                    return false;
                }
                path.push(element.local_name().into_inner().to_owned());
                see(&path, XmlEvent::Start(&element));
            }
            Ok(Event::End(_)) => {
                if !path.is_empty() {
                    see(&path, XmlEvent::End);
                    path.pop();
                }
            }
            Ok(Event::Text(text)) => see(&path, XmlEvent::Text(&text.xml10_content())),
            Ok(Event::CData(text)) => see(&path, XmlEvent::Text(&text.xml10_content())),
            Ok(Event::GeneralRef(reference)) => {
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    see(&path, XmlEvent::Text(c.encode_utf8(&mut [0; 4])));
                } else if let Some(text) = resolve_predefined_entity(&reference.into_inner()) {
                    see(&path, XmlEvent::Text(text));
                }
            }
            Ok(Event::Eof) => return path.is_empty(),
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// An attribute's value, with or without a prefix before its name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| found.value.to_string(), |v| v.into_owned()))
}

/// An attribute that is a finite number.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<f64> {
    attribute(element, name)?.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

/// `N` finite numbers divided by white space, as boxes and matrices are written.
pub(super) fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let mut out = [0.0; N];
    let mut words = text.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    for place in &mut out {
        *place = words.next()?.parse().ok().filter(|value: &f64| value.is_finite())?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_and_text_before_it_kept() {
        let read = |xml: &str| {
            let mut text = String::new();
            let whole = visit(xml, |path, event| {
                if let (Some("b"), XmlEvent::Text(part)) = (path.last().map(String::as_str), event) {
                    text.push_str(part);
                }
            });
            (text, whole)
        };
        assert_eq!(read("<o:a><o:b>甲&amp;&#x4E59;<![CDATA[<丙>]]></o:b><c/></o:a>"), ("甲&乙<丙>".to_owned(), true));
        assert_eq!(read("<a><b>甲</b><b>乙"), ("甲乙".to_owned(), false));
        let deep = "<b>".repeat(100_000);
        assert!(!read(&deep).1);
    }
}
