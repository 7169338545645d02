//! The picture of a page: how large, which way up, and its text over it, so that it can be read, selected and copied.
//!
//! Size and turn stand in the address, so that reading needs no script; `assets/viewer.js` does the same without a new
//! page. Everything lies in one SVG in the page's own units, whose attributes need no style of their own.

use serde::Deserialize;

use crate::{
    archive::Format,
    model::{ArchivePath, Lang, Page, PageSource},
    report::link,
};

/// Percent between which a page is shown.
const LEAST: u16 = 25;
const MOST: u16 = 400;
/// The steps of larger and smaller, in percent.
const STEPS: [u16; 10] = [25, 50, 75, 100, 125, 150, 200, 250, 300, 400];
/// Pages before and behind the one shown that stand in the strip of small pictures.
const STRIP: u32 = 5;

/// The page to show, as it was read.
#[derive(Debug, Clone)]
pub struct PageText<'a> {
    /// The page, where that page was read.
    pub page: Option<&'a Page>,
    /// Its number, counted from 1.
    pub number: u32,
    /// How many pages the file has.
    pub count: u32,
}

/// Size and turn of a page's picture.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// In percent of its size on paper, or of its pixels; `None` fills the width there is.
    pub zoom: Option<u16>,
    /// How far it is turned to the right: 0, 90, 180 or 270 degrees.
    pub turn: u16,
    /// The page's own address, path and query, from which those of the tools are made.
    pub here: String,
}

impl View {
    /// As an address asks for it: `zoom=200&turn=90`. What is no number, or out of range, is the nearest that is.
    pub fn new(zoom: &str, turn: &str, here: &str) -> Self {
        let turn: i32 = turn.parse().unwrap_or_default();
        Self {
            zoom: zoom.parse::<u16>().ok().map(|percent| percent.clamp(LEAST, MOST)),
            turn: u16::try_from(turn.rem_euclid(360) / 90 * 90).unwrap_or_default(),
            here: here.to_owned(),
        }
    }

    /// The same address with this size and turn.
    fn at(&self, zoom: Option<u16>, turn: u16) -> String {
        let zoom = zoom.map(|percent| percent.to_string()).unwrap_or_default();
        let turn = if turn == 0 { String::new() } else { turn.to_string() };
        link::with(&link::with(&self.here, "zoom", &zoom), "turn", &turn)
    }

    /// Another address with this view's size and turn, so that the next page is shown like this one.
    pub(super) fn kept(&self, href: &str) -> String {
        Self { here: href.to_owned(), ..self.clone() }.at(self.zoom, self.turn)
    }
}

/// Size and turn in the query of an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ViewParameters {
    zoom: String,
    turn: String,
}

impl ViewParameters {
    /// The view that an address (path and query) asks for.
    pub(crate) fn view(&self, address: &str) -> View {
        View::new(&self.zoom, &self.turn, address)
    }
}

/// A tool of the viewer: a link that works by itself, and that the script does without a new page.
#[derive(Debug)]
pub(super) struct Tool {
    /// What it does, for the script: `fit`, `full`, `larger`, `smaller`, `turn`.
    pub(super) does: &'static str,
    pub(super) href: String,
    pub(super) word: &'static str,
    pub(super) key: &'static str,
    pub(super) is_on: bool,
}

/// A line of text in its place.
#[derive(Debug, PartialEq)]
pub(super) struct OverlaidLine {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) length: f32,
    /// A column of characters, from the top down.
    pub(super) is_column: bool,
    pub(super) text: String,
}

/// A page of the strip.
#[derive(Debug)]
pub(super) struct StripPage {
    pub(super) number: u32,
    pub(super) href: String,
    pub(super) thumbnail: String,
    pub(super) is_current: bool,
}

/// The viewer of one page.
#[derive(Debug)]
pub(super) struct PageViewer {
    /// The page's picture; `None` for a page that no program here draws, whose text then stands in its place.
    pub(super) src: Option<String>,
    /// The same, larger, for the script.
    pub(super) larger: String,
    /// The page's size in its own units; 0 where it is not known, and then nothing lies over the picture.
    pub(super) width: f32,
    pub(super) height: f32,
    /// Pixels of the screen for one unit at its full size.
    pub(super) unit: f32,
    /// `0 0 width height` as it is turned.
    pub(super) view_box: String,
    /// What turns it, as an SVG transformation.
    pub(super) transform: String,
    /// Width and height on the screen, where it does not fill the width.
    pub(super) shown: Option<[u32; 2]>,
    /// `fit` or percent.
    pub(super) zoom: String,
    pub(super) turn: u16,
    pub(super) tools: Vec<Tool>,
    pub(super) lines: Vec<OverlaidLine>,
    /// `x`, `y`, width and height of each box, in the page's units.
    pub(super) boxes: Vec<[f32; 4]>,
    pub(super) strip: Vec<StripPage>,
}

