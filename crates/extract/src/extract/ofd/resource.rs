//! What the pages of a document share: pictures, fonts and composite graphics, by ID (GB/T 33190, 7.9).

use std::collections::HashMap;

use super::xml::{XmlEvent, attribute, visit};

/// The resources of one document.
#[derive(Default)]
pub(super) struct Resources {
    /// Pictures by ID: the resource file, and the picture's path as that file names it, its base folder included.
    media: HashMap<String, (String, String)>,
    /// Font programs by the font's ID, as pictures.
    fonts: HashMap<String, (String, String)>,
    /// Composite graphics by ID: the place of their resource file in `files`.
    units: HashMap<String, usize>,
    files: Vec<String>,
}

impl Resources {
    /// Adds what a resource file defines.
    pub(super) fn add(&mut self, path: &str, xml: String) {
        let (mut base, mut id, mut file) = (String::new(), String::new(), String::new());
        let place = self.files.len();
        let mut has_units = false;
        visit(&xml, |elements, event| match (elements, event) {
            ([_], XmlEvent::Start(element)) => base = attribute(element, "BaseLoc").unwrap_or_default(),
            ([.., name], XmlEvent::Start(element)) if name == "MultiMedia" => {
                id = attribute(element, "ID").unwrap_or_default();
                file.clear();
            }
            ([.., name], XmlEvent::Text(text)) if name == "MediaFile" => file.push_str(text.trim()),
            ([.., name], XmlEvent::End) if name == "MultiMedia" && !file.is_empty() => {
                self.media.insert(id.clone(), (path.to_owned(), based(&base, &file)));
            }
            ([.., name], XmlEvent::Start(element)) if name == "Font" => {
                id = attribute(element, "ID").unwrap_or_default();
                file.clear();
            }
            ([.., name], XmlEvent::Text(text)) if name == "FontFile" => file.push_str(text.trim()),
            ([.., name], XmlEvent::End) if name == "Font" && !file.is_empty() => {
                self.fonts.insert(id.clone(), (path.to_owned(), based(&base, &file)));
                file.clear();
            }
            ([.., name], XmlEvent::Start(element)) if name == "CompositeGraphicUnit" => {
                has_units = true;
                self.units.insert(attribute(element, "ID").unwrap_or_default(), place);
            }
            _ => {}
        });
        self.files.push(if has_units { xml } else { String::new() });
    }

    /// A picture's file: the file that names it, and the name.
    pub(super) fn media(&self, id: &str) -> Option<(&str, &str)> {
        self.media.get(id).map(|(from, file)| (from.as_str(), file.as_str()))
    }

    /// The file of a font's program: the file that names it, and the name.
    pub(super) fn font(&self, id: &str) -> Option<(&str, &str)> {
        self.fonts.get(id).map(|(from, file)| (from.as_str(), file.as_str()))
    }

    /// The resource file that holds a composite graphic.
    pub(super) fn unit(&self, id: &str) -> Option<&str> {
        self.files.get(*self.units.get(id)?).map(String::as_str)
    }
}

/// A file's name behind the base folder of its resource file.
fn based(base: &str, file: &str) -> String {
    if file.starts_with('/') || base.is_empty() {
        file.to_owned()
    } else {
        format!("{}/{file}", base.trim_end_matches('/'))
    }
}
