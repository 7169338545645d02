//! Photos on a map that is drawn from the villages' areas alone: without map tiles.

use crate::model::{Coordinates, Lang, PhotoRecord, Township};

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;
/// The drawing's width in its own units, and its greatest height.
const WIDTH: f64 = 960.0;
const MOST_HEIGHT: f64 = 720.0;
/// Points are drawn as far outside all areas as this share of their extent; further ones are counted.
const MARGIN: f64 = 0.35;
/// No more points than this are drawn.
const MOST_POINTS: usize = 3_000;

/// A village's area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its outline as an SVG path.
    pub path: String,
    /// The village's name.
    pub name: String,
    /// Where the name stands.
    pub at: [String; 2],
    /// The outline is a circle around a middle, and no boundary.
    pub is_circle: bool,
}

/// A photo.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPoint {
    /// Where it stands.
    pub at: [String; 2],
    /// `in`, `out` or nothing.
    pub class: &'static str,
    /// What it says when asked.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The mark of its photo in the same file.
    pub anchor: String,
}

/// A photo beyond the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct BeyondShown {
    /// Unit, name and how far from the middle of the map.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The mark of its photo in the same file.
    pub anchor: String,
}

/// The map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapShown {
    /// `0 0 960 600`.
    pub view: String,
    /// The villages' areas.
    pub areas: Vec<Area>,
    /// The photos.
    pub points: Vec<MapPoint>,
    /// A line of a round length: from, to, height above the foot, and how long it is.
    pub scale: [String; 4],
    /// Photos with a position that lies beyond the drawing, the nearest first: what they say and where they lead.
    pub beyond: Vec<BeyondShown>,
}

/// A photo with a position, as the caller wants it named and linked.
#[derive(Debug, Clone)]
pub struct Placed<'p> {
    /// The photo.
    pub photo: &'p PhotoRecord,
    /// Whose it is.
    pub unit: &'p str,
    /// Where it leads.
    pub href: String,
    /// The mark of its photo in the same file.
    pub anchor: String,
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    low: (f64, f64),
    high: (f64, f64),
}

impl Bounds {
    fn of(points: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        points.fold(None, |bounds: Option<Self>, (x, y)| {
            let Bounds { low, high } = bounds.unwrap_or(Self { low: (x, y), high: (x, y) });
            Some(Self { low: (low.0.min(x), low.1.min(y)), high: (high.0.max(x), high.1.max(y)) })
        })
    }

    fn grown(self, share: f64) -> Self {
        // Points in one place get half a kilometre of room around them.
        let room = (self.high.0 - self.low.0).max(self.high.1 - self.low.1).max(500.0) * share;
        let (low, high) = (self.low, self.high);
        Self { low: (low.0 - room, low.1 - room), high: (high.0 + room, high.1 + room) }
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.low.0..=self.high.0).contains(&x) && (self.low.1..=self.high.1).contains(&y)
    }
}

