//! A network of the drand scheme, as its rounds are fetched from mirrors over HTTP: `/<chain hash>/public/<round>` and
//! `/<chain hash>/public/latest`.
//!
//! A mirror is believed nothing: what it says counts only after the network's signature was checked. So plain HTTP will do
//! where the way allows it, and a mirror that is silent, slow, cut off or lying costs time alone. It is named to the operator, the next one is
//! tried, and for a while it comes last.

use crate::clock::stopwatch;
use crate::config::Network;
use crate::failure::Failure;
use serde::Deserialize;
use std::fmt;
use std::io::Read as _;
use std::time::Duration;
use tarazy_docket::Hash;
use tarazy_draw::beacon::drand::quicknet_id;
use tarazy_draw::beacon::{Beacon, BeaconError, Drand, Evidence};
use tarazy_draw::record::{BeaconInfo, BeaconKind, BeaconRule, Bytes};
use tarazy_log::outgoing::{AddressError, Outgoing, explain, is_encrypted};
use ureq::Agent;

/// The network whose description is known.
const QUICKNET: &str = "quicknet";
/// No mirror is waited for longer.
const TIMEOUT: Duration = Duration::from_secs(2);
/// All mirrors together are not waited for longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// No answer is longer, in bytes: a round has about 350.
const MAX_ANSWER: u64 = 4096;
/// A mirror that failed comes last for so long, in ms.
const LAST_FOR: i64 = 600_000;

/// The rule and the description of a configured network.
///
/// # Errors
/// A usage failure that says what does not fit.
pub(crate) fn describe(network: &Network) -> Result<(BeaconRule, BeaconInfo), Failure> {
    let name = &network.name;
    let wrong = |what: &dyn fmt::Display| Failure::usage(format!("drand {name:?}: {what}"));
    if network.mirrors.is_empty() {
        return Err(wrong(&"it needs a mirror"));
    }
    for url in &network.mirrors {
        is_encrypted(url).map_err(|e| wrong(&e))?;
    }
    let (id, info) = match &network.chain {
        Some(chain) => {
            let id = Hash::from_hex(&chain.hash).map_err(|e| wrong(&e))?;
            let pk: Bytes = chain.pk.parse().map_err(|e| wrong(&e))?;
            (id, BeaconInfo::Drand { genesis: chain.genesis, period: chain.period, pk, v: 1 })
        }
        None if name == QUICKNET => (quicknet_id(), Drand::quicknet_info().map_err(|e| wrong(&e))?),
        None => return Err(wrong(&"it needs its chain: hash, pk, genesis, period")),
    };
    Drand::new(id, &info).map_err(|e| wrong(&e))?;
    let rule = BeaconRule {
        id,
        kind: BeaconKind::Drand,
        info: Some(info.clone()),
        import: false,
        operators: Vec::new(),
    };
    Ok((rule, info))
}

/// A mirror, and when it last failed, ms UTC.
struct Mirror {
    url: String,
    agent: Agent,
    failed: Option<i64>,
}

/// Why a mirror's answer is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// It does not have the round, which may be too young.
    #[error("has no such round: HTTP {0}")]
    Lacks(u16),
    /// No answer.
    #[error("no answer: {0}")]
    Silent(String),
    /// Longer than a round is.
    #[error("the answer is too long")]
    TooLong,
    /// Not the JSON of a round.
    #[error("not a round of drand")]
    Form,
    /// Another round than the one asked for.
    #[error("says round {0}")]
    OtherRound(u64),
    /// The network did not sign this.
    #[error("{0}")]
    Unproven(BeaconError),
    /// Its latest round is an old one.
    #[error("its latest round is {0}, which is too old")]
    Stale(u64),
}

/// Evidence of a round, with the mirrors that failed before it was got.
#[derive(Debug)]
pub(crate) struct Spoken {
    /// The evidence; it was verified.
    pub(crate) evidence: Evidence,
    /// What was wrong with whom, for the operator.
    pub(crate) warnings: Vec<String>,
}

/// A network with its mirrors.
pub(crate) struct Mirrors {
    name: String,
    beacon: Drand,
    mirrors: Vec<Mirror>,
}

/// A round as drand's HTTP API gives it. The randomness is not read: it follows from the signature.
#[derive(Deserialize)]
struct Round {
    round: u64,
    signature: String,
}

