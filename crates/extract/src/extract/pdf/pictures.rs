//! The pictures of a page without what is written on them.

use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, LumaData, Paint, RgbData, SoftMask, TransformExt,
    font::GlyphRun,
    interpret_page,
    kurbo::{Affine, BezPath, Rect},
};
use hayro_syntax::{Pdf, page::Page as PdfPage};
use image::{DynamicImage, GrayImage, LumaA, Rgb, RgbImage, Rgba, RgbaImage};

use crate::extract::{paper::put, region::Frame};

/// Pixels of all pictures of one page together.
const MAX_PIXELS: u64 = 150_000_000;

/// Pictures of a page as they were drawn.
pub(super) struct Drawn {
    pub(super) pixels: RgbImage,
    /// Some of them are damaged, too large or in a form that is not known, and left out.
    pub(super) is_incomplete: bool,
}

/// Draws the pictures within a frame of the page, `scale` pixels for one point.
pub(super) fn pictures<'a>(
    pdf: &'a Pdf,
    page: &'a PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    [x0, y0, x1, y1]: Frame,
    scale: f64,
) -> Drawn {
    let side = |length: f64| (length * scale).round().clamp(1.0, 8_000.0) as u32;
    let (width, height) = page.render_dimensions();
    let mut paper = WhitePaper {
        pixels: RgbImage::from_pixel(side(x1 - x0), side(y1 - y0), Rgb([255; 3])),
        place: Affine::scale(scale) * Affine::translate((-x0, -y0)),
        total: 0,
        opacities: Vec::new(),
        is_incomplete: false,
    };
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
        cache,
        pdf.xref(),
        settings.clone(),
    );
    interpret_page(page, &mut context, &mut paper);
    Drawn { pixels: paper.pixels, is_incomplete: paper.is_incomplete }
}

/// White paper that only pictures are put onto.
struct WhitePaper {
    pixels: RgbImage,
    /// From the page's points to pixels.
    place: Affine,
    total: u64,
    /// How opaque the groups are that are drawn at present, 0 to 1.
    opacities: Vec<f32>,
    /// A picture was left out.
    is_incomplete: bool,
}

impl WhitePaper {
    fn put(&mut self, picture: Option<DynamicImage>, factors: (f32, f32), transform: Affine) {
        let Some(picture) = picture else {
            self.is_incomplete = true;
            return;
        };
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        let unit = Affine::scale_non_uniform(width * f64::from(factors.0), height * f64::from(factors.1));
        let matrix = (self.place * transform * unit).as_coeffs();
        let [a, b, c, d, ..] = matrix;
        self.total += u64::from(picture.width()) * u64::from(picture.height());
        self.is_incomplete |= self.total > MAX_PIXELS;
        if self.total <= MAX_PIXELS && matrix.iter().all(|value| value.is_finite()) && (a * d - b * c).abs() > 1e-6 {
            let picture = self.faded(picture);
            put(&mut self.pixels, picture, matrix);
        }
    }

    /// A picture as opaque as its groups are.
    fn faded(&self, picture: DynamicImage) -> DynamicImage {
        let opacity: f32 = self.opacities.iter().product();
        if opacity > 0.99 {
            return picture;
        }
        let mut faded = picture.into_rgba8();
        faded.pixels_mut().for_each(|pixel| pixel.0[3] = (f32::from(pixel.0[3]) * opacity) as u8);
        faded.into()
    }
}

impl<'a> Device<'a> for WhitePaper {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let there = (self.place * props.transform).transform_rect_bbox(whole);
        let paper = Rect::new(0.0, 0.0, f64::from(self.pixels.width()), f64::from(self.pixels.height()));
        if !there.is_finite() || !there.overlaps(paper) {
            return;
        }
        let wanted = Some((there.width().ceil().max(1.0) as u32, there.height().ceil().max(1.0) as u32));
        // The library calls back for pictures that it can decode; of one that is cut off it leaves the missing rows out.
        let rows = f64::from(image.height());
        let is_whole = |height: u32, factor: f32| f64::from(height) * f64::from(factor) > rows - 1.0;
        let mut is_decoded = false;
        match image {
            Image::Raster(raster) => raster.with_rgba(
                |data, alpha| {
                    let factors = data.scale_factors();
                    is_decoded = is_whole(data.height(), factors.1);
                    self.put(raster_picture(data, alpha), factors, props.transform);
                },
                wanted,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(
                |data, paint| {
                    is_decoded = is_whole(data.height, data.scale_factors.1);
                    let color = match paint {
                        Paint::Color(color) => color.to_rgba().to_rgba8(),
                        Paint::Pattern(_) => [0, 0, 0, 255],
                    };
                    let factors = data.scale_factors;
                    self.put(stencil_picture(data, color), factors, props.transform);
                },
                wanted,
            ),
        }
        self.is_incomplete |= !is_decoded;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.opacities.push(opacity.clamp(0.0, 1.0));
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {
        self.opacities.pop();
    }
}

fn raster_picture(data: ImageData, alpha: Option<LumaData>) -> Option<DynamicImage> {
    let Some(alpha) = alpha else {
        return match data {
            ImageData::Rgb(RgbData { data, width, height, .. }) => {
                RgbImage::from_raw(width, height, data).map(DynamicImage::from)
            }
            ImageData::Luma(LumaData { data, width, height, .. }) => {
                GrayImage::from_raw(width, height, data).map(DynamicImage::from)
            }
        };
    };
    let opacity = GrayImage::from_raw(alpha.width, alpha.height, alpha.data)?;
    let (width, height) = (data.width(), data.height());
    let picture: DynamicImage = match data {
        ImageData::Rgb(rgb) => RgbImage::from_raw(width, height, rgb.data)?.into(),
        ImageData::Luma(luma) => GrayImage::from_raw(width, height, luma.data)?.into(),
    };
    // The finer of the two says how fine the picture is.
    let (across, down) = (width.max(opacity.width()), height.max(opacity.height()));
    let at = |x: u32, y: u32, width: u32, height: u32| {
        let part = |value: u32, of: u32, most: u32| (u64::from(value) * u64::from(most) / u64::from(of.max(1))) as u32;
        (part(x, across, width), part(y, down, height))
    };
    let picture = picture.into_rgb8();
    Some(
        RgbaImage::from_fn(across, down, |x, y| {
            let (px, py) = at(x, y, width, height);
            let (ax, ay) = at(x, y, opacity.width(), opacity.height());
            let [red, green, blue] = picture.get_pixel(px, py).0;
            Rgba([red, green, blue, opacity.get_pixel(ax, ay).0[0]])
        })
        .into(),
    )
}

fn stencil_picture(data: LumaData, [red, green, blue, alpha]: [u8; 4]) -> Option<DynamicImage> {
    let mask = GrayImage::from_raw(data.width, data.height, data.data)?;
    let opaque = |covered: u8| (u16::from(covered) * u16::from(alpha) / 255) as u8;
    if red == green && green == blue {
        let mut out = image::GrayAlphaImage::new(mask.width(), mask.height());
        out.pixels_mut().zip(mask.pixels()).for_each(|(out, mask)| *out = LumaA([red, opaque(mask.0[0])]));
        return Some(out.into());
    }
    let mut out = RgbaImage::new(mask.width(), mask.height());
    out.pixels_mut().zip(mask.pixels()).for_each(|(out, mask)| *out = Rgba([red, green, blue, opaque(mask.0[0])]));
    Some(out.into())
}