impl PageViewer {
    /// The viewer of a page; `None` for a page without picture or places, such as a text or a sheet.
    pub(super) fn new(
        path: &ArchivePath,
        media_type: &str,
        text: &PageText<'_>,
        boxes: Vec<[f32; 4]>,
        view: &View,
        lang: Lang,
    ) -> Option<Self> {
        let source = text.page.map(|page| page.source);
        let has_picture = has_picture(media_type, source);
        let is_sketch = media_type == Format::Ofd.media_type() && source == Some(PageSource::TextLayer);
        let (width, height) = text.page.map_or((0.0, 0.0), |page| (page.width, page.height));
        let is_sized = width > 0.0 && height > 0.0;
        if !(has_picture || is_sketch && is_sized) {
            return None;
        }
        let unit = unit(media_type);
        let (across, down) = if view.turn.is_multiple_of(180) { (width, height) } else { (height, width) };
        let shown = view.zoom.filter(|_| is_sized).map(|percent| {
            let scaled = |side: f32| (side * unit * f32::from(percent) / 100.0).round().max(1.0) as u32;
            [scaled(across), scaled(down)]
        });
        let is_large = shown.is_some_and(|[across, down]| across.max(down) > link::PICTURE_PX);
        let side = if is_large { link::LARGE_PICTURE_PX } else { link::PICTURE_PX };
        let lines = text.page.filter(|page| page.source != PageSource::Cells && is_sized).map(|page| &page.lines);
        Some(Self {
            src: has_picture.then(|| link::picture(path, text.number, side)),
            larger: link::picture(path, text.number, link::LARGE_PICTURE_PX),
            width,
            height,
            unit,
            view_box: format!("0 0 {across} {down}"),
            transform: transform(view.turn, width, height),
            shown,
            zoom: view.zoom.map_or_else(|| "fit".to_owned(), |percent| percent.to_string()),
            turn: view.turn,
            tools: if is_sized { tools(view, lang) } else { Vec::new() },
            lines: lines.into_iter().flatten().map(|line| placed(&line.text, line.bbox)).collect(),
            boxes,
            strip: strip(path, has_picture, text, view),
        })
    }

    /// Whether the page's size is known, so that its text and marks can lie over it.
    pub(super) fn is_sized(&self) -> bool {
        self.width > 0.0 && self.height > 0.0
    }
}

/// Whether a page can be drawn: papers that are, and scans and photos, which are pictures themselves.
pub(super) fn has_picture(media_type: &str, source: Option<PageSource>) -> bool {
    let is_drawn = media_type == Format::Pdf.media_type() || media_type.starts_with("image/");
    (is_drawn || source == Some(PageSource::Ocr)) && media_type != Format::Heic.media_type()
}

/// Pixels of the screen, 96 to the inch, for one of the page's units: points, millimetres or pixels.
fn unit(media_type: &str) -> f32 {
    match media_type {
        kind if kind == Format::Pdf.media_type() => 96.0 / 72.0,
        kind if kind == Format::Ofd.media_type() => 96.0 / 25.4,
        _ => 1.0,
    }
}

fn transform(turn: u16, width: f32, height: f32) -> String {
    match turn {
        90 => format!("matrix(0 1 -1 0 {height} 0)"),
        180 => format!("matrix(-1 0 0 -1 {width} {height})"),
        270 => format!("matrix(0 -1 1 0 0 {width})"),
        _ => "matrix(1 0 0 1 0 0)".to_owned(),
    }
}

fn tools(view: &View, lang: Lang) -> Vec<Tool> {
    // From the whole width on, the first step each way is one that shows.
    let now = view.zoom.unwrap_or(100);
    let larger = STEPS.into_iter().find(|step| *step > now).unwrap_or(MOST);
    let smaller = STEPS.into_iter().rev().find(|step| *step < now).unwrap_or(LEAST);
    let tool = |does, zoom, turn, word, key, is_on| Tool { does, href: view.at(zoom, turn), word, key, is_on };
    vec![
        tool("fit", None, view.turn, lang.pick("适合宽度", "Fit width"), "0", view.zoom.is_none()),
        tool("full", Some(100), view.turn, lang.pick("实际大小", "Actual size"), "1", view.zoom == Some(100)),
        tool("larger", Some(larger), view.turn, lang.pick("放大", "Larger"), "+", false),
        tool("smaller", Some(smaller), view.turn, lang.pick("缩小", "Smaller"), "-", false),
        tool("turn", view.zoom, (view.turn + 90) % 360, lang.pick("向右转", "Turn right"), "r", false),
    ]
}

/// Where a line stands: characters fill nine tenths of its height, and rest a little above its lower edge.
fn placed(text: &str, [x0, y0, x1, y1]: [f32; 4]) -> OverlaidLine {
    let (across, down) = (x1 - x0, y1 - y0);
    let text = text.replace('\t', " ");
    if down > 1.5 * across && text.chars().nth(1).is_some() {
        return OverlaidLine { x: (x0 + x1) / 2.0, y: y0, size: across * 0.85, length: down, is_column: true, text };
    }
    OverlaidLine { x: x0, y: y1 - down * 0.15, size: down * 0.85, length: across, is_column: false, text }
}