impl Mirrors {
    /// A configured network.
    ///
    /// # Errors
    /// As [`describe`], and if roots that a mirror needs cannot be read.
    pub(crate) fn open(network: &Network, outgoing: &Outgoing) -> Result<Self, Failure> {
        let (rule, info) = describe(network)?;
        let beacon = Drand::new(rule.id, &info).map_err(Failure::usage)?;
        let mirror = |url: &String| {
            let agent = outgoing.client(url, TIMEOUT)?;
            Ok(Mirror { url: url.trim_end_matches('/').to_owned(), agent, failed: None })
        };
        let mirrors = network.mirrors.iter().map(mirror).collect::<Result<_, AddressError>>();
        let mirrors = mirrors.map_err(|e| Failure::usage(format!("drand {:?}: {e}", network.name)))?;
        Ok(Self { name: network.name.clone(), beacon, mirrors })
    }

    /// The beacon.
    pub(crate) fn beacon(&self) -> &dyn Beacon {
        &self.beacon
    }

    /// A round, verified. `now` in ms UTC.
    ///
    /// # Errors
    /// A failure that names what was wrong with each mirror.
    pub(crate) fn speak(&mut self, round: u64, now: i64) -> Result<Spoken, Failure> {
        let fits = |got: u64| if got == round { Ok(()) } else { Err(Fault::OtherRound(got)) };
        self.ask(&round.to_string(), now, &fits)
    }

    /// The latest round that a mirror knows, verified, and no older than `age` ms. `now` in ms UTC.
    ///
    /// # Errors
    /// As [`Mirrors::speak`].
    pub(crate) fn latest(&mut self, now: i64, age: i64) -> Result<Spoken, Failure> {
        let rounds = self.beacon.rounds();
        let fits = |got: u64| {
            let spoke = rounds.time(got).saturating_mul(1000);
            if now.saturating_sub(spoke) <= age { Ok(()) } else { Err(Fault::Stale(got)) }
        };
        self.ask("latest", now, &fits)
    }

    fn ask(
        &mut self,
        what: &str,
        now: i64,
        fits: &dyn Fn(u64) -> Result<(), Fault>,
    ) -> Result<Spoken, Failure> {
        let mut order: Vec<&mut Mirror> = self.mirrors.iter_mut().collect();
        // Stable: those that did not fail keep the configured order.
        order.sort_by_key(|m| m.failed.is_some_and(|at| now.saturating_sub(at) < LAST_FOR));
        let (clock, mut warnings) = (stopwatch(), Vec::new());
        for mirror in order {
            let left = PATIENCE.saturating_sub(Duration::from_secs_f64(clock()));
            if left.is_zero() {
                break;
            }
            let url = format!("{}/{}/public/{what}", mirror.url, self.beacon.id());
            let fetched = fetch(&mirror.agent, &url, left.min(TIMEOUT));
            let fault = match fetched.and_then(|r| verified(&self.beacon, &r, fits)) {
                Ok(evidence) => return Ok(Spoken { evidence, warnings }),
                Err(fault) => fault,
            };
            warnings.push(format!("beacon {}: mirror {}: {fault}", self.name, mirror.url));
            if !matches!(fault, Fault::Lacks(_)) {
                mirror.failed = Some(now);
            }
        }
        Err(Failure::not_done(warnings.join("; ")))
    }
}

fn fetch(agent: &Agent, url: &str, timeout: Duration) -> Result<Round, Fault> {
    let question = agent.get(url).config().timeout_global(Some(timeout)).build();
    let response = question.call().map_err(|e| Fault::Silent(explain(&e)))?;
    if !response.status().is_success() {
        return Err(Fault::Lacks(response.status().as_u16()));
    }
    let mut body = Vec::new();
    let mut reader = response.into_body().into_reader().take(MAX_ANSWER + 1);
    reader.read_to_end(&mut body).map_err(|e| Fault::Silent(e.to_string()))?;
    if u64::try_from(body.len()).is_ok_and(|n| n > MAX_ANSWER) {
        return Err(Fault::TooLong);
    }
    serde_json::from_slice(&body).map_err(|_| Fault::Form)
}

fn verified(
    beacon: &Drand,
    answer: &Round,
    fits: &dyn Fn(u64) -> Result<(), Fault>,
) -> Result<Evidence, Fault> {
    let sig: Bytes = answer.signature.parse().map_err(|_| Fault::Form)?;
    fits(answer.round)?;
    let evidence = Evidence::Drand { beacon: *beacon.id(), round: answer.round, sig };
    beacon.verify(answer.round, &evidence).map_err(Fault::Unproven)?;
    Ok(evidence)
}

#[cfg(test)]
mod tests;
