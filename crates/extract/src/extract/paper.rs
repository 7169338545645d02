//! Pictures put onto white paper at their places.

use image::{DynamicImage, Rgb, RgbImage, RgbaImage, imageops};

/// The longest side that a picture is made, in pixels.
const MAX_SIDE: u32 = 20_000;

/// Puts a picture, whose unit square the matrix lays onto the paper's pixels.
pub(super) fn put(paper: &mut RgbImage, picture: DynamicImage, [a, b, c, d, e, f]: [f64; 6]) {
    // Smaller pictures first become as large as they will be, so that every pixel counts.
    let wanted = |length: f64| length.round().clamp(1.0, f64::from(MAX_SIDE)) as u32;
    let (across, down) = (wanted(a.hypot(b)), wanted(c.hypot(d)));
    let picture = if across < picture.width() || down < picture.height() {
        let (across, down) = (across.min(picture.width()), down.min(picture.height()));
        picture.resize_exact(across, down, imageops::FilterType::Triangle)
    } else {
        picture
    };
    let picture: RgbaImage = picture.into_rgba8();
    let (columns, rows) = (f64::from(picture.width()), f64::from(picture.height()));
    let determinant = a * d - b * c;
    // The part of the paper that the picture can touch.
    let corners = [[e, f], [e + a, f + b], [e + c, f + d], [e + a + c, f + b + d]];
    let range = |axis: usize, most: u32| {
        let values = corners.map(|corner| corner[axis]);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min).floor().clamp(0.0, f64::from(most));
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil().clamp(0.0, f64::from(most));
        least as u32..largest as u32
    };
    for y in range(1, paper.height()) {
        for x in range(0, paper.width()) {
            let (dx, dy) = (f64::from(x) + 0.5 - e, f64::from(y) + 0.5 - f);
            let (u, v) = ((d * dx - c * dy) / determinant, (a * dy - b * dx) / determinant);
            if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                continue;
            }
            let [red, green, blue, alpha] = picture.get_pixel((u * columns) as u32, (v * rows) as u32).0;
            let below = paper.get_pixel_mut(x, y);
            let mix = |new: u8, old: u8| {
                ((u16::from(new) * u16::from(alpha) + u16::from(old) * (255 - u16::from(alpha))) / 255) as u8
            };
            *below = Rgb([mix(red, below.0[0]), mix(green, below.0[1]), mix(blue, below.0[2])]);
        }
    }
}
