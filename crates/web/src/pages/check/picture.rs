//! The code in a photograph: the picture is made grey and small, and what looks like a code is read.

use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, Limits};
use std::io::Cursor;

/// A picture is no wider and no higher, in points.
const WIDEST: u32 = 12_000;
/// Nor does it take more memory when it is unpacked, in bytes: a camera of 40 megapixels.
const MOST_UNPACKED: u64 = 160 << 20;
/// Sizes at which a code is looked for, in points: small first, because a large picture is slow and its noise is in the way. What is
/// smaller is made larger: a small code on a whole page has three points a module, of which the reader makes nothing.
const SIZES: [u32; 3] = [1_000, 1_800, 2_600];
/// But no more than so many times.
const LARGER: u32 = 4;

/// The text of the first code in a picture.
///
/// # Errors
/// The message to whom gave it.
pub(super) fn read(bytes: &[u8]) -> Result<String, &'static str> {
    let picture = DynamicImage::ImageLuma8(unpack(bytes).ok_or("check-picture")?.into_luma8());
    let longest = picture.width().max(picture.height()).saturating_mul(LARGER);
    let at = SIZES.iter().map(|size| *size.min(&longest));
    let mut pictures = at.map(|size| picture.resize(size, size, FilterType::Triangle).to_luma8());
    pictures.find_map(|picture| text(&picture)).ok_or("check-no-code")
}

fn unpack(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(WIDEST);
    limits.max_image_height = Some(WIDEST);
    limits.max_alloc = Some(MOST_UNPACKED);
    reader.limits(limits);
    reader.decode().ok()
}

fn text(picture: &image::GrayImage) -> Option<String> {
    let (width, height) = (usize::try_from(picture.width()).ok()?, usize::try_from(picture.height()).ok()?);
    let bytes = picture.as_raw();
    let point = |x: usize, y: usize| bytes.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, point);
    prepared.detect_grids().iter().find_map(|grid| grid.decode().ok().map(|(_, text)| text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, ImageFormat, Luma};
    use qrcodegen::{QrCode, QrCodeEcc};

    /// A photograph of a code: its points are so wide, paper and ink are no clean white and black.
    fn photograph(text: &str, width: u32, format: ImageFormat) -> Vec<u8> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let side = u32::try_from(code.size()).unwrap() + 8;
        let of = |n: u32| i32::try_from(n / width).unwrap() - 4;
        let picture = GrayImage::from_fn(side * width, side * width + 40, |x, y| {
            let noise = u8::try_from((x * 7 + y * 13) % 23).unwrap();
            Luma([if code.get_module(of(x), of(y)) { 40 + noise } else { 225 - noise }])
        });
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_code_is_read_from_a_photograph_small_or_large() {
        let long = "c2sp.org/tlog-proof@v1\n".repeat(70);
        for (text, width) in [
            ("case/abc 1 2", 2),
            ("case/abc 1 2", 4),
            ("case/abc 1 2", 90),
            (long.as_str(), 6),
            (long.as_str(), 14),
        ] {
            for format in [ImageFormat::Png, ImageFormat::Jpeg] {
                assert_eq!(read(&photograph(text, width, format)).as_deref(), Ok(text), "{width} {format:?}");
            }
        }
    }

    #[test]
    fn what_holds_no_code_or_is_no_picture_is_told() {
        let mut out = Cursor::new(Vec::new());
        GrayImage::from_pixel(300, 200, Luma([200])).write_to(&mut out, ImageFormat::Png).unwrap();
        let mut bytes = out.into_inner();
        assert_eq!(read(&bytes), Err("check-no-code"));
        bytes.truncate(60);
        assert_eq!(read(&bytes), Err("check-picture"));
    }

    #[test]
    fn a_picture_that_would_overrun_the_memory_is_refused_before_it_is_unpacked() {
        // A PNG's head that says 60,000 by 60,000 points, of a file of a few bytes.
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\0\0\0\0".to_vec();
        bytes.extend([0; 64]);
        assert_eq!(read(&bytes), Err("check-picture"));
    }
}
