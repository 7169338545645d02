//! OpenDocument text and slides (ISO/IEC 26300): the text of `content.xml`, with headers and footers of `styles.xml`.

use super::open_numbering;
use crate::{
    archive::identify::Format,
    extract::{
        embedded, ledger,
        limits::Limits,
        markup::{attribute, element, text_of_markup},
        notice, package,
        page::single_page,
        tidy::tidy,
    },
    model::{Extraction, Page, PageSource},
};

pub(in crate::extract) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let mut extraction = read_text(bytes, format, limits);
    embedded::add_pages(&mut extraction, bytes, format, limits);
    ledger::add_unread_parts(&mut extraction, bytes, format, limits);
    extraction
}

/// The document without its pictures: text on one page, slides on a page each.
pub(super) fn read_text(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    if package::is_encrypted_open_document(bytes, limits) {
        return notice::only(notice::encrypted());
    }
    let Some(content) = package::part(bytes, "content.xml", limits) else {
        return notice::only(notice::damaged(format));
    };
    let styles = package::part(bytes, "styles.xml", limits).unwrap_or_default();
    let content = open_numbering::with_numbers(&content, &styles);
    let title = package::part(bytes, "meta.xml", limits).and_then(|meta| element(&meta, "dc:title"));
    let texts: Vec<String> = if format == Format::Odp { slides(&content, &styles) } else { vec![content] };
    let mut pages: Vec<Page> = texts
        .iter()
        .zip(1..)
        .map(|(markup, number)| Page {
            page: number,
            ..single_page(PageSource::TextLayer, tidy(&text_of_markup(markup)))
        })
        .collect();
    if pages.is_empty() {
        pages.push(single_page(PageSource::TextLayer, String::new()));
    }
    for object in package::drawn_objects(bytes, limits, true) {
        // What no page names stands on the first.
        let at = texts.iter().position(|markup| object.is_named_in(markup)).unwrap_or_default();
        if let Some(page) = pages.get_mut(at) {
            page.text = [page.text.as_str(), &object.line].join("\n").trim_start().to_owned();
        }
    }
    if format == Format::Odt {
        let (headers, footers) = headers_and_footers(&styles);
        let parts = [headers, std::mem::take(&mut pages[0].text), footers];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        pages[0].text = parts.join("\n");
    }
    Extraction { title, pages, ..Extraction::default() }
}

/// The slides, each with the header and the footer that it shows (9.11.2); what is written on a master stands on the first
/// slide that is made by it.
fn slides(content: &str, styles: &str) -> Vec<String> {
    let mut used: Vec<String> = Vec::new();
    let whole = |slide: &str| {
        let tag = slide.split('>').next().unwrap_or_default();
        let tag = format!("draw:page {tag}");
        let mut slide = format!("<draw:page {slide}");
        for (kind, use_name) in [("header", "presentation:use-header-name"), ("footer", "presentation:use-footer-name")]
        {
            let Some(name) = attribute(&tag, use_name) else { continue };
            let declared = format!("<presentation:{kind}-decl ");
            let found = content.split(&declared).skip(1).filter_map(|piece| piece.split_once('>'));
            let mut found =
                found.filter(|(tag, _)| attribute(&format!("x {tag}"), "presentation:name").as_ref() == Some(&name));
            if let Some(text) = found.next().and_then(|(_, rest)| rest.split('<').next()) {
                slide.push_str(&format!("<text:p>{text}</text:p>"));
            }
        }
        if let Some(master) = attribute(&tag, "draw:master-page-name").filter(|master| !used.contains(master)) {
            slide.push_str(&written_on_master(styles, &master));
            used.push(master);
        }
        slide
    };
    content.split("<draw:page ").skip(1).map(whole).collect()
}

/// The shapes of a master that stand on its slides: all but places for what slides fill in themselves.
fn written_on_master(styles: &str, name: &str) -> String {
    let mut masters = styles.split("<style:master-page ").skip(1).filter_map(|piece| piece.split_once('>'));
    let Some((_, master)) =
        masters.find(|(tag, _)| attribute(&format!("x {tag}"), "style:name").as_deref() == Some(name))
    else {
        return String::new();
    };
    let master = master.split("</style:master-page>").next().unwrap_or_default();
    let master = master.split("<presentation:notes").next().unwrap_or_default();
    let shapes = ["<draw:frame ", "<draw:custom-shape "].into_iter().flat_map(|open| {
        let close = open.replace('<', "</").replace(' ', ">");
        master.split(open).skip(1).filter_map(move |piece| Some(piece.split_once(close.as_str())?.0.to_owned()))
    });
    let written = shapes.filter(|shape| {
        let tag = format!("x {}", shape.split('>').next().unwrap_or_default());
        let is_place = attribute(&tag, "presentation:placeholder").as_deref() == Some("true");
        let class = attribute(&tag, "presentation:class");
        !is_place && matches!(class.as_deref(), None | Some("header" | "footer"))
    });
    written.map(|shape| shape.split_once('>').map_or(String::new(), |(_, inner)| inner.to_owned())).collect()
}

/// The texts of page headers and footers, each once; they stand in the page styles (16.10).
fn headers_and_footers(styles: &str) -> (String, String) {
    let [headers, footers] = ["style:header", "style:footer"].map(|name| {
        let mut found: Vec<String> = Vec::new();
        for kind in ["", "-left", "-first"] {
            let (open, close) = (format!("<{name}{kind}"), format!("</{name}{kind}>"));
            let mut rest = styles;
            while let Some(at) = rest.find(&open) {
                let after = &rest[at + open.len()..];
                rest = after;
                if !after.starts_with(['>', ' ']) {
                    continue;
                }
                let Some(end) = after.find(&close) else { break };
                let (Some(start), inner_end) = (after.find('>'), end) else { break };
                let text = after.get(start + 1..inner_end).map(text_of_markup).unwrap_or_default();
                let text = tidy(&text);
                if !text.is_empty() && !found.contains(&text) {
                    found.push(text);
                }
            }
        }
        found.join("\n")
    });
    (headers, footers)
}
