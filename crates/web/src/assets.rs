//! Style, fonts and scripts of the pages, embedded in the program (`crates/web/assets`; `cargo xtask assets` makes them).
//!
//! They lie below a folder whose name is a hash of all of them, so that they may be kept for ever, and so that style and
//! scripts can name their neighbours.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::sync::LazyLock;
use tarazy_docket::sha256;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal $kind:literal;)*) => {
        &[$(Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("../assets/public/", $name)) }),*]
    };
}

const ASSETS: &[Asset] = assets! {
    "app.css" "text/css; charset=utf-8";
    "app.js" "text/javascript; charset=utf-8";
    "govuk-frontend.min.js" "text/javascript; charset=utf-8";
    "icon.svg" "image/svg+xml";
    "fonts/golos-text-cyrillic.woff2" "font/woff2";
    "fonts/golos-text-cyrillic-ext.woff2" "font/woff2";
    "fonts/golos-text-latin.woff2" "font/woff2";
    "fonts/golos-text-latin-ext.woff2" "font/woff2";
};

/// The folder of the assets: `/assets/` and 16 hex digits.
static FOLDER: LazyLock<String> = LazyLock::new(|| {
    let parts: Vec<&[u8]> = ASSETS.iter().flat_map(|a| [a.name.as_bytes(), b"\0", a.bytes]).collect();
    let hash = sha256(&parts).to_hex();
    format!("/assets/{}", hash.get(..16).unwrap_or(&hash))
});

/// What is text, packed once.
static PACKED: LazyLock<Vec<Option<Vec<u8>>>> = LazyLock::new(|| ASSETS.iter().map(pack).collect());

fn pack(asset: &Asset) -> Option<Vec<u8>> {
    if asset.kind == "font/woff2" {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(asset.bytes).and_then(|()| encoder.finish()).ok()
}

/// The address of the folder, without a final slash.
pub(crate) fn folder() -> &'static str {
    &FOLDER
}

/// `GET /assets/{hash}/{*name}`.
pub(crate) async fn get(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let is_ours = FOLDER.strip_prefix("/assets/") == Some(&hash);
    let found = ASSETS.iter().zip(PACKED.iter()).find(|(asset, _)| is_ours && asset.name == name);
    let Some((asset, packed)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_packed = accepts.split(',').any(|coding| coding.trim().split(';').next() == Some("gzip"));
    let mut response = match packed {
        Some(packed) if is_packed => packed.as_slice().into_response(),
        _ => asset.bytes.into_response(),
    };
    let answer = response.headers_mut();
    if is_packed && packed.is_some() {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    answer.insert(header::CACHE_CONTROL, for_ever);
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
