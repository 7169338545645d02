//! Puts into a Word document what its reader leaves out, before it is read: characters with readings above them
//! (`w:ruby`, ECMA-376-1 17.3.3.25), formulas that a field shows, and documents that were merged into it (`w:altChunk`,
//! 17.17.2.1). The results of fields within the instruction of another are taken out; only the outer one shows.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
    ops::Range,
};

use quick_xml::{
    Reader,
    escape::{escape, resolve_predefined_entity},
    events::Event,
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{
    archive::identify::Format,
    extract::{
        encoding::decode,
        field,
        inside::base_name,
        limits::Limits,
        mail,
        markup::text_of_markup,
        package::{bytes_of, relations},
        rtf,
        xml::attribute,
    },
};

/// Documents merged into each other are followed so deep.
const MAX_DEPTH: usize = 3;
/// Documents merged into one.
const MAX_CHUNKS: usize = 200;
/// Parts of a package that are looked at.
const MAX_PARTS: usize = 2_000;

/// A package in which its reader finds everything.
pub(super) struct Prepared {
    pub(super) bytes: Vec<u8>,
    /// Merged documents that could not be read.
    pub(super) unread: Vec<String>,
}

/// The same package with what is shown written out; `None` where nothing is to be changed.
pub(super) fn prepare(bytes: &[u8], limits: &Limits, depth: usize) -> Option<Prepared> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = package.file_names().flatten().map(|name| name.into_owned()).collect();
    let is_text =
        |name: &&String| name.strip_prefix("word/").is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/'));
    let (mut changed, mut unread) = (BTreeMap::new(), Vec::new());
    for name in names.iter().filter(is_text).take(MAX_PARTS) {
        let Some(content) = bytes_of(&mut package, name, limits.max_uncompressed_bytes) else { continue };
        let Ok(xml) = std::str::from_utf8(&content) else { continue };
        if !["ruby", "fldChar", "altChunk"].iter().any(|mark| xml.contains(mark)) {
            continue;
        }
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let targets = if xml.contains("altChunk") {
            let part = bytes_of(&mut package, &format!("{folder}/_rels/{file}.rels"), limits.max_uncompressed_bytes);
            relations(&decode(&part.unwrap_or_default()), &format!("{folder}/"))
        } else {
            BTreeMap::new()
        };
        let mut chunk = |id: &str| {
            let target = targets.get(id).cloned().unwrap_or_else(|| id.to_owned());
            let content = bytes_of(&mut package, &target, limits.max_uncompressed_bytes);
            let text = content.and_then(|content| text_of_chunk(&content, &target, limits, depth, &mut unread));
            if text.is_none() {
                unread.push(base_name(&target).unwrap_or(target));
            }
            text.unwrap_or_default()
        };
        if let Some(xml) = written_out(xml, &mut chunk) {
            changed.insert(name.clone(), xml);
        }
    }
    if changed.is_empty() {
        return None;
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..package.len() {
        let name = package.by_index_raw(index).ok().and_then(|part| part.name().map(|name| name.into_owned()).ok());
        match name.as_ref().and_then(|name| changed.remove_entry(name)) {
            Some((name, xml)) => {
                writer.start_file(name, options).ok()?;
                writer.write_all(xml.as_bytes()).ok()?;
            }
            None => {
                if let Ok(part) = package.by_index_raw(index) {
                    writer.raw_copy_file(part).ok()?;
                }
            }
        }
    }
    Some(Prepared { bytes: writer.finish().ok()?.into_inner(), unread })
}

/// The text of a merged document; `None` where its format is not read here.
fn text_of_chunk(
    content: &[u8],
    name: &str,
    limits: &Limits,
    depth: usize,
    unread: &mut Vec<String>,
) -> Option<String> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match Format::of(content, extension) {
        format @ (Format::Docx | Format::Doc) if depth < MAX_DEPTH => {
            let read = super::read_text(content, format, limits, depth + 1);
            if !read.notices.is_empty() {
                unread.push(base_name(name)?);
            }
            read.pages.into_iter().next().map(|page| page.text)
        }
        Format::Rtf => Some(rtf::text(content, limits)),
        Format::Html | Format::Xml => Some(text_of_markup(&decode(content))),
        Format::Text => {
            let text = decode(content);
            // A piece of a page has no element that tells what it is.
            let is_markup = matches!(extension.to_lowercase().as_str(), "html" | "htm" | "xhtml" | "xml");
            Some(if is_markup { text_of_markup(&text) } else { text })
        }
        Format::Mht | Format::Mail => {
            let read = mail::read(content, Format::Mht, limits);
            if !read.notices.is_empty() || !read.enclosed.attachments.is_empty() {
                unread.push(base_name(name)?);
            }
            read.pages.into_iter().next().map(|page| page.text)
        }
        Format::Empty => Some(String::new()),
        _ => None,
    }
}

