//! Paths of tiles: `tile/<L>/<N>[.p/<W>]` and `tile/entries/<N>[.p/<W>]`.

use super::{FULL_WIDTH, Tile, TileError, TileKind};
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

impl Tile {
    /// The path below the log's prefix, without a leading slash.
    pub fn path(self) -> String {
        format!("{self}")
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        write_index(self.index, f)?;
        if self.is_partial() { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// Three digits an element; all but the last begin with an `x`.
fn write_index(index: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let digits = format!("{index}");
    let groups = digits.len().div_ceil(3);
    let padded = format!("{index:0width$}", width = 3 * groups);
    for group in 0..groups {
        let x = if group + 1 < groups { "x" } else { "" };
        let slash = if group + 1 < groups { "/" } else { "" };
        write!(f, "{x}{}{slash}", &padded[3 * group..3 * group + 3])?;
    }
    Ok(())
}

impl FromStr for Tile {
    type Err = TileError;

    /// Reads a path, strictly: only what [`Tile::path`] writes.
    fn from_str(path: &str) -> Result<Self, TileError> {
        let tile = read(path).ok_or(TileError::Path)?;
        if tile.path() == path { Ok(tile) } else { Err(TileError::Path) }
    }
}

fn read(path: &str) -> Option<Tile> {
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let kind = if kind == "entries" { TileKind::Entries } else { TileKind::Hashes(number(kind, 2)?) };
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, number(width, 3).filter(|w| *w < FULL_WIDTH)?),
        None => (rest, FULL_WIDTH),
    };
    Tile::new(kind, read_index(index)?, width).ok()
}

fn read_index(text: &str) -> Option<u64> {
    let mut index = 0_u64;
    for group in text.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let value: u64 = if digits.len() == 3 { number(digits, 3)? } else { return None };
        index = index.checked_mul(1000)?.checked_add(value)?;
    }
    Some(index)
}

fn number<T: FromStr>(digits: &str, most: usize) -> Option<T> {
    let decimal = digits.len() <= most && digits.bytes().all(|b| b.is_ascii_digit());
    if decimal { digits.parse().ok() } else { None }
}
