//! Where a picture was taken: a position against the areas of villages, and places in words.

use std::f64::consts::PI;

use crate::model::{Coordinates, Township, Village};

/// How far outside every village's area a position still counts as in the township, in metres: some phones store
/// positions shifted by half a kilometre, and fields lie around a village.
const TOWNSHIP_MARGIN_M: f64 = 2_000.0;

/// Where a position lies, as seen from one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// In the village's own area.
    Inside,
    /// In the area only if the position is one of GCJ-02, the shifted grid of Chinese maps, taken for WGS-84.
    InsideIfShifted,
    /// In another village's area: its name.
    OtherVillage(String),
    /// In none of the areas, but near one.
    Outside,
    /// Further than 2 km from every village's area, all of which are known.
    OutsideTownship,
    /// The village's area is not known.
    Unknown,
}

/// Says where a position lies. `village` is the one that the picture belongs to; the township's own pictures have none
/// and are only seen as inside the township or not.
pub fn whereabouts(point: Coordinates, township: &Township, village: Option<&Village>) -> Whereabouts {
    if let Some(village) = village {
        match is_inside(village, point) {
            None => return Whereabouts::Unknown,
            Some(true) => return Whereabouts::Inside,
            Some(false) if is_inside(village, from_gcj02(point)) == Some(true) => return Whereabouts::InsideIfShifted,
            Some(false) => {}
        }
    }
    if let Some(other) = township.villages.iter().find(|other| is_inside(other, point) == Some(true)) {
        return if village.is_some() { Whereabouts::OtherVillage(other.name.clone()) } else { Whereabouts::Inside };
    }
    let distances: Option<Vec<f64>> = township.villages.iter().map(|other| distance_to(other, point)).collect();
    match distances.as_deref() {
        None | Some([]) if village.is_none() => Whereabouts::Unknown,
        Some(all @ [_, ..]) if all.iter().all(|distance| *distance > TOWNSHIP_MARGIN_M) => Whereabouts::OutsideTownship,
        _ if village.is_none() => Whereabouts::Inside,
        _ => Whereabouts::Outside,
    }
}

/// Whether a point lies in a village: in its boundary where one is given, or else in the circle around its middle;
/// `None` where neither is known.
pub fn is_inside(village: &Village, point: Coordinates) -> Option<bool> {
    if let Some(rings) = &village.boundary {
        // Even-odd over all rings, so that holes and several parts come out right.
        let crossings: usize = rings.iter().map(|ring| crossings(ring, point)).sum();
        return Some(crossings % 2 == 1);
    }
    Some(village.center?.distance_m(point) <= village.radius_m?)
}

/// How often the ray from a point to the east crosses a ring.
fn crossings(ring: &[Coordinates], point: Coordinates) -> usize {
    edges(ring)
        .filter(|(a, b)| {
            (a.lat > point.lat) != (b.lat > point.lat)
                && point.lon < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon
        })
        .count()
}

fn edges(ring: &[Coordinates]) -> impl Iterator<Item = (&Coordinates, &Coordinates)> {
    ring.iter().zip(ring.iter().cycle().skip(1))
}

/// Metres from a point outside to a village's area; `None` where that is not known.
pub fn distance_to(village: &Village, point: Coordinates) -> Option<f64> {
    let Some(rings) = &village.boundary else {
        return Some((village.center?.distance_m(point) - village.radius_m?).max(0.0));
    };
    // Some kilometres of the earth are flat enough.
    let east = 111_195.0 * point.lat.to_radians().cos();
    let flat = |at: &Coordinates| ((at.lon - point.lon) * east, (at.lat - point.lat) * 111_195.0);
    let to_edge = |(a, b): (&Coordinates, &Coordinates)| {
        let ((ax, ay), (bx, by)) = (flat(a), flat(b));
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        (ax + along * dx).hypot(ay + along * dy)
    };
    rings.iter().flat_map(|ring| edges(ring)).map(to_edge).min_by(f64::total_cmp)
}

/// The published approximation of the shift between WGS-84 and GCJ-02, with the Krasovsky 1940 ellipsoid.
pub fn to_gcj02(point: Coordinates) -> Coordinates {
    const A: f64 = 6_378_245.0;
    const EE: f64 = 0.006_693_421_622_965_943;
    if !(0.8293..=55.8271).contains(&point.lat) || !(72.004..=137.8347).contains(&point.lon) {
        return point;
    }
    let (x, y) = (point.lon - 105.0, point.lat - 35.0);
    let wave = |value: f64, parts: [(f64, f64); 3]| -> f64 {
        parts.iter().map(|(size, length)| size * (value * PI / length).sin()).sum::<f64>() * 2.0 / 3.0
    };
    let short = wave(x, [(20.0, 1.0 / 6.0), (20.0, 0.5), (0.0, 1.0)]);
    let root = x.abs().sqrt();
    let lat = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + short
        + wave(y, [(20.0, 1.0), (40.0, 3.0), (0.0, 1.0)])
        + wave(y, [(160.0, 12.0), (320.0, 30.0), (0.0, 1.0)]);
    let lon = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + short
        + wave(x, [(20.0, 1.0), (40.0, 3.0), (0.0, 1.0)])
        + wave(x, [(150.0, 12.0), (300.0, 30.0), (0.0, 1.0)]);
    let angle = point.lat.to_radians();
    let magic = 1.0 - EE * angle.sin().powi(2);
    let root = magic.sqrt();
    Coordinates {
        lat: point.lat + lat * 180.0 / (A * (1.0 - EE) / (magic * root) * PI),
        lon: point.lon + lon * 180.0 / (A / root * angle.cos() * PI),
    }
}

