//! `tarazy draw show`: the draws of a case in words and numbers, never without what weakens them.

use crate::cli::Cli;
use crate::commands::find;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use tarazy_base::{Instant, Lang, Zone};
use tarazy_docket::{Hash, Value};
use tarazy_draw::record::{
    AssignNonrandom, BeaconKind, Body, BodyId, DrawCommit, DrawResult, DrawRules, JudgeId, PoolRow,
    SeatRecord,
};
use tarazy_draw::{Weak, beacon};
use tarazy_registry::contribution::COURT;
use tarazy_registry::models::{self, DrawRow};
use tarazy_store::{Reader, Vault, truth};

/// Micro-points of a point.
const POINT: i64 = 1_000_000;

/// Runs the command.
///
/// # Errors
/// The refusal if there is no such case.
pub(crate) fn run(cli: &Cli, case: &str) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    let row = find(reader.as_mut(), case)?;
    let draws = models::draws_of(reader.as_mut(), &row.stream)?;
    let zone = crate::commands::case::show::court(reader.as_mut(), &row.court)?.zone()?;
    let mut show = Show {
        texts: Texts::new(cli.lang),
        reader: reader.as_mut(),
        vault: installation.vault()?,
        zone,
        lang: cli.lang,
    };
    let name = row.number.clone().unwrap_or_else(|| row.stream.to_string());
    if draws.is_empty() && !cli.json {
        println!("{}", show.texts.say("draw-none"));
    }
    for draw in &draws {
        match (cli.json, draw.kind.as_str()) {
            (true, _) => show.json(draw)?,
            (false, "draw.commit") => show.draw(&name, draw)?,
            (false, _) => show.assignment(&name, draw)?,
        }
    }
    Ok(())
}

struct Show<'a> {
    texts: Texts,
    reader: &'a mut dyn Reader,
    vault: Vault,
    zone: Zone,
    lang: Lang,
}

impl Show<'_> {
    fn draw(&mut self, case: &str, draw: &DrawRow) -> Result<(), Failure> {
        let commit: DrawCommit = self.read(&draw.leaf)?;
        let rules: DrawRules = self.read(&commit.rules)?;
        println!("{}", self.texts.with("draw-title", &[("case", case.to_owned())]));
        println!("  {}", self.texts.say("draw-rule"));
        let result: Option<DrawResult> = draw.result.as_ref().map(|leaf| self.read(leaf)).transpose()?;
        println!("  {}:", self.texts.say("draw-pool"));
        for row in &commit.pool {
            println!("    {}  {}", row.id, pool_row(&self.texts, row, result.as_ref()));
        }
        let Some(result) = result else {
            if draw.state == "void" {
                println!("  {}", self.texts.say("draw-void"));
            } else {
                println!("  {}", self.texts.with("draw-open", &[("round", commit.round.to_string())]));
            }
            self.left_out(&rules, &commit);
            self.weak(&commit.flags);
            return Ok(());
        };
        println!("  {}", beacon_line(&self.texts, self.zone, self.lang, &rules, &result)?);
        self.left_out(&rules, &commit);
        self.contributions(&commit, &result);
        println!("  {}: {}", self.texts.say("draw-seed"), result.seed);
        for (n, seat) in (1u32..).zip(&result.seats) {
            for line in seat_lines(&self.texts, n, seat, rules.beta256) {
                println!("  {line}");
            }
        }
        let winners: Vec<&str> = result.seats.iter().map(|s| s.winner.as_str()).collect();
        println!("  {}", self.texts.with("draw-winner", &[("winner", winners.join(", "))]));
        let percent = format!("{}.{:02}", result.guess_ppm / 10_000, result.guess_ppm / 100 % 100);
        println!("  {}", self.texts.with("draw-guess", &[("percent", percent)]));
        if draw.state == "void" {
            println!("  {}", self.texts.say("draw-void"));
        }
        self.weak(&result.weak);
        println!("  {}", self.texts.with("draw-replay", &[("leaf", draw.leaf.to_hex())]));
        Ok(())
    }

    /// Who added a part of his own to the random number, and whose part was missing.
    fn contributions(&self, commit: &DrawCommit, result: &DrawResult) {
        let given: Vec<&str> = result.reveals.iter().map(|proof| proof.id.as_str()).collect();
        let promised = commit.contributors.iter().map(|c| c.id.as_str());
        let missing: Vec<&str> = promised.filter(|id| !given.contains(id)).collect();
        for (key, ids) in [("draw-contributions", given), ("draw-contributions-missing", missing)] {
            if !ids.is_empty() {
                println!("  {}", self.texts.with(key, &[("ids", ids.join(", "))]));
            }
        }
    }

    /// Whom the rules name as contributors, and who promised nothing when the draw was fixed.
    fn left_out(&self, rules: &DrawRules, commit: &DrawCommit) {
        let promised = |id: &BodyId| commit.contributors.iter().any(|c| c.id == *id);
        let named = rules.contributors.iter().map(|key| &key.id).filter(|id| id.as_str() != COURT);
        let ids: Vec<&str> = named.filter(|id| !promised(id)).map(BodyId::as_str).collect();
        if !ids.is_empty() && !commit.flags.contains(&Weak::Imported) {
            println!("  {}", self.texts.with("draw-contributions-left-out", &[("ids", ids.join(", "))]));
        }
    }

    fn assignment(&mut self, case: &str, draw: &DrawRow) -> Result<(), Failure> {
        let assignment: AssignNonrandom = self.read(&draw.leaf)?;
        println!("{}", self.texts.with("draw-title", &[("case", case.to_owned())]));
        let cause = self.texts.say(&format!("cause-{}", assignment.cause.as_str()));
        let args = [("cause", cause), ("judge", assignment.judge.to_string())];
        println!("  {}", self.texts.with("draw-nonrandom", &args));
        self.weak(&assignment.weak);
        Ok(())
    }

    fn weak(&self, codes: &[Weak]) {
        println!("  {}:", self.texts.say("weak-title"));
        if codes.is_empty() {
            println!("    {}", self.texts.say("weak-none"));
        }
        for code in codes {
            println!("    {}: {}", code.as_str(), self.texts.say(code.message_key()));
        }
    }

    fn json(&mut self, draw: &DrawRow) -> Result<(), Failure> {
        for leaf in std::iter::once(&draw.leaf).chain(&draw.result) {
            let record = self.record(leaf)?;
            println!("{}", String::from_utf8_lossy(&record.bytes));
        }
        Ok(())
    }

    fn record(&mut self, leaf: &Hash) -> Result<tarazy_store::Record, Failure> {
        let record = truth::record(self.reader, &self.vault, *leaf)?;
        record.ok_or_else(|| Failure::not_done(format!("entry {leaf} is not in the log")))
    }

    fn read<T: Body>(&mut self, leaf: &Hash) -> Result<T, Failure> {
        let record = self.record(leaf)?;
        let body =
            record.body().ok_or_else(|| Failure::not_done(format!("entry {leaf} has no public body")))?;
        T::from_object(body).map_err(Failure::not_done)
    }
}

