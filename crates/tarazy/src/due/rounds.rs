//! Results of the rounds that have spoken: which round of which beacon decides a draw now.

use super::watch::Open;
use super::{Done, Due, Submit, give_orders};
use crate::failure::Failure;
use std::collections::BTreeMap;
use tarazy_docket::{Hash, StreamId};
use tarazy_draw::beacon::Beacon;
use tarazy_registry::models::{self, Outage};
use tarazy_store::{Reader, truth};

/// A round that is missing is told to the operator after so long, in ms: networks speak a little late.
const GRACE: i64 = 5_000;

/// A beacon and its round.
type Round = (Hash, u64);

/// Notes of the commits, and of the contributions, by commit.
type Orders = (Vec<(Hash, String)>, Vec<(Hash, String)>);

impl Due {
    /// Results of the rounds that have spoken. Where a draw of a ledger has no note yet, that ledger's draws of the round
    /// wait: they are one batch. A draw that left its batch is one of its own.
    pub(super) fn give_results(
        &mut self,
        reader: &mut dyn Reader,
        open: &[Open],
        now: i64,
        submit: &mut Submit<'_>,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let outages = models::outages(reader)?;
        let mut rounds: BTreeMap<Round, BTreeMap<(&StreamId, u64), Vec<&Open>>> = BTreeMap::new();
        for draw in open {
            let Some(round) = self.decides(draw, &outages, now) else { continue };
            let alone = draw.row.fallback.map_or(0, |_| draw.row.index);
            rounds.entry(round).or_default().entry((&draw.row.ledger, alone)).or_default().push(draw);
        }
        for ((beacon, round), batches) in rounds {
            let mut all = Orders::default();
            for batch in batches.values() {
                if let Some((orders, reveals)) = self.orders(batch)? {
                    all.0.extend(orders);
                    all.1.extend(reveals);
                }
            }
            if all.0.is_empty() {
                continue;
            }
            let spoken = match self.beacons.speak(&beacon, round, now) {
                Ok(spoken) => spoken,
                Err(failure) => {
                    let since = self.beacons.get(&beacon).map_or(0, |b| b.time(round).saturating_mul(1000));
                    if now.saturating_sub(since) > GRACE {
                        done.failures.push(format!("round {round}: {failure}"));
                    }
                    continue;
                }
            };
            done.warnings.extend(spoken.warnings.iter().cloned());
            let entries = truth::end(reader)?.next_index;
            match give_orders(&spoken, all.0, all.1, (entries, None), submit) {
                Ok(count) => {
                    done.resolved += count;
                    done.changed |= count > 0;
                }
                Err(failure) => done.failures.push(format!("round {round}: {failure}")),
            }
        }
        Ok(())
    }

    /// The round that decides a draw, if it has spoken: that of the commit; the fallback round since a contribution was
    /// missing; or, where an outage is logged and the draw waited long enough, that of the next beacon of the rules.
    fn decides(&self, draw: &Open, outages: &[Outage], now: i64) -> Option<Round> {
        let has_spoken = |beacon: &dyn Beacon, round: u64| beacon.time(round).saturating_mul(1000) <= now;
        let row = &draw.row;
        let covers = |o: &Outage| {
            o.beacon == row.beacon && o.round <= row.round && o.time >= draw.times.speaks_millis()
        };
        if outages.iter().any(covers) && draw.times.beacon_down.saturating_mul(1000) <= now {
            let later = draw.later_beacons.iter().find_map(|id| self.beacons.get(id));
            if let Some(next) = later {
                let round = draw.times.round_of(next, &draw.timing);
                return has_spoken(next, round).then(|| (*next.id(), round));
            }
        }
        let beacon = self.beacons.get(&row.beacon)?;
        let round = row.fallback.unwrap_or(row.round);
        has_spoken(beacon, round).then_some((row.beacon, round))
    }

    /// The notes of a batch; `None` if one is missing still.
    fn orders(&mut self, batch: &[&Open]) -> Result<Option<Orders>, Failure> {
        let mut all = Orders::default();
        for draw in batch {
            let Some(note) = self.watch.note(draw)? else { return Ok(None) };
            all.0.push((draw.row.leaf, note));
            if draw.row.fallback.is_none() && self.parts.are_owed(&draw.row.leaf) {
                return Ok(None);
            }
            if !self.watch.notes.policies.at(draw.row.index).has_quorum() || draw.is_import {
                continue;
            }
            if draw.owes_reveals() {
                return Ok(None);
            }
            if draw.row.reveals > 0 {
                let Some(note) = self.watch.reveal_note(draw)? else { return Ok(None) };
                all.1.push((draw.row.leaf, note));
            }
        }
        Ok(Some(all))
    }
}
