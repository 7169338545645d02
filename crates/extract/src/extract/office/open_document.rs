//! OpenDocument text and slides (ISO/IEC 26300): the text of `content.xml`, with headers and footers of `styles.xml`.

use crate::{
    archive::identify::Format,
    extract::{
        embedded,
        limits::Limits,
        markup::{element, text_of_markup},
        notice, package,
        page::single_page,
        tidy::tidy,
    },
    model::{Extraction, Page, PageSource},
};

pub(in crate::extract) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let mut extraction = read_text(bytes, format, limits);
    embedded::add_pages(&mut extraction, bytes, format, limits);
    super::add_unread_parts(&mut extraction, bytes, format, limits);
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
    let title = package::part(bytes, "meta.xml", limits).and_then(|meta| element(&meta, "dc:title"));
    let texts: Vec<String> = if format == Format::Odp {
        content.split("<draw:page ").skip(1).map(|slide| format!("<draw:page {slide}")).collect()
    } else {
        vec![content]
    };
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
    if format == Format::Odt {
        let around = package::part(bytes, "styles.xml", limits).map(|styles| headers_and_footers(&styles));
        if let Some((headers, footers)) = around {
            let parts = [headers, std::mem::take(&mut pages[0].text), footers];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            pages[0].text = parts.join("\n");
        }
    }
    Extraction { title, pages, ..Extraction::default() }
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