impl MapShown {
    /// Draws the villages' areas and the photos with a position. `None` where no photo has one.
    pub fn new(township: &Township, placed: &[Placed<'_>], lang: Lang) -> Option<Self> {
        let positions: Vec<(&Placed<'_>, Coordinates)> = placed
            .iter()
            .filter_map(|placed| {
                let (lat, lon) = placed.photo.place.lat.zip(placed.photo.place.lon)?;
                Some((placed, Coordinates { lat, lon }))
            })
            .collect();
        let rings: Vec<(&str, Vec<Vec<Coordinates>>, bool)> = township
            .villages
            .iter()
            .filter_map(|village| match (&village.boundary, village.center, village.radius_m) {
                (Some(rings), ..) => Some((village.name.as_str(), rings.clone(), false)),
                (None, Some(center), Some(radius)) => Some((village.name.as_str(), vec![circle(center, radius)], true)),
                _ => None,
            })
            .collect();
        let corners = || rings.iter().flat_map(|(_, rings, _)| rings.iter().flatten().copied());
        let middle =
            corners().next().or_else(|| positions.first().map(|(_, at)| *at)).filter(|_| !positions.is_empty())?;
        let east = DEGREE_M * middle.lat.to_radians().cos();
        let flat = |at: Coordinates| ((at.lon - middle.lon) * east, (middle.lat - at.lat) * DEGREE_M);
        let near = match Bounds::of(corners().map(flat)) {
            Some(areas) => areas.grown(MARGIN),
            None => around_most(positions.iter().map(|(_, at)| flat(*at)).collect())?,
        };
        let drawn: Vec<_> = positions.iter().filter(|(_, at)| near.holds(flat(*at))).collect();
        let bounds = Bounds::of(corners().map(flat).chain(drawn.iter().map(|(_, at)| flat(*at))))?.grown(0.05);
        let (wide, high) = (bounds.high.0 - bounds.low.0, bounds.high.1 - bounds.low.1);
        let factor = (WIDTH / wide).min(MOST_HEIGHT / high);
        let (width, height) = (wide * factor, high * factor);
        let place = |at: Coordinates| {
            let (x, y) = flat(at);
            ((x - bounds.low.0) * factor, (y - bounds.low.1) * factor)
        };
        let written = |(x, y): (f64, f64)| [format!("{x:.1}"), format!("{y:.1}")];
        let areas = rings.iter().map(|(name, rings, is_circle)| {
            let whole = Bounds::of(rings.iter().flatten().map(|at| place(*at)));
            // Photos are dense in the middle of a village; its name is drawn above them.
            let at = whole.map_or((0.0, 0.0), |b| ((b.low.0 + b.high.0) / 2.0, b.low.1 * 0.78 + b.high.1 * 0.22));
            let path = rings.iter().map(|ring| outline(ring.iter().map(|at| place(*at)))).collect();
            Area { path, name: (*name).to_owned(), at: written(at), is_circle: *is_circle }
        });
        let points = drawn.iter().take(MOST_POINTS).map(|(placed, at)| {
            let (class, word) = match placed.photo.place.inside {
                Some(true) => ("in", lang.pick("在本村", "inside")),
                Some(false) => ("out", lang.pick("不在本村，请核实", "outside, please verify")),
                None => ("", lang.pick("范围未知", "area not known")),
            };
            let (name, unit) = (placed.photo.path.file_name(), placed.unit);
            let time = placed.photo.captured.value.as_deref().and_then(|value| value.get(..10)).unwrap_or("–");
            MapPoint {
                at: written(place(*at)),
                class,
                title: format!("{unit} · {name} · {time} · {word}"),
                href: placed.href.clone(),
                anchor: placed.anchor.clone(),
            }
        });
        Some(Self {
            view: format!("0 0 {width:.0} {height:.0}"),
            areas: areas.collect(),
            points: points.collect(),
            scale: scale(width, height, factor, lang),
            beyond: beyond(&positions, middle, |at| near.holds(flat(at)), lang),
        })
    }
}

/// The photos beyond the drawing, the nearest first.
fn beyond(
    positions: &[(&Placed<'_>, Coordinates)],
    middle: Coordinates,
    is_drawn: impl Fn(Coordinates) -> bool,
    lang: Lang,
) -> Vec<BeyondShown> {
    let mut away: Vec<_> = positions.iter().filter(|(_, at)| !is_drawn(*at)).collect();
    let metres = |at: &Coordinates| at.distance_m(middle);
    away.sort_by(|(_, a), (_, b)| metres(a).total_cmp(&metres(b)));
    let shown = away.into_iter().map(|(placed, at)| {
        let (name, unit, km) = (placed.photo.path.file_name(), placed.unit, (metres(at) / 1_000.0).round());
        BeyondShown {
            title: match lang {
                Lang::Zh => format!("{unit} · {name} · 约 {km} 公里外"),
                Lang::En => format!("{unit} · {name} · about {km} km away"),
            },
            href: placed.href.clone(),
            anchor: placed.anchor.clone(),
        }
    });
    shown.collect()
}

/// Without any area: the place where most photos are, and 20 km around it.
fn around_most(mut points: Vec<(f64, f64)>) -> Option<Bounds> {
    const AROUND_M: f64 = 20_000.0;
    let half = points.len() / 2;
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let x = points.get(half)?.0;
    points.sort_by(|a, b| a.1.total_cmp(&b.1));
    let y = points.get(half)?.1;
    Some(Bounds { low: (x - AROUND_M, y - AROUND_M), high: (x + AROUND_M, y + AROUND_M) })
}

fn circle(center: Coordinates, radius_m: f64) -> Vec<Coordinates> {
    const CORNERS: u32 = 48;
    let east = DEGREE_M * center.lat.to_radians().cos();
    (0..CORNERS)
        .map(|corner| {
            let angle = f64::from(corner) / f64::from(CORNERS) * std::f64::consts::TAU;
            Coordinates {
                lat: center.lat + radius_m * angle.sin() / DEGREE_M,
                lon: center.lon + radius_m * angle.cos() / east,
            }
        })
        .collect()
}

fn outline(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (n, (x, y)) in points.enumerate() {
        path.push_str(&format!("{}{x:.1} {y:.1}", if n == 0 { "M" } else { "L" }));
    }
    if !path.is_empty() {
        path.push('Z');
    }
    path
}

/// A line of a round length, about a sixth of the drawing.
fn scale(width: f64, height: f64, factor: f64, lang: Lang) -> [String; 4] {
    const LENGTHS: [(f64, &str, &str); 8] = [
        (50_000.0, "50 公里", "50 km"),
        (20_000.0, "20 公里", "20 km"),
        (10_000.0, "10 公里", "10 km"),
        (5_000.0, "5 公里", "5 km"),
        (2_000.0, "2 公里", "2 km"),
        (1_000.0, "1 公里", "1 km"),
        (500.0, "500 米", "500 m"),
        (200.0, "200 米", "200 m"),
    ];
    let fits = LENGTHS.iter().find(|(metres, ..)| metres * factor <= width / 5.0).unwrap_or(&LENGTHS[7]);
    let (from, y) = (12.0, height - 14.0);
    let to = from + fits.0 * factor;
    [format!("{from:.0}"), format!("{to:.1}"), format!("{y:.0}"), lang.pick(fits.1, fits.2).to_owned()]
}
