//! The names in a ZIP container, from the directory at its end: enough to tell a document from an archive. Nothing is unpacked.

/// The most names that are looked at.
const MOST: usize = 4096;

/// The names that stand in the central directory of a container that ends so; none if it cannot be read, or does not lie
/// within these bytes.
pub(super) fn names(tail: &[u8]) -> Option<Vec<&[u8]>> {
    let end = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let size = usize::try_from(number(tail.get(end + 12..end + 16)?)).ok()?;
    let mut rest = tail.get(end.checked_sub(size)?..end)?;
    let mut names = Vec::new();
    while !rest.is_empty() && names.len() < MOST {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |at: usize| usize::try_from(number(rest.get(at..at + 2)?)).ok();
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        names.push(rest.get(46..46 + name)?);
        rest = rest.get(46 + name + extra + comment..)?;
    }
    Some(names)
}

/// A little-endian number.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
