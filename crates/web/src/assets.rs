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

macro_rules! verifier {
    ($($name:literal)*) => {
        &[$(Asset {
            name: concat!("verifier/", $name),
            kind: "text/javascript; charset=utf-8",
            bytes: include_bytes!(concat!("../../../independent/js/", $name)),
        }),*]
    };
}

/// The texts that the verifier shows, as its own reader of messages takes them.
macro_rules! texts {
    ($($lang:literal)*) => {
        &[$(Asset {
            name: concat!("verifier/", $lang, ".ftl"),
            kind: "text/plain; charset=utf-8",
            bytes: concat!(
                include_str!(concat!("../../../locales/", $lang, "/verify.ftl")),
                include_str!(concat!("../../../locales/", $lang, "/proof.ftl"))
            )
            .as_bytes(),
        }),*]
    };
}

/// The independent verifier, file by file as it stands in the repository: what a reader's browser runs is what he can read.
const VERIFIER: &[Asset] = verifier! {
    "beacon.mjs"
    "bytes.mjs"
    "canon.mjs"
    "curve.mjs"
    "draw.mjs"
    "entry.mjs"
    "ledger.mjs"
    "lottery.mjs"
    "merkle.mjs"
    "messages.mjs"
    "note.mjs"
    "page.mjs"
    "policy.mjs"
    "proof.mjs"
    "receipt.mjs"
    "seed.mjs"
    "shape.mjs"
    "verdict.mjs"
    "vendor/noble-curves/abstract/bls.js"
    "vendor/noble-curves/abstract/curve.js"
    "vendor/noble-curves/abstract/der.js"
    "vendor/noble-curves/abstract/edwards.js"
    "vendor/noble-curves/abstract/hash-to-curve.js"
    "vendor/noble-curves/abstract/modular.js"
    "vendor/noble-curves/abstract/tower.js"
    "vendor/noble-curves/abstract/weierstrass.js"
    "vendor/noble-curves/bls12-381.js"
    "vendor/noble-curves/utils.js"
    "vendor/noble-hashes/_md.js"
    "vendor/noble-hashes/_u64.js"
    "vendor/noble-hashes/hmac.js"
    "vendor/noble-hashes/sha2.js"
    "vendor/noble-hashes/utils.js"
};

const TEXTS: &[Asset] = texts! { "kk" "ru" "en" };

fn all() -> impl Iterator<Item = &'static Asset> {
    OWN.iter().chain(VERIFIER).chain(TEXTS)
}

const OWN: &[Asset] = assets! {
    "app.css" "text/css; charset=utf-8";
    "app.js" "text/javascript; charset=utf-8";
    "check.js" "text/javascript; charset=utf-8";
    "replay.js" "text/javascript; charset=utf-8";
    "govuk-frontend.min.js" "text/javascript; charset=utf-8";
    "icon.svg" "image/svg+xml";
    "fonts/golos-text-cyrillic.woff2" "font/woff2";
    "fonts/golos-text-cyrillic-ext.woff2" "font/woff2";
    "fonts/golos-text-latin.woff2" "font/woff2";
    "fonts/golos-text-latin-ext.woff2" "font/woff2";
};

/// The folder of the assets: `/assets/` and 16 hex digits.
static FOLDER: LazyLock<String> = LazyLock::new(|| {
    let parts: Vec<&[u8]> = all().flat_map(|a| [a.name.as_bytes(), b"\0", a.bytes]).collect();
    let hash = sha256(&parts).to_hex();
    format!("/assets/{}", hash.get(..16).unwrap_or(&hash))
});

/// What is text, packed once.
static PACKED: LazyLock<Vec<Option<Vec<u8>>>> = LazyLock::new(|| all().map(pack).collect());

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
    let found = all().zip(PACKED.iter()).find(|(asset, _)| is_ours && asset.name == name);
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