/// The page with its neighbours, and the first and last.
fn strip(path: &ArchivePath, has_picture: bool, text: &PageText<'_>, view: &View) -> Vec<StripPage> {
    if text.count < 2 {
        return Vec::new();
    }
    let near = text.number.saturating_sub(STRIP).max(1)..=text.number.saturating_add(STRIP).min(text.count);
    let ends = [1, text.count].into_iter().filter(|end| !near.contains(end));
    let mut numbers: Vec<u32> = near.clone().chain(ends).collect();
    numbers.sort_unstable();
    let page = |number: u32| StripPage {
        number,
        href: view.kept(&link::with(&link::with(&view.here, "page", &number.to_string()), "hit", "")),
        thumbnail: if has_picture { link::thumbnail_of(path, number) } else { String::new() },
        is_current: number == text.number,
    };
    numbers.into_iter().map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Line;

    fn page(source: PageSource) -> Page {
        let line = |text: &str, bbox| Line { text: text.to_owned(), bbox, confidence: 0.9, weak: Vec::new() };
        Page {
            page: 2,
            label: None,
            source,
            width: 600.0,
            height: 800.0,
            text: "公示\n张庄村".to_owned(),
            lines: vec![line("公示", [10.0, 100.0, 60.0, 120.0]), line("张庄村", [500.0, 100.0, 520.0, 160.0])],
        }
    }

    fn viewer(media_type: &str, source: PageSource, zoom: &str, turn: &str) -> Option<PageViewer> {
        let page = page(source);
        let text = PageText { page: Some(&page), number: 2, count: 30 };
        let view = View::new(zoom, turn, "/file/a?page=2&q=x");
        PageViewer::new(&ArchivePath::new("a"), media_type, &text, Vec::new(), &view, Lang::Zh)
    }

    #[test]
    fn a_page_fills_the_width_or_has_its_size_on_paper() {
        let fit = viewer("application/pdf", PageSource::TextLayer, "", "").expect("a viewer");
        assert_eq!((fit.shown, fit.view_box.as_str(), fit.zoom.as_str()), (None, "0 0 600 800", "fit"));
        let full = viewer("application/pdf", PageSource::TextLayer, "100", "90").expect("a viewer");
        assert_eq!((full.shown, full.view_box.as_str()), (Some([1067, 800]), "0 0 800 600"));
        assert!(full.src.as_deref().is_some_and(|src| !src.contains("side=")), "{:?}", full.src);
        let large = viewer("application/pdf", PageSource::TextLayer, "9000", "-90").expect("a viewer");
        assert_eq!((large.zoom.as_str(), large.turn, large.shown), ("400", 270, Some([4267, 3200])));
        assert!(large.src.as_deref().is_some_and(|src| src.ends_with("&side=3200")), "{:?}", large.src);
    }

    #[test]
    fn turned_corners_stay_on_the_page() {
        for (turn, corner) in [(0, (600.0, 800.0)), (90, (0.0, 600.0)), (180, (0.0, 0.0)), (270, (800.0, 0.0))] {
            let written = transform(turn, 600.0, 800.0);
            let numbers: Vec<f32> = written
                .trim_start_matches("matrix(")
                .trim_end_matches(')')
                .split(' ')
                .map(|number| number.parse().expect("a number"))
                .collect();
            let [a, b, c, d, e, f] = numbers[..] else { panic!("six numbers: {written}") };
            assert_eq!((a * 600.0 + c * 800.0 + e, b * 600.0 + d * 800.0 + f), corner, "{turn}");
        }
    }

    #[test]
    fn tools_and_neighbours_keep_the_rest_of_the_address() {
        let shown = viewer("image/jpeg", PageSource::Ocr, "150", "90").expect("a viewer");
        let href = |does: &str| shown.tools.iter().find(|tool| tool.does == does).map(|tool| tool.href.as_str());
        assert_eq!(href("fit"), Some("/file/a?page=2&q=x&turn=90"));
        assert_eq!(href("larger"), Some("/file/a?page=2&q=x&zoom=200&turn=90"));
        assert_eq!(href("turn"), Some("/file/a?page=2&q=x&zoom=150&turn=180"));
        let numbers: Vec<u32> = shown.strip.iter().map(|page| page.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 30]);
        assert_eq!(shown.strip[2].href, "/file/a?q=x&page=3&zoom=150&turn=90");
    }

    #[test]
    fn lines_lie_over_the_picture_and_columns_go_down() {
        let shown = viewer("application/pdf", PageSource::TextLayer, "", "").expect("a viewer");
        assert_eq!((shown.lines[0].y, shown.lines[0].size, shown.lines[0].length), (117.0, 17.0, 50.0));
        assert!(shown.lines[1].is_column && shown.lines[1].x == 510.0 && shown.lines[1].length == 60.0);
    }

    #[test]
    fn what_has_no_picture_has_no_viewer_and_ofd_is_sketched() {
        assert!(viewer("text/plain", PageSource::Plain, "", "").is_none());
        assert!(viewer("image/heic", PageSource::Ocr, "", "").is_none());
        let sketch = viewer(Format::Ofd.media_type(), PageSource::TextLayer, "", "").expect("a sketch");
        assert!(sketch.src.is_none() && sketch.lines.len() == 2);
    }
}
