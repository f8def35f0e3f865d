//! `GET /admin/keys`: public keys of the log, of its witnesses and of the beacons, and the authorities whose certificates are believed.

use super::{policy, shell};
use crate::error::ApiError;
use crate::pages::read;
use crate::pages::shell::{Page as _, Say, Shell, Visit};
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use tarazy_docket::notice::{KeyAdded, KeyCompromised, KeyRetired};
use tarazy_docket::{Body as _, Value, from_value};
use tarazy_draw::record::BeaconInfo;
use tarazy_registry::setup::KEYS;
use tarazy_store::{Record, Refusal, truth};

#[derive(Template)]
#[template(path = "admin_keys.html")]
struct Keys {
    s: Shell,
    own: Vec<Own>,
    /// Name, key, address.
    witnesses: Vec<(String, String, String)>,
    beacons: Vec<Beacon>,
    /// Whose, until when, and true if it has ended or ends soon.
    roots: Vec<(String, String, bool)>,
}

/// A key of the installation.
struct Own {
    what: String,
    key: String,
    since: String,
    /// When and why it ended.
    ended: Option<String>,
}

struct Beacon {
    what: String,
    /// Name and key.
    members: Vec<(String, String)>,
}

/// An authority that ends within so many seconds is marked.
const SOON: u64 = 60 * 24 * 3600;

/// The keys.
pub(in crate::pages) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let records = site.read(|reader, vault| {
            let stream = KEYS.parse().map_err(Refusal::internal)?;
            Ok(truth::stream(reader, vault, &stream)?)
        })?;
        let policy = policy(site)?;
        let witness = |witness: &tarazy_docket::policy::Witness| {
            (witness.name.to_string(), witness.key.to_string(), witness.url.clone().unwrap_or_default())
        };
        Keys {
            s: shell(&visit, say.t("admin-keys"), true)?,
            own: own(site, &visit, &records),
            witnesses: policy.witnesses().map(witness).collect(),
            beacons: site.beacons.iter().map(|info| beacon(say, info)).collect(),
            roots: roots(site, &visit),
        }
        .show()
    })
    .await
}

fn own(site: &Site, visit: &Visit, records: &[Record]) -> Vec<Own> {
    let say = visit.say();
    let mut keys: Vec<Own> = Vec::new();
    for record in records {
        let body = record.entry.body().cloned().unwrap_or_default();
        let Ok(key) = from_value::<KeyAdded>(&Value::Object(body)) else { continue };
        let at = Site::moment(record.entry.time, site.zone, visit.lang);
        let how = match record.kind() {
            Some(KeyRetired::TYPE) => "admin-key-retired",
            Some(KeyCompromised::TYPE) => "admin-key-compromised",
            Some(KeyAdded::TYPE) => {
                let what = say.of("admin-key-", &key.kind);
                keys.push(Own { what, key: key.vkey, since: at, ended: None });
                continue;
            }
            _ => continue,
        };
        for known in keys.iter_mut().filter(|known| known.key == key.vkey) {
            known.ended = Some(say.a(how, "time", &at));
        }
    }
    keys
}

fn beacon(say: Say, info: &BeaconInfo) -> Beacon {
    match info {
        BeaconInfo::Local { members, period, .. } => Beacon {
            what: say.a("admin-beacon-local", "seconds", &period.to_string()),
            members: members.iter().map(|m| (m.id.to_string(), m.pk.to_hex())).collect(),
        },
        BeaconInfo::Drand { pk, period, .. } => Beacon {
            what: say.a("admin-beacon-network", "seconds", &period.to_string()),
            members: vec![(say.t("admin-beacon-network-key"), pk.to_hex())],
        },
    }
}

fn roots(site: &Site, visit: &Visit) -> Vec<(String, String, bool)> {
    let say = visit.say();
    let now = u64::try_from((site.clock)() / 1000).unwrap_or_default();
    let line = |(holder, _, until): (tarazy_document::sign::trust::HolderName, u64, u64)| {
        let ms = i64::try_from(until).unwrap_or(i64::MAX).saturating_mul(1000);
        let at = Site::moment(ms, site.zone, visit.lang);
        let id = if until < now { "admin-root-ended" } else { "admin-root-until" };
        (holder.to_string(), say.a(id, "time", &at), until < now.saturating_add(SOON))
    };
    site.roots.listed().map(line).collect()
}