/// A field that has begun.
#[derive(Default)]
struct FieldState {
    instruction: String,
    separated: bool,
    ended: bool,
    /// Something of its result is text.
    has_result: bool,
    /// Where the element of its end ends.
    end: usize,
    /// The fields in whose instructions it stands.
    within: Vec<usize>,
}

/// Text that is shown unless a field hides it.
struct ShownText {
    place: Range<usize>,
    /// The fields in whose instructions it stands.
    within: Vec<usize>,
}

/// The part with what is shown written out; `None` where nothing is to be changed.
fn written_out(xml: &str, chunk: &mut dyn FnMut(&str) -> String) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let (mut fields, mut open): (Vec<FieldState>, Vec<usize>) = (Vec::new(), Vec::new());
    let (mut texts, mut chunks) = (Vec::<ShownText>::new(), 0);
    // The names of the open elements, and the runs around characters with readings.
    let (mut path, mut runs): (Vec<String>, Vec<Option<String>>) = (Vec::new(), Vec::new());
    let mut prefix = String::new();
    // Where the text, the reading or the merged document began that is being passed.
    let (mut text_from, mut drop_from): (Option<usize>, Option<(usize, usize)>) = (None, None);
    let mut from = 0;
    while let Ok(event) = reader.read_event() {
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(xml.len());
        let place = from..to;
        from = to;
        let in_instructions = |open: &[usize], fields: &[FieldState]| -> Vec<usize> {
            open.iter().copied().filter(|at| fields.get(*at).is_some_and(|field| !field.separated)).collect()
        };
        match event {
            Event::Start(ref element) | Event::Empty(ref element) => {
                let is_empty = matches!(event, Event::Empty(_));
                let full = element.name().into_inner().to_owned();
                let local = element.local_name().into_inner().to_owned();
                let parent = path.last().map(|name| local_of(name).to_owned()).unwrap_or_default();
                match local.as_str() {
                    "ruby" if !is_empty => {
                        let run = path.last().filter(|_| parent == "r").cloned();
                        if let Some(run) = &run {
                            edits.push((place.clone(), format!("</{run}>")));
                        }
                        runs.push(run);
                    }
                    "rubyBase" | "rubyPr" | "rt" if matches!(runs.last(), Some(Some(_))) && parent == "ruby" => {
                        if is_empty || local == "rubyBase" {
                            edits.push((place.clone(), String::new()));
                        } else if drop_from.is_none() {
                            drop_from = Some((place.start, path.len()));
                        }
                    }
                    "fldChar" => {
                        prefix = full.strip_suffix("fldChar").unwrap_or_default().to_owned();
                        match attribute(element, "fldCharType").as_deref() {
                            Some("begin") => {
                                let within = in_instructions(&open, &fields);
                                open.push(fields.len());
                                fields.push(FieldState { within, ..FieldState::default() });
                            }
                            Some("separate") => {
                                if let Some(field) = open.last().and_then(|at| fields.get_mut(*at)) {
                                    field.separated = true;
                                }
                            }
                            Some("end") => {
                                if let Some(field) = open.pop().and_then(|at| fields.get_mut(at)) {
                                    field.ended = true;
                                    field.end = if is_empty { to } else { end_of(xml, to, &full) };
                                }
                            }
                            _ => {}
                        }
                    }
                    "t" if !is_empty => text_from = Some(to),
                    "altChunk" if drop_from.is_none() && chunks < MAX_CHUNKS => {
                        chunks += 1;
                        let text = attribute(element, "id").map(|id| chunk(&id)).unwrap_or_default();
                        let end = if is_empty { to } else { end_of(xml, to, &full) };
                        edits
                            .push((place.start..end, paragraphs(&text, full.strip_suffix("altChunk").unwrap_or("w:"))));
                    }
                    _ => {}
                }
                if !is_empty {
                    path.push(full);
                }
            }
            Event::End(_) => {
                let Some(name) = path.pop() else { continue };
                match local_of(&name) {
                    "ruby" => {
                        if let Some(Some(run)) = runs.pop() {
                            edits.push((place.clone(), format!("<{run}>")));
                        }
                    }
                    "rubyBase" if matches!(runs.last(), Some(Some(_))) => edits.push((place.clone(), String::new())),
                    "t" => {
                        if let Some(start) = text_from.take()
                            && start < place.start
                        {
                            let within = in_instructions(&open, &fields);
                            if within.is_empty() && drop_from.is_none() {
                                open.iter().for_each(|at| {
                                    if let Some(field) = fields.get_mut(*at) {
                                        field.has_result = true;
                                    }
                                });
                            }
                            texts.push(ShownText { place: start..place.start, within });
                        }
                    }
                    _ => {}
                }
                if let Some((start, depth)) = drop_from
                    && path.len() <= depth
                {
                    edits.push((start..to, String::new()));
                    drop_from = None;
                }
            }
            Event::Text(text) if is_instruction(&path) => instruct(&mut fields, &open, &text.xml10_content()),
            Event::GeneralRef(reference) if is_instruction(&path) => {
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    instruct(&mut fields, &open, c.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = resolve_predefined_entity(&reference.into_inner()) {
                    instruct(&mut fields, &open, text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let hides = |at: &usize| fields.get(*at).is_some_and(|field| field.separated && field.ended);
    let hidden = texts.into_iter().filter(|text| text.within.iter().any(hides));
    edits.extend(hidden.map(|text| (text.place, String::new())));
    for field in fields.iter().filter(|field| field.ended && !field.has_result && !field.within.iter().any(hides)) {
        if let Some(text) = field::shown(&field.instruction) {
            let text = format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", escape(text.as_str()));
            edits.push((field.end..field.end, text));
        }
    }
    if edits.is_empty() { None } else { Some(edited(xml, edits)) }
}

fn local_of(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn is_instruction(path: &[String]) -> bool {
    path.last().is_some_and(|name| local_of(name) == "instrText")
}

fn instruct(fields: &mut [FieldState], open: &[usize], text: &str) {
    const LONGEST: usize = 8_192;
    if let Some(field) = open.last().and_then(|at| fields.get_mut(*at))
        && !field.separated
        && field.instruction.len() + text.len() <= LONGEST
    {
        field.instruction.push_str(text);
    }
}

/// Where the end tag of an element ends that begins before `from`.
fn end_of(xml: &str, from: usize, name: &str) -> usize {
    let tag = format!("</{name}");
    let rest = xml.get(from..).unwrap_or_default();
    let end = rest.find(&tag).and_then(|at| Some(at + rest.get(at..)?.find('>')? + 1));
    end.map_or(from, |end| from + end)
}

/// Lines as paragraphs, with their tabs.
fn paragraphs(text: &str, prefix: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        out.push_str(&format!("<{prefix}p><{prefix}r>"));
        for (index, cell) in line.split('\t').enumerate() {
            if index > 0 {
                out.push_str(&format!("<{prefix}tab/>"));
            }
            out.push_str(&format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", escape(cell)));
        }
        out.push_str(&format!("</{prefix}r></{prefix}p>"));
    }
    out
}

/// The text with its changes; one within another is passed over.
fn edited(xml: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(place, _)| (place.start, place.end));
    let mut out = String::with_capacity(xml.len());
    let mut at = 0;
    for (place, text) in edits {
        if place.start < at {
            continue;
        }
        out.push_str(xml.get(at..place.start).unwrap_or_default());
        out.push_str(&text);
        at = place.end;
    }
    out.push_str(xml.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> String {
        format!("<w:r><w:t>{text}</w:t></w:r>")
    }

    fn field(kind: &str) -> String {
        format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#)
    }

    fn instruction(text: &str) -> String {
        format!("<w:r><w:instrText>{text}</w:instrText></w:r>")
    }

    /// The text of the runs that are left.
    fn shown(xml: &str) -> String {
        let written = written_out(xml, &mut |id| format!("[{id}]\tb\nc")).unwrap_or_else(|| xml.to_owned());
        let mut text = String::new();
        crate::extract::xml::visit(&written, |path, event| {
            if let (Some("t"), crate::extract::xml::XmlEvent::Text(part)) = (path.last().map(String::as_str), event) {
                assert_eq!(path.iter().filter(|name| *name == "r").count(), 1, "{written}");
                text.push_str(part);
            }
        });
        text
    }

    #[test]
    fn characters_with_readings_stay() {
        let ruby = format!(
            "<w:r><w:rPr/><w:ruby><w:rubyPr><w:lid/></w:rubyPr><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
            run("wáng"),
            run("王")
        );
        assert_eq!(shown(&format!("<w:p>{}{ruby}{}</w:p>", run("主持人"), run("记录"))), "主持人王记录");
    }

    #[test]
    fn only_the_result_of_the_outer_field_shows() {
        let inner = [field("begin"), instruction("MERGEFIELD 甲"), field("separate"), run("内"), field("end")].concat();
        let outer = [
            field("begin"),
            instruction("IF "),
            inner.clone(),
            instruction(" = 1"),
            field("separate"),
            run("外"),
            field("end"),
        ];
        assert_eq!(shown(&format!("<w:p>{}</w:p>", outer.concat())), "外");
        // Entries of a contents list are fields within a result.
        let list = [field("begin"), instruction("TOC"), field("separate"), inner.clone(), run("一"), field("end")];
        assert_eq!(shown(&format!("<w:p>{}</w:p>", list.concat())), "内一");
        // A field that never ends hides nothing.
        let broken = [field("begin"), instruction("IF "), inner, field("separate"), run("后")];
        assert_eq!(shown(&format!("<w:p>{}</w:p>", broken.concat())), "内后");
    }

    #[test]
    fn formulas_are_written_out() {
        let guide = |text: &str| {
            [field("begin"), instruction("EQ \\* jc2 \\o\\ad(\\s\\up 9(&#x77;áng)"), instruction(text), field("end")]
                .concat()
        };
        assert_eq!(shown(&format!("<w:p>{}{}{}</w:p>", run("主持人"), guide(",王)"), run("记"))), "主持人王记");
        let with_result =
            [field("begin"), instruction("EQ \\f(1,2)"), field("separate"), run("半"), field("end")].concat();
        assert_eq!(shown(&format!("<w:p>{with_result}</w:p>")), "半");
    }

    #[test]
    fn merged_documents_stand_in_their_place() {
        let xml = format!(
            r#"<w:body><w:p>{}</w:p><w:altChunk r:id="rId9"/><w:altChunk r:id="a"><w:altChunkPr/></w:altChunk><w:p>{}</w:p></w:body>"#,
            run("前"),
            run("后")
        );
        assert_eq!(shown(&xml), "前[rId9]bc[a]bc后");
        assert_eq!(written_out("<w:body><w:p/></w:body>", &mut |_| String::new()), None);
    }

    proptest::proptest! {
        #[test]
        fn any_part_is_looked_at(xml in "(<w:(r|t|ruby|rt|rubyBase|p)>|</w:(r|t|ruby|rt|rubyBase|p)>|<w:fldChar w:fldCharType=\"(begin|separate|end)\"/>|<w:instrText>EQ|[a-z王]{0,3}|<w:altChunk/?>){0,20}") {
            let _ = written_out(&xml, &mut |_| "甲".to_owned());
        }
    }
}
