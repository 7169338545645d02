//! What an OFD file carries beside its pages: attached files, and seals and signatures, which are listed and not
//! verified.

use super::{
    package::OfdPackage,
    xml::{XmlEvent, attribute, visit},
};
use crate::extract::inside::base_name;

/// Entries of one list.
const MAX_LISTED: usize = 200;

/// A file that is attached (GB/T 33190, 20).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfdAttachment {
    /// What people know it by.
    pub(super) name: String,
    /// Where it lies, as the list says.
    pub(super) place: String,
}

/// The files of a list of attachments.
pub(super) fn attachments(xml: &str) -> Vec<OfdAttachment> {
    let mut files: Vec<OfdAttachment> = Vec::new();
    visit(xml, |path, event| match (path, event) {
        ([_, name], XmlEvent::Start(element)) if name == "Attachment" && files.len() < MAX_LISTED => {
            let shown = attribute(element, "Name").or_else(|| attribute(element, "ID")).unwrap_or_default();
            let shown = clean(&shown);
            let kind = attribute(element, "Format").map(|kind| clean(&kind).to_lowercase()).unwrap_or_default();
            let has_kind = kind.is_empty() || shown.to_lowercase().ends_with(&format!(".{kind}"));
            let name = if has_kind || shown.is_empty() { shown } else { format!("{shown}.{kind}") };
            // Older programs name the file in an attribute.
            let place = attribute(element, "FileLoc").unwrap_or_default();
            files.push(OfdAttachment { name, place });
        }
        ([_, name, place], XmlEvent::Text(text)) if name == "Attachment" && place == "FileLoc" => {
            if let Some(file) = files.last_mut() {
                file.place.push_str(text.trim());
            }
        }
        _ => {}
    });
    for file in &mut files {
        if file.name.is_empty() {
            file.name = base_name(&file.place).unwrap_or_default();
        }
    }
    files.retain(|file| !file.name.is_empty());
    files
}

/// The signatures that lists name, each in a few words (GB/T 33190, 18).
pub(super) fn signatures(package: &mut OfdPackage<'_>, lists: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for list in lists {
        let Ok(xml) = package.text(list) else { continue };
        let mut entries = Vec::new();
        visit(&xml, |path, event| {
            if let ([_, name], XmlEvent::Start(element)) = (path, event)
                && name == "Signature"
                && entries.len() < MAX_LISTED
            {
                let is_seal = attribute(element, "Type").is_none_or(|kind| kind.eq_ignore_ascii_case("seal"));
                entries.push((attribute(element, "BaseLoc").unwrap_or_default(), is_seal));
            }
        });
        for (reference, is_seal) in entries {
            let kind = if is_seal { "电子印章" } else { "数字签名" };
            let described = package.find(list, "", &reference).and_then(|path| describe(package, &path));
            found.push(match described {
                Some(words) if !words.is_empty() => format!("{kind}：{words}"),
                _ => kind.to_owned(),
            });
            if found.len() >= MAX_LISTED {
                return found;
            }
        }
    }
    found
}

/// The seal's name, the day and the provider, as far as the signature says them.
fn describe(package: &mut OfdPackage<'_>, path: &str) -> Option<String> {
    let xml = package.text(path).ok()?;
    let (mut provider, mut day, mut seal, mut value) = (String::new(), String::new(), String::new(), String::new());
    visit(&xml, |elements, event| match (elements, event) {
        ([.., name], XmlEvent::Start(element)) if name == "Provider" => {
            let said = attribute(element, "Company").filter(|company| !company.trim().is_empty());
            provider = said.or_else(|| attribute(element, "ProviderName")).unwrap_or_default();
        }
        ([.., name], XmlEvent::Text(text)) if name == "SignatureDateTime" => day.push_str(text),
        ([.., parent, name], XmlEvent::Text(text)) if parent == "Seal" && name == "BaseLoc" => seal.push_str(text),
        ([.., name], XmlEvent::Text(text)) if name == "SignedValue" => value.push_str(text),
        _ => {}
    });
    let name = [seal, value].iter().find_map(|reference| {
        let file = package.find(path, "", reference.trim())?;
        seal_name(&package.bytes(&file).ok()?)
    });
    let parts = [name.unwrap_or_default(), day_of(&day), clean(&provider)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join("，"))
}

/// `20201004072855.302Z` and `2021-05-19 20:53:44` as a day.
fn day_of(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    if digits.len() == 8 { format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]) } else { String::new() }
}

/// The name in a seal's properties (GB/T 38540, 6.1; GM/T 0031): the first UTF-8 string behind the mark `ES` that
/// directly follows an integer of one byte.
fn seal_name(bytes: &[u8]) -> Option<String> {
    const MARK: &[u8] = b"\x16\x02ES";
    let head = &bytes[..bytes.len().min(8192)];
    let start = head.windows(MARK.len()).position(|window| window == MARK)?;
    let rest = &head[start..];
    let at = rest.windows(4).position(|window| matches!(window, [2, 1, _, 0x0C]))?;
    let length = usize::from(*rest.get(at + 4).filter(|length| **length < 0x80)?);
    let name = std::str::from_utf8(rest.get(at + 5..at + 5 + length)?).ok()?;
    Some(clean(name)).filter(|name| !name.is_empty())
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_has_a_name() {
        let mut seal =
            b"\x30\x82\x01\x00\x30\x13\x16\x02ES\x02\x01\x04\x16\x03abc\x16\x01x\x30\x20\x02\x01\x03\x0C".to_vec();
        let name = "张庄村民委员会";
        seal.push(name.len() as u8);
        seal.extend(name.bytes());
        assert_eq!(seal_name(&seal).as_deref(), Some(name));
        assert_eq!(seal_name(b"no seal"), None);
        assert_eq!(day_of("20201004072855.302Z"), "2020-10-04");
        assert_eq!(day_of("2021-05-19 20:53:44"), "2021-05-19");
        assert_eq!(day_of("x"), "");
    }

    #[test]
    fn attached_files_have_names() {
        let xml = r#"<Attachments><Attachment ID="1" Name="发票" Format="xml"><FileLoc>a.xml</FileLoc></Attachment><Attachment ID="2" Name="b.PDF" Format="pdf"/></Attachments>"#;
        let names: Vec<String> = attachments(xml).into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["发票.xml", "b.PDF"]);
    }
}
