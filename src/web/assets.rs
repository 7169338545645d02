//! The style sheet and the scripts; every page works without the scripts.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use crate::report::html::STYLE;

/// Keyboard shortcuts, an ES module.
const APP: &str = include_str!("assets/app.js");
/// Size and turn of a page's picture without a new page, an ES module.
const VIEWER: &str = include_str!("assets/viewer.js");
/// The status of runs without a reload, an ES module.
const LIVE: &str = include_str!("assets/live.js");

/// `GET /assets/style.css`
pub(crate) async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

/// `GET /assets/app.js`
pub(crate) async fn app() -> Response {
    asset("text/javascript; charset=utf-8", APP)
}

/// `GET /assets/viewer.js`
pub(crate) async fn viewer() -> Response {
    asset("text/javascript; charset=utf-8", VIEWER)
}

/// `GET /assets/live.js`
pub(crate) async fn live() -> Response {
    asset("text/javascript; charset=utf-8", LIVE)
}

/// The sign in a browser's tab: a page with a tick.
const ICON: &str = include_str!("assets/favicon.svg");

/// `GET /favicon.svg`, and `/favicon.ico` for browsers that ask for it unasked.
pub(crate) async fn icon() -> Response {
    asset("image/svg+xml", ICON)
}

fn asset(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of `#rgb` or `#rrggbb`, WCAG 2.
    fn luminance(color: &str) -> f64 {
        let digits = color.trim_start_matches('#');
        let wide: String =
            if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).expect("a hexadecimal colour")) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }

    #[test]
    fn text_stands_out_from_its_ground_in_light_dark_and_print() {
        let mut schemes = 0;
        for block in STYLE.split(":root {").skip(1) {
            let block = block.split('}').next().unwrap_or_default();
            let color = |name: &str| {
                let value = block.split(&format!("--{name}: ")).nth(1).expect("the scheme sets every colour");
                luminance(value.split(';').next().unwrap_or_default())
            };
            for ground in ["paper", "sheet", "shade"] {
                for ink in ["ink", "soft", "link", "complete", "partial", "missing", "fault", "unreadable"] {
                    let (a, b) = (color(ink), color(ground));
                    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                    assert!(contrast >= 4.5, "scheme {schemes}: {ink} on {ground} is {contrast:.2}");
                }
            }
            schemes += 1;
        }
        assert_eq!(schemes, 3);
    }
}
