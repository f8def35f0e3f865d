//! A text as a QR code, drawn as one path.

use super::RenderFault;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Light modules around the code.
const QUIET: usize = 4;
/// A code of more modules is not read from paper by an ordinary camera.
const MAX_WIDTH: usize = 129;

/// The code as SVG; as strong against damage as its length allows.
pub(super) fn svg(text: &str) -> Result<String, RenderFault> {
    let too_long = || RenderFault::Code(text.len());
    let code = [EcLevel::M, EcLevel::L]
        .into_iter()
        .filter_map(|level| QrCode::with_error_correction_level(text, level).ok())
        .find(|code| code.width() <= MAX_WIDTH)
        .ok_or_else(too_long)?;
    let (width, modules) = (code.width(), code.to_colors());
    let size = width.saturating_add(QUIET * 2);
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            // Writing to a text cannot fail.
            write!(path, "M{} {}h1v1h-1z", x.saturating_add(QUIET), y.saturating_add(QUIET))
                .map_err(|_| too_long())?;
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\">\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}
