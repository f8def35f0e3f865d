//! `GET /admin/witnesses`: which checkpoint each independent witness of the log confirmed last, when, and how far it is behind.

use super::{latest, policy, shell};
use crate::error::ApiError;
use crate::pages::read;
use crate::pages::shell::{Page as _, Shell, Visit};
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use std::collections::BTreeMap;
use tarazy_docket::{Policy, SignedCheckpoint};
use tarazy_log::published;

/// How many earlier checkpoints are looked through for a witness that is not under the last one.
const BACK: usize = 200;

#[derive(Template)]
#[template(path = "admin_witnesses.html")]
struct Witnesses {
    s: Shell,
    size: String,
    needed: String,
    is_enough: bool,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    /// Size of the tree and the time; none if nothing was found.
    last: Option<(String, String)>,
    /// Entries since.
    behind: String,
    is_behind: bool,
}

/// What the witnesses did with the last checkpoint.
pub(super) struct Signed {
    pub(super) count: usize,
    pub(super) needed: usize,
    /// The quorum is met.
    pub(super) is_enough: bool,
}

/// How many witnesses stand under a checkpoint.
///
/// # Errors
/// If the trust policy cannot be read.
pub(super) fn signed(site: &Site, latest: Option<&SignedCheckpoint>) -> Result<Signed, ApiError> {
    let policy = policy(site)?;
    let needed = policy.fewest();
    let standing = latest.and_then(|checkpoint| policy.evaluate(checkpoint).ok());
    let count = standing.as_ref().map_or(0, |standing| standing.cosignatures().count());
    let is_enough = standing.map_or(needed == 0, |standing| standing.has_quorum());
    Ok(Signed { count, needed, is_enough })
}

/// The witnesses.
pub(in crate::pages) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let (latest, policy) = (latest(site)?, policy(site)?);
        let now = signed(site, latest.as_ref())?;
        let size = latest.as_ref().map_or(0, |checkpoint| checkpoint.checkpoint().size());
        let seen = match &latest {
            Some(latest) => seen(site, &policy, latest)?,
            None => BTreeMap::new(),
        };
        let line = |name: String| {
            let last = seen.get(&name).copied();
            let behind = size.saturating_sub(last.map_or(0, |(size, _)| size));
            let moment = |seconds: u64| {
                let ms = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
                Site::moment(ms, site.zone, visit.lang)
            };
            let entries = |size: u64| say.a("check-checkpoint", "size", &size.to_string());
            Line {
                name,
                last: last.map(|(size, seconds)| (entries(size), moment(seconds))),
                behind: entries(behind),
                is_behind: last.is_none() || behind > 0,
            }
        };
        Witnesses {
            s: shell(&visit, say.t("admin-witnesses"), true)?,
            size: say.a("check-checkpoint", "size", &size.to_string()),
            needed: now.needed.to_string(),
            is_enough: now.is_enough,
            lines: policy.witnesses().map(|witness| line(witness.name.to_string())).collect(),
        }
        .show()
    })
    .await
}

/// For each witness the newest published checkpoint under which it stands: size, and the second that it states.
fn seen(
    site: &Site,
    policy: &Policy,
    latest: &SignedCheckpoint,
) -> Result<BTreeMap<String, (u64, u64)>, ApiError> {
    let mut seen = BTreeMap::new();
    note(policy, latest, &mut seen);
    if seen.len() < policy.witnesses().count() {
        let size = latest.checkpoint().size();
        let earlier = published::witnessed_lately(site.objects.as_ref(), size, BACK);
        for checkpoint in earlier.map_err(|e| ApiError::internal(&e))? {
            note(policy, &checkpoint, &mut seen);
        }
    }
    Ok(seen)
}

fn note(policy: &Policy, checkpoint: &SignedCheckpoint, seen: &mut BTreeMap<String, (u64, u64)>) {
    // A checkpoint under a key that the policy no longer names says nothing of its witnesses.
    let Ok(standing) = policy.evaluate(checkpoint) else { return };
    for (name, seconds) in standing.cosignatures() {
        seen.entry(name.to_string()).or_insert((checkpoint.checkpoint().size(), seconds));
    }
}
