//! What an installation brings to its registry: law, keys, beacons, hashes. And the entries that say so in the log.

use crate::schemas::schemas;
use crate::wire;
use tarazy_base::{Date, Instant, Zone};
use tarazy_docket::notice::{KeyAdded, PolicySet, RulesSet, SchemaSet};
use tarazy_docket::{Actor, Body, Hash, Object, Policy, StreamId, Visibility, sha256};
use tarazy_draw::fingerprint::FingerprintKey;
use tarazy_draw::record::{BeaconInfo, BeaconKind, BeaconRule, Code, DrawRules, KeyRule, Timing};
use tarazy_draw::vrf::SecretKey;
use tarazy_law::Law;
use tarazy_store::{Desk, Refusal};

/// The specification of the draw that this program keeps.
const SPECIFICATION: &[u8] = include_bytes!("../../../docs/spec/draw.md");

/// The stream of keys.
pub const KEYS: &str = "sys/keys";
/// The stream of trust policies.
pub const POLICIES: &str = "sys/policy";
/// The stream of rules.
pub const RULES: &str = "sys/rules";

/// Whether the log says something already: stream, type, body, and whether only the last entry of the type counts.
pub(crate) type Says<'a> = dyn Fn(&str, &str, &Object, bool) -> bool + 'a;

/// A public key of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// What it is for: `log`, `ack`.
    pub kind: String,
    /// The key as signed notes name it.
    pub vkey: String,
}

/// What an installation brings.
pub struct Setup {
    /// The law.
    pub law: Law,
    /// The zone in which days of law are counted where no court is named.
    pub zone: Zone,
    /// Public keys.
    pub keys: Vec<PublicKey>,
    /// The trust policy of the log, a tlog-policy file.
    pub policy: String,
    /// The same, read.
    pub trust: Policy,
    /// Beacons in the order of preference, with their descriptions.
    pub beacons: Vec<(BeaconRule, BeaconInfo)>,
    /// Who may contribute randomness.
    pub contributors: Vec<KeyRule>,
    /// The court's key for its contribution, which every draw by a network carries; none where only local beacons are used.
    pub contribution: Option<SecretKey>,
    /// Key of the fingerprints of disputes.
    pub fingerprint_key: FingerprintKey,
    /// SHA-256 of the program.
    pub code_hash: Hash,
    /// SHA-256 of the allocation policy's text.
    pub policy_hash: Hash,
    /// Shorter times of the protocol for a demonstration; what the law says otherwise.
    pub timing: Option<Timing>,
}

impl Setup {
    /// The day of law of a moment.
    ///
    /// # Errors
    /// 500 for a moment outside the calendar.
    pub fn day(&self, time: i64) -> Result<Date, Refusal> {
        Ok(Instant::from_ms(time).map_err(Refusal::internal)?.date_in(self.zone))
    }

    /// The rules of a ledger as the law and the installation have them at a moment.
    ///
    /// # Errors
    /// 422 `no-law` without law for that day.
    pub fn draw_rules(&self, time: i64, importing: bool) -> Result<DrawRules, Refusal> {
        let day = self.day(time)?;
        let no_law = |_| Refusal::new(422, "no-law").with("day", day);
        let law = self
            .law
            .at(day)
            .map_err(no_law)?
            .draw_rules()
            .map_err(|e| Refusal::new(422, "rules").with("what", e))?;
        let code = |s: &String| s.parse::<Code>().map_err(Refusal::internal);
        let codes = |list: &[String]| list.iter().map(code).collect::<Result<Vec<_>, _>>();
        let pairs = |list: &[(String, i64)]| {
            list.iter().map(|(c, n)| Ok((code(c)?, *n))).collect::<Result<Vec<_>, Refusal>>()
        };
        let benches = law.benches.iter().map(|(c, seats, reserves)| Ok((code(c)?, *seats, *reserves)));
        let t = &law.timing;
        let timing = Timing {
            delta: t.delta,
            guard: t.guard,
            commit_max: t.commit_max,
            reveal_max: t.reveal_max,
            result_max: t.result_max,
            fallback: t.fallback,
            beacon_down: t.beacon_down,
        };
        // History is drawn by a local beacon alone: a network did not speak then, and its numbers would prove nothing.
        let usable = self.beacons.iter().filter(|(rule, _)| !importing || rule.kind == BeaconKind::Local);
        let beacons = usable.map(|(rule, _)| BeaconRule { import: importing, ..rule.clone() });
        Ok(DrawRules {
            spec_hash: sha256(&[SPECIFICATION]),
            code_hash: self.code_hash,
            beta256: law.beta256,
            mean_weight: law.mean_weight,
            weights: pairs(&law.weights)?,
            panel_share: law.panel_share,
            heavy_factor: law.heavy_factor,
            timing: self.timing.clone().filter(|_| !importing).unwrap_or(timing),
            pool_min: law.pool_min,
            refile_months: law.refile_months,
            beacons: beacons.collect(),
            refund: pairs(&law.refund)?,
            benches: benches.collect::<Result<_, Refusal>>()?,
            contributors: self.contributors.clone(),
            policy_hash: self.policy_hash,
            adopted: law.adopted,
            late_causes: codes(&law.late_causes)?,
            redraw_causes: codes(&law.redraw_classes)?,
            void_causes: codes(&law.void_causes)?,
            nonrandom_causes: codes(&law.nonrandom_causes)?,
            neighbour: Vec::new(),
            from: time,
            doc: None,
        })
    }