/// The position that a shifted one stands for, to about a metre.
pub fn from_gcj02(point: Coordinates) -> Coordinates {
    let mut guess = point;
    for _ in 0..3 {
        let shifted = to_gcj02(guess);
        guess = Coordinates { lat: guess.lat + point.lat - shifted.lat, lon: guess.lon + point.lon - shifted.lon };
    }
    guess
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(lat: f64, lon: f64) -> Coordinates {
        Coordinates { lat, lon }
    }

    fn round(name: &str, lat: f64, lon: f64, radius_m: f64) -> Village {
        Village { name: name.to_owned(), center: Some(at(lat, lon)), radius_m: Some(radius_m), ..Village::default() }
    }

    #[test]
    fn inside_a_circle_and_a_boundary() {
        let round = Village { center: Some(at(35.1, 117.46)), radius_m: Some(3000.0), ..Village::default() };
        assert_eq!(is_inside(&round, at(35.12, 117.46)), Some(true), "2.2 km north");
        assert_eq!(is_inside(&round, at(35.13, 117.46)), Some(false), "3.3 km north");
        let ring = vec![at(35.0, 117.0), at(35.0, 118.0), at(36.0, 118.0), at(36.0, 117.0)];
        let hole = vec![at(35.4, 117.4), at(35.4, 117.6), at(35.6, 117.6), at(35.6, 117.4)];
        let square = Village { boundary: Some(vec![ring, hole]), ..Village::default() };
        assert_eq!(is_inside(&square, at(35.2, 117.2)), Some(true));
        assert_eq!(is_inside(&square, at(35.5, 117.5)), Some(false), "in the hole");
        assert_eq!(is_inside(&square, at(34.9, 117.5)), Some(false));
        assert_eq!(is_inside(&Village::default(), at(35.0, 117.0)), None);
        let far = distance_to(&square, at(34.99, 117.5)).expect("a boundary");
        assert!((far - 1_112.0).abs() < 2.0, "{far}");
    }

    #[test]
    fn other_villages_and_other_townships() {
        let own = round("张庄村", 35.10, 117.46, 1_000.0);
        let township =
            Township { villages: vec![own.clone(), round("付庄村", 35.15, 117.46, 1_000.0)], ..Township::default() };
        let seen = |lat, lon| whereabouts(at(lat, lon), &township, Some(&own));
        assert_eq!(seen(35.105, 117.46), Whereabouts::Inside);
        assert_eq!(seen(35.15, 117.465), Whereabouts::OtherVillage("付庄村".to_owned()));
        assert_eq!(seen(35.125, 117.46), Whereabouts::Outside, "between the two");
        assert_eq!(seen(36.0, 117.46), Whereabouts::OutsideTownship);
        assert_eq!(whereabouts(at(35.125, 117.46), &township, None), Whereabouts::Inside);
        assert_eq!(whereabouts(at(36.0, 117.46), &township, None), Whereabouts::OutsideTownship);
        let unknown = Village { name: "东凫山村".to_owned(), ..Village::default() };
        let some = Township { villages: vec![own.clone(), unknown.clone()], ..Township::default() };
        assert_eq!(whereabouts(at(36.0, 117.46), &some, Some(&own)), Whereabouts::Outside, "a village is not placed");
        assert_eq!(whereabouts(at(36.0, 117.46), &some, Some(&unknown)), Whereabouts::Unknown);
        assert_eq!(whereabouts(at(36.0, 117.46), &Township::default(), None), Whereabouts::Unknown);
    }

    #[test]
    fn a_shifted_position_is_tolerated() {
        // In Peking the grid is 0.0014 degrees to the north and 0.0062 to the east.
        let shifted = to_gcj02(at(39.905_94, 116.384_65));
        assert!((shifted.lat - 39.907_34).abs() < 1e-4 && (shifted.lon - 116.390_89).abs() < 1e-4, "{shifted:?}");
        let own = round("张庄村", 35.10, 117.46, 300.0);
        let township = Township { villages: vec![own.clone()], ..Township::default() };
        let stored = to_gcj02(at(35.10, 117.46));
        assert!(stored.distance_m(at(35.10, 117.46)) > 300.0);
        assert_eq!(whereabouts(stored, &township, Some(&own)), Whereabouts::InsideIfShifted);
        assert_eq!(to_gcj02(at(48.85, 2.35)), at(48.85, 2.35), "the grid ends with China");
    }

    proptest! {
        #[test]
        fn the_shift_is_undone(lat in 18.0_f64..53.0, lon in 74.0_f64..134.0) {
            let back = from_gcj02(to_gcj02(at(lat, lon)));
            prop_assert!(back.distance_m(at(lat, lon)) < 1.0, "{:?}", back);
        }
    }
}
