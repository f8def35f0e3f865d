//! Seeds, and what contributors prove (draw.md section 3).

use crate::record::{BodyId, Code};
use crate::uniform::PROTOCOL;
use crate::vrf::Beta;
use tarazy_docket::json::{Canonical, Member};
use tarazy_docket::{Hash, Object, Value, sha256};

/// What decides a draw and did not exist before its round.
#[derive(Debug, Clone, Copy)]
pub struct SeedParts<'a> {
    /// Leaf hash of the commit.
    pub commit: &'a Hash,
    /// The beacon in effect.
    pub beacon: &'a Hash,
    /// The round in effect.
    pub round: u64,
    /// The beacon's output of that round.
    pub randomness: &'a [u8; 32],
    /// The outputs of the contributors that count, in any order.
    pub contributors: &'a [(BodyId, Beta)],
}

/// Why there is no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// More than 255 contributors.
    #[error("more than 255 contributors")]
    TooMany,
    /// A contributor twice.
    #[error("a contributor gives two outputs")]
    Duplicate,
}

/// The seed of a draw.
///
/// # Errors
/// [`SeedError`] for contributors that are too many or not distinct.
pub fn seed(parts: &SeedParts<'_>) -> Result<Hash, SeedError> {
    let mut bytes = Vec::with_capacity(160 + 100 * parts.contributors.len());
    bytes.extend_from_slice(PROTOCOL);
    bytes.extend_from_slice(b" seed\0");
    bytes.extend_from_slice(parts.commit.as_bytes());
    push_lp(&mut bytes, parts.beacon.as_bytes());
    bytes.extend_from_slice(&parts.round.to_be_bytes());
    bytes.extend_from_slice(parts.randomness);
    push_outputs(&mut bytes, parts.contributors)?;
    Ok(sha256(&[&bytes]))
}

/// What every contributor proves: the commit's body without its member `contributors`.
pub fn alpha(commit_body: &Object) -> Hash {
    let mut body = commit_body.clone();
    body.remove("contributors");
    sha256(&[PROTOCOL, b" alpha\0", &Value::Object(body).to_bytes()])
}

/// The same from the body as its text stands.
pub(crate) fn alpha_of_text(commit_body: Canonical<'_>) -> Hash {
    let text = commit_body.as_str();
    let named = commit_body.members().find(|member| member.name == "contributors");
    let Some(Member { span: (from, to), .. }) = named else {
        return sha256(&[PROTOCOL, b" alpha\0", text.as_bytes()]);
    };
    // The member goes with the comma after it, or, as the last one, with the comma before it.
    let (from, to) = match text.as_bytes().get(to) {
        Some(b',') => (from, to + 1),
        _ => (if text.as_bytes().get(from - 1) == Some(&b',') { from - 1 } else { from }, to),
    };
    sha256(&[PROTOCOL, b" alpha\0", &text.as_bytes()[..from], &text.as_bytes()[to..]])
}

/// The seed of a stratum of a sample.
pub fn stratum_seed(seed: &Hash, stratum: &Code) -> Hash {
    let mut id = Vec::new();
    push_lp(&mut id, stratum.as_str().as_bytes());
    sha256(&[PROTOCOL, b" stratum\0", seed.as_bytes(), &id])
}

/// `u32(length) || bytes`.
fn push_lp(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

/// `u8(k)`, then for each of the k bodies, sorted by the bytes of the id alone: `lp(id) || lp(beta)`.
pub(crate) fn push_outputs(out: &mut Vec<u8>, outputs: &[(BodyId, Beta)]) -> Result<(), SeedError> {
    let mut sorted: Vec<&(BodyId, Beta)> = outputs.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    if sorted.windows(2).any(|w| w[0].0 == w[1].0) {
        return Err(SeedError::Duplicate);
    }
    out.push(u8::try_from(sorted.len()).map_err(|_| SeedError::TooMany)?);
    for (id, beta) in sorted {
        push_lp(out, id.as_str().as_bytes());
        push_lp(out, beta.as_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(id: &str) -> BodyId {
        id.parse().unwrap()
    }

    fn seed_of(contributors: &[(BodyId, Beta)]) -> Result<Hash, SeedError> {
        let zero = Hash([0; 32]);
        seed(&SeedParts { commit: &zero, beacon: &zero, round: 1, randomness: &[0; 32], contributors })
    }

    #[test]
    fn contributors_are_sorted_by_id_alone_and_distinct() {
        let (aa, z) = ((body("aa"), Beta::new([4; 64])), (body("z"), Beta::new([3; 64])));
        assert_eq!(seed_of(&[aa.clone(), z.clone()]), seed_of(&[z.clone(), aa.clone()]));
        assert_ne!(seed_of(&[aa.clone(), z.clone()]), seed_of(core::slice::from_ref(&aa)));
        assert_eq!(seed_of(&[aa.clone(), z, aa]), Err(SeedError::Duplicate));
        let many: Vec<_> = (0..256).map(|n| (body(&format!("b{n:03}")), Beta::new([0; 64]))).collect();
        assert_eq!(seed_of(&many), Err(SeedError::TooMany));
        assert!(seed_of(&many[..255]).is_ok());
    }

    #[test]
    fn what_is_proved_is_the_same_by_values_and_by_text() {
        let members = ["at", "contributors", "flags", "zz"];
        for chosen in 0..16u32 {
            let mut body = Object::new();
            for (k, name) in (0..).zip(members).filter(|(k, _)| chosen >> k & 1 == 1) {
                body.insert(name, vec![Value::Int(k), Value::from("a,\"b")]);
            }
            let text = Value::Object(body.clone()).to_text();
            assert_eq!(alpha_of_text(Canonical::new(&text).unwrap()), alpha(&body), "{text}");
        }
    }

    #[test]
    fn what_is_proved_does_not_depend_on_who_contributes() {
        let commit = Object::new().with("round", 5);
        let with = commit.clone().with("contributors", Value::Array(Vec::new()));
        assert_eq!(alpha(&commit), alpha(&with));
        assert_ne!(alpha(&commit), alpha(&Object::new().with("round", 6)));
    }
}
