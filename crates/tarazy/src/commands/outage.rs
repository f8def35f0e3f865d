//! `tarazy beacon outage`: a beacon is silent, as other bodies confirm (draw.md section 8, step 7).

use super::by;
use super::submit::submit_and_print;
use crate::cli::Cli;
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_docket::Hash;
use tarazy_draw::beacon;
use tarazy_draw::record::BodyId;
use tarazy_registry::bodies::BeaconOutagePut;
use tarazy_registry::models;

/// Runs the command. Without a round it is the earliest one that an open draw waits for.
///
/// # Errors
/// A usage failure for an unknown beacon, or where no draw waits for it; the refusal.
pub(crate) fn run(
    cli: &Cli,
    name: &str,
    round: Option<u64>,
    confirmed: &[String],
    recorded: &str,
) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let id = id_of(&installation, name)?;
    let round = match round {
        Some(round) => round,
        None => missing(&installation, id)?,
    };
    let confirmed: Vec<BodyId> =
        confirmed.iter().map(|body| body.parse().map_err(Failure::usage)).collect::<Result<_, _>>()?;
    let body = BeaconOutagePut { beacon: id, round, confirmed, by: by(recorded)? };
    submit_and_print(cli, recorded, "beacon.outage", &body)
}

fn id_of(installation: &Installation, name: &str) -> Result<Hash, Failure> {
    let beacons = installation.beacons()?;
    let place = installation.config.beacons.iter().position(|known| known == name);
    let by_id = |(rule, _): &&(tarazy_draw::record::BeaconRule, _)| rule.id.to_hex() == name;
    let found = place.map_or_else(|| beacons.iter().find(by_id), |place| beacons.get(place));
    let known = installation.config.beacons.join(", ");
    let unknown = || Failure::usage(format!("{name:?}: no beacon of this installation; there are {known}"));
    found.map(|(rule, _)| rule.id).ok_or_else(unknown)
}

/// The earliest round of a beacon that has come and that an open draw waits for.
fn missing(installation: &Installation, id: Hash) -> Result<u64, Failure> {
    let beacons = installation.beacons()?;
    let info = beacons.iter().find(|(rule, _)| rule.id == id).map(|(_, info)| info);
    let beacon = beacon::open(&id, info).map_err(Failure::usage)?;
    let now = now_ms();
    let open = models::open_draws(installation.reader()?.as_mut())?;
    let rounds = open.into_iter().filter(|draw| draw.beacon == id).map(|draw| draw.round);
    let come = rounds.filter(|round| beacon.time(*round).saturating_mul(1000) <= now);
    let nothing = || Failure::usage("no draw waits for this beacon; name the round with --round");
    come.min().ok_or_else(nothing)
}