/// Where the random number came from, and when: the kind of a beacon is always named.
///
/// # Errors
/// A failure if the rules do not name the beacon.
pub(crate) fn beacon_line(
    texts: &Texts,
    zone: Zone,
    lang: Lang,
    rules: &DrawRules,
    result: &DrawResult,
) -> Result<String, Failure> {
    let id = result.evidence.beacon();
    let row = rules.beacons.iter().find(|b| b.id == id);
    let row = row.ok_or_else(|| Failure::not_done(format!("the rules do not name beacon {id}")))?;
    let beacon = match &row.info {
        Some(info) => beacon::open(&id, Some(info)).map_err(Failure::not_done)?,
        None => beacon::open(&id, None).map_err(Failure::not_done)?,
    };
    let time = Instant::from_ms(beacon.time(result.round).saturating_mul(1000));
    let time = time.map_err(Failure::not_done)?.format(zone, lang);
    let (round, time) = (("round", result.round.to_string()), ("time", time.to_string()));
    Ok(match row.kind {
        BeaconKind::Drand => texts.with("draw-beacon-drand", &[round, time]),
        BeaconKind::Local | BeaconKind::Dice => {
            let members: Vec<String> = beacon.bodies().iter().map(ToString::to_string).collect();
            texts.with("draw-beacon-local", &[("members", members.join(", ")), round, time])
        }
    })
}

/// Whether a judge took part in a draw, and with what; or the class of the reason why not.
pub(crate) fn pool_row(texts: &Texts, row: &PoolRow, result: Option<&DrawResult>) -> String {
    if let Some(why) = row.why.first() {
        let code = tarazy_docket::to_value(&why.code).ok();
        let code = code.as_ref().and_then(Value::as_text).unwrap_or_default();
        return texts.say(&format!("draw-row-{code}"));
    }
    let owed =
        |r: &DrawResult| r.owed.iter().find(|(id, _): &&(JudgeId, i64)| *id == row.id).map(|(_, o)| *o);
    let owed = result.and_then(owed).unwrap_or(0);
    texts.with("draw-row-eligible", &[("alpha", row.alpha.to_string()), ("owed", points(owed))])
}

/// How a seat was drawn: one sentence, or two if the coin asked for a second ticket.
pub(crate) fn seat_lines(texts: &Texts, n: u32, seat: &SeatRecord, beta256: u32) -> Vec<String> {
    let args = [
        ("seat", n.to_string()),
        ("total", seat.total.to_string()),
        ("ticket", seat.ticket1.to_string()),
        ("first", seat.first.to_string()),
        ("coin", seat.coin.to_string()),
    ];
    let mut lines = vec![texts.with("draw-seat", &args)];
    if let (Some(ticket), Some(second)) = (seat.ticket2, &seat.second) {
        let args =
            [("beta", beta256.to_string()), ("ticket", ticket.to_string()), ("second", second.to_string())];
        lines.push(texts.with("draw-seat-second", &args));
    }
    lines
}

/// Micro-points as points with two digits.
fn points(micro: i64) -> String {
    let hundredths = micro / (POINT / 100);
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn micro_points_are_shown_as_points() {
        for (micro, text) in
            [(0, "0.00"), (1_500_000, "1.50"), (-250_000, "-0.25"), (9_999, "0.00"), (-9_999, "0.00")]
        {
            assert_eq!(points(micro), text);
        }
    }
}
