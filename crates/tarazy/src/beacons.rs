//! The beacons of an installation, as rounds are got from them: members of the local one are asked, networks are fetched.

use crate::config::LOCAL;
use crate::drand::{Mirrors, Spoken};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::members::Members;
use std::collections::HashMap;
use tarazy_docket::Hash;
use tarazy_draw::beacon::Beacon;
use tarazy_registry::beacons::{REACHABLE, heard_setting};
use tarazy_store::{Reader, truth};

/// A beacon that gave nothing is left alone for so long, in ms.
const AGAIN: i64 = 1_000;
/// A network is heard again after so long, in ms: well before it would count as not reachable.
const HEAR_EVERY: i64 = 180_000;
/// And after so long if it gave nothing.
const HEAR_AGAIN: i64 = 15_000;

/// Where rounds come from.
enum Source {
    Local(Members),
    Network(Mirrors),
}

impl Source {
    fn beacon(&self) -> &dyn Beacon {
        match self {
            Self::Local(members) => members.beacon(),
            Self::Network(mirrors) => mirrors.beacon(),
        }
    }
}

/// The beacons in the order of preference.
pub(crate) struct Beacons {
    sources: Vec<Source>,
    /// When each gave nothing, ms UTC, and why.
    failed: HashMap<Hash, (i64, String)>,
    /// When each was last listened to in vain, ms UTC, and why.
    unheard: HashMap<Hash, (i64, String)>,
}

/// What went wrong less than so many ms ago: it is told again, and not tried again.
fn lately(failed: &HashMap<Hash, (i64, String)>, id: &Hash, now: i64, within: i64) -> Option<String> {
    let (at, what) = failed.get(id)?;
    (0..within).contains(&now.saturating_sub(*at)).then(|| what.clone())
}

impl Beacons {
    /// The beacons of an installation.
    ///
    /// # Errors
    /// A failure that names what is missing.
    pub(crate) fn open(installation: &Installation) -> Result<Self, Failure> {
        let config = &installation.config;
        // Checks the whole list.
        installation.beacons()?;
        let source = |name: &String| match config.networks.iter().find(|n| n.name == *name) {
            Some(network) if name != LOCAL => {
                Mirrors::open(network, &installation.outgoing()).map(Source::Network)
            }
            _ => Members::open(installation).map(Source::Local),
        };
        let sources = config.beacons.iter().map(source).collect::<Result<_, _>>()?;
        Ok(Self { sources, failed: HashMap::new(), unheard: HashMap::new() })
    }

    /// A beacon by its id.
    pub(crate) fn get(&self, id: &Hash) -> Option<&dyn Beacon> {
        self.sources.iter().map(Source::beacon).find(|beacon| beacon.id() == id)
    }

    /// The evidence of a round that has spoken. A beacon that gave nothing is asked again after a second. `now` in ms UTC.
    ///
    /// # Errors
    /// A failure that names the member or the mirrors that gave nothing, or something false.
    pub(crate) fn speak(&mut self, id: &Hash, round: u64, now: i64) -> Result<Spoken, Failure> {
        if let Some(what) = lately(&self.failed, id, now, AGAIN) {
            return Err(Failure::not_done(what));
        }
        let source = self.sources.iter_mut().find(|source| source.beacon().id() == id);
        let spoken = match source {
            Some(Source::Local(members)) => {
                members.speak(round).map(|evidence| Spoken { evidence, warnings: Vec::new() })
            }
            Some(Source::Network(mirrors)) => mirrors.speak(round, now),
            None => Err(Failure::not_done(format!("beacon {id} is not one of this installation"))),
        };
        match spoken {
            Ok(spoken) => {
                self.failed.remove(id);
                Ok(spoken)
            }
            Err(failure) => {
                self.failed.insert(*id, (now, failure.to_string()));
                Err(failure)
            }
        }
    }

    /// True if all networks count as reachable. `now` in ms UTC.
    ///
    /// # Errors
    /// A failure if the database cannot be read.
    pub(crate) fn are_heard(&self, reader: &mut dyn Reader, now: i64) -> Result<bool, Failure> {
        for source in &self.sources {
            let Source::Network(mirrors) = source else { continue };
            let last = truth::setting(reader, &heard_setting(mirrors.beacon().id()))?;
            let last: Option<i64> = last.and_then(|at| at.parse().ok());
            if last.is_none_or(|at| now.saturating_sub(at) > REACHABLE) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Recent rounds of the networks that were not heard for a while: commits name a beacon that can be reached. What
    /// cannot be heard is told in `failures`. `now` in ms UTC.
    ///
    /// # Errors
    /// A failure if the database cannot be read.
    pub(crate) fn hear(
        &mut self,
        reader: &mut dyn Reader,
        now: i64,
        failures: &mut Vec<String>,
    ) -> Result<Vec<Spoken>, Failure> {
        let mut heard = Vec::new();
        for source in &mut self.sources {
            let Source::Network(mirrors) = source else { continue };
            let id = *mirrors.beacon().id();
            let last = truth::setting(reader, &heard_setting(&id))?.and_then(|at| at.parse().ok());
            let since = |at: i64| now.saturating_sub(at);
            let is_fresh = last.is_some_and(|at| (0..HEAR_EVERY).contains(&since(at)));
            if is_fresh {
                continue;
            }
            if let Some(what) = lately(&self.unheard, &id, now, HEAR_AGAIN) {
                failures.push(what);
                continue;
            }
            match mirrors.latest(now, REACHABLE) {
                Ok(spoken) => {
                    self.unheard.remove(&id);
                    heard.push(spoken);
                }
                Err(failure) => {
                    self.unheard.insert(id, (now, failure.to_string()));
                    failures.push(failure.to_string());
                }
            }
        }
        Ok(heard)
    }
}