    /// Writes what the log does not say yet of the installation's set-up: keys, trust policy, rules, beacons, schemas. `says` tells
    /// whether an entry of a stream and type says this already; with `true`, whether the last one does. Gives how many
    /// entries were written.
    ///
    /// # Errors
    /// What the desk refuses.
    pub(crate) fn write(&self, desk: &mut Desk<'_>, says: &Says<'_>) -> Result<usize, Refusal> {
        let before = desk.end().next_index;
        for key in &self.keys {
            let body = KeyAdded { kind: key.kind.clone(), vkey: key.vkey.clone() };
            tell(desk, KEYS, &body, says, false)?;
        }
        tell(desk, POLICIES, &PolicySet { policy: self.policy.clone() }, says, true)?;
        let rules = RulesSet {
            law: self.law.meta().id.clone(),
            spec_hash: sha256(&[SPECIFICATION]),
            code_hash: self.code_hash,
            policy_hash: self.policy_hash,
        };
        tell(desk, RULES, &rules, says, true)?;
        for (rule, info) in &self.beacons {
            if rule.kind != BeaconKind::Local {
                // Its description stands in the rules; only a local beacon's id follows from it.
                continue;
            }
            let stream = beacon_stream(&rule.id);
            if desk.head(&stream)?.is_none() {
                by_system(desk, &stream, info)?;
            }
        }
        for schema in schemas() {
            let set = SchemaSet { kind: schema.kind.to_owned(), sha256: schema.sha256 };
            tell(desk, RULES, &set, says, false)?;
        }
        usize::try_from(desk.end().next_index - before).map_err(Refusal::internal)
    }
}

/// A stream of the installation itself.
pub(crate) fn sys(name: &str) -> Result<StreamId, Refusal> {
    format!("sys/{name}").parse().map_err(Refusal::internal)
}

/// An entry of the installation's own, unless the log says it already.
fn tell<B: Body>(
    desk: &mut Desk<'_>,
    stream: &str,
    body: &B,
    says: &Says<'_>,
    only_last: bool,
) -> Result<(), Refusal> {
    let object = body.to_object().map_err(Refusal::internal)?;
    if says(stream, B::TYPE, &object, only_last) {
        return Ok(());
    }
    by_system(desk, &stream.parse().map_err(Refusal::internal)?, body)
}

/// A public entry of the program's own.
pub(crate) fn by_system<B: Body>(desk: &mut Desk<'_>, stream: &StreamId, body: &B) -> Result<(), Refusal> {
    let system = Actor::role("system").map_err(Refusal::internal)?;
    let body = body.to_object().map_err(Refusal::internal)?;
    desk.append(wire::draft(stream, B::TYPE, system, Visibility::Public, body)?).map(|_| ())
}

/// The stream of a beacon: named by the first 16 bytes of its id.
pub fn beacon_stream(id: &Hash) -> StreamId {
    let mut name = [0; 16];
    name.copy_from_slice(&id.0[..16]);
    StreamId::beacon(name)
}
